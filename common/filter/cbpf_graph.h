/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A classic BPF program as a graph without loops: every jump goes to a node further
 * on. cbpf_graph.c makes it, cbpf_flow.c finds out what holds at each node.
 */
#ifndef COMMON_CBPF_GRAPH_H
#define COMMON_CBPF_GRAPH_H

#include <stdbool.h>
#include <linux/filter.h>

#define CBPF_NEVER  (~0ULL) /* bytes no packet has: no path from here accepts */
#define CBPF_WINDOW 128ULL  /* bytes from the packet's start that may be read as one */

/* what a program reads and writes, as bits of a set: memory words are bits 0 to 15 */
#define CBPF_A	    (1U << BPF_MEMWORDS)
#define CBPF_X	    (2U << BPF_MEMWORDS)
#define CBPF_LENGTH (4U << BPF_MEMWORDS) /* of the packet */

/* How many bytes, from the packet's start or from where X points. */
struct cbpf_bytes {
	unsigned long long start;  /* of the packet */
	unsigned long long window; /* of these, as far as loads from within the window need them */
	unsigned long long x;	   /* from X on, until X changes */
};

struct cbpf_node {
	__u16 code;
	__u32 k;
	int yes, no;		  /* the next nodes: both the same unless it is a condition */
	struct cbpf_bytes need;	  /* at least read by every path from here that accepts */
	struct cbpf_bytes known;  /* there on every path to here: checked before */
	struct cbpf_bytes then;	  /* known behind its own load, which checks what is more */
	unsigned long long x_max; /* the most that X can be here */
	__u32 live;		  /* read by a path from here that has not written it */
	bool reached;
	int start; /* its first eBPF instruction */
};

/* The last node rejects, for all that cannot accept any more. */
struct cbpf_graph {
	struct cbpf_node *nodes;
	int count;
};

/*
 * cbpf_graph_make - check a program, resolve its jumps and unroll its loops
 * @reason: set when it is refused
 *
 * Returns 0, and @graph->nodes for free(), or a negative errno as cbpf_translate() does.
 */
int cbpf_graph_make(struct cbpf_graph *graph, const struct sock_fprog *program,
		    const char **reason);

/*
 * cbpf_flow - fill in what holds at each node; what cannot accept leads to the rejection
 * @limit: bytes from the packet's start that can be read at all
 */
void cbpf_flow(struct cbpf_graph *graph, unsigned long long limit);

/* cbpf_extent - the byte after the last one that a load reads, counted from where k is; 0: no load */
unsigned long long cbpf_extent(const struct cbpf_node *node);

/*
 * cbpf_in_window - is it a load within the window? A field must be aligned there as
 * fields are behind an Ethernet header: the stack, unlike a packet, insists.
 */
bool cbpf_in_window(const struct cbpf_node *node);

/* cbpf_is_indirect - is it a load relative to X? */
static inline bool cbpf_is_indirect(const struct cbpf_node *node)
{
	return BPF_CLASS(node->code) == BPF_LD && BPF_MODE(node->code) == BPF_IND;
}

#endif

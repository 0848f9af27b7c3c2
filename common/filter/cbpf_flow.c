// SPDX-License-Identifier: GPL-2.0
/*
 * What holds at each node of a classic program. Backwards: how much of the packet
 * every accepting path will read, so that one check can stand for several; a path
 * that rejects in any case may do so early. Forwards: what has been checked already.
 */
#include "cbpf_graph.h"

#define LEAST(a, b) ((a) < (b) ? (a) : (b))
#define MOST(a, b)  ((a) > (b) ? (a) : (b))

static const __u32 size_of[] = { [BPF_W >> 3] = 4, [BPF_H >> 3] = 2, [BPF_B >> 3] = 1 };

unsigned long long cbpf_extent(const struct cbpf_node *node)
{
	__u16 class = BPF_CLASS(node->code), mode = BPF_MODE(node->code);

	if (class == BPF_LD && (mode == BPF_ABS || mode == BPF_IND))
		return (unsigned long long)node->k + size_of[BPF_SIZE(node->code) >> 3];
	if (class == BPF_LDX && mode == BPF_MSH)
		return node->k + 1ULL;
	return 0;
}

bool cbpf_in_window(const struct cbpf_node *node)
{
	unsigned long long extent = cbpf_extent(node);

	return extent && extent <= CBPF_WINDOW && !cbpf_is_indirect(node) &&
	       (node->k + 2) % (extent - node->k) == 0;
}

/* What the node reads of registers and words. */
static __u32 reads(const struct cbpf_node *node)
{
	switch (BPF_CLASS(node->code)) {
	case BPF_LD:
	case BPF_LDX:
		if (BPF_MODE(node->code) == BPF_MEM)
			return 1U << node->k;
		if (BPF_MODE(node->code) == BPF_LEN)
			return CBPF_LENGTH;
		return cbpf_is_indirect(node) ? CBPF_X : 0;
	case BPF_STX:
		return CBPF_X;
	case BPF_RET:
		return node->code == (BPF_RET | BPF_A) ? CBPF_A : 0;
	case BPF_MISC:
		return BPF_MISCOP(node->code) == BPF_TAX ? CBPF_A : CBPF_X;
	default:
		return CBPF_A | (BPF_SRC(node->code) == BPF_X ? CBPF_X : 0);
	}
}

/* The register or word that the node writes. */
static __u32 writes(const struct cbpf_node *node)
{
	switch (BPF_CLASS(node->code)) {
	case BPF_LD:
	case BPF_ALU:
		return CBPF_A;
	case BPF_LDX:
		return CBPF_X;
	case BPF_ST:
	case BPF_STX:
		return 1U << node->k;
	case BPF_MISC:
		return BPF_MISCOP(node->code) == BPF_TAX ? CBPF_X : CBPF_A;
	default:
		return 0;
	}
}

static const struct cbpf_bytes nothing, never = { CBPF_NEVER, CBPF_NEVER, CBPF_NEVER };

static struct cbpf_bytes least(struct cbpf_bytes a, struct cbpf_bytes b)
{
	return (struct cbpf_bytes){ LEAST(a.start, b.start), LEAST(a.window, b.window),
				    LEAST(a.x, b.x) };
}

static struct cbpf_bytes find_need(const struct cbpf_graph *graph, const struct cbpf_node *node,
				   unsigned long long limit)
{
	unsigned long long extent = cbpf_extent(node);
	struct cbpf_bytes need;

	if (BPF_CLASS(node->code) == BPF_RET)
		return node->code == (BPF_RET | BPF_K) && !node->k ? never : nothing;
	need = least(graph->nodes[node->yes].need, graph->nodes[node->no].need);
	if (need.start == CBPF_NEVER || extent > limit)
		return never;
	if (writes(node) & CBPF_X)
		need.x = 0;
	need.start = MOST(need.start, extent); /* X is not negative */
	if (cbpf_is_indirect(node))
		need.x = MOST(need.x, extent);
	if (cbpf_in_window(node))
		need.window = MOST(need.window, extent);
	return need;
}

/* Its own load checks, and copies, as much as will be needed. */
static struct cbpf_bytes find_then(const struct cbpf_node *node)
{
	unsigned long long extent = cbpf_extent(node);
	struct cbpf_bytes then = node->known;

	if (cbpf_is_indirect(node)) {
		if (then.x < extent)
			then.x = node->need.x;
	} else if (then.start < extent) {
		then.start = node->need.start;
	}
	if (cbpf_in_window(node) && then.window < extent)
		then.window = LEAST(node->need.window, then.start);
	if (writes(node) & CBPF_X)
		then.x = 0;
	return then;
}

static unsigned long long find_x_max(const struct cbpf_node *node)
{
	if (!(writes(node) & CBPF_X))
		return node->x_max;
	if (BPF_CLASS(node->code) == BPF_LDX && BPF_MODE(node->code) == BPF_MSH)
		return 0xf << 2;
	if (BPF_CLASS(node->code) == BPF_LDX && BPF_MODE(node->code) == BPF_IMM)
		return node->k;
	return ~0U;
}

static void reach(const struct cbpf_node *from, struct cbpf_node *node)
{
	unsigned long long x_max = find_x_max(from);

	node->known = node->reached ? least(node->known, from->then) : from->then;
	node->x_max = node->reached ? MOST(node->x_max, x_max) : x_max;
	node->reached = true;
}

/* The node, or the one that rejects if no path from it accepts. */
static int accepting(const struct cbpf_graph *graph, int node)
{
	return graph->nodes[node].need.start == CBPF_NEVER ? graph->count - 1 : node;
}

void cbpf_flow(struct cbpf_graph *graph, unsigned long long limit)
{
	struct cbpf_node *nodes = graph->nodes, *node;

	for (int i = graph->count - 1; i >= 0; i--) {
		node = &nodes[i];
		node->yes = accepting(graph, node->yes);
		node->no = accepting(graph, node->no);
		node->need = find_need(graph, node, limit);
		node->live = (nodes[node->yes].live | nodes[node->no].live) & ~writes(node);
		node->live |= reads(node);
	}
	nodes[0] = nodes[accepting(graph, 0)];
	nodes[0].reached = true;
	for (int i = 0; i < graph->count; i++) {
		node = &nodes[i];
		if (!node->reached || BPF_CLASS(node->code) == BPF_RET)
			continue;
		node->then = find_then(node);
		reach(node, &nodes[node->yes]);
		reach(node, &nodes[node->no]);
	}
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * eBPF instructions written one after the other, with jumps to nodes among them.
 * A reader writes those that get at the packet; cbpf.c writes everything else.
 */
#ifndef COMMON_CBPF_READER_H
#define COMMON_CBPF_READER_H

#include <linux/bpf.h>

#include "cbpf.h"
#include "cbpf_graph.h"

#define CBPF_WORD(k) (-64 + 4 * (k)) /* offset from R10 of a word of the classic memory */
#define CBPF_SCRATCH (-72)	     /* 8 bytes for the reader; what is below is its own, too */

struct cbpf_emitter {
	struct bpf_insn *insns;		      /* room for CBPF_INSNS_MAX */
	int nodes[CBPF_INSNS_MAX];	      /* of each: the node that it jumps to, or 0 */
	int count;			      /* instructions written, or too many to be */
	struct cbpf_graph graph;	      /* what is translated */
	enum cbpf_reader how;		      /* the packet is read, */
	const struct cbpf_reader_ops *reader; /* and what does it */
};

/* What tells one way to read a packet from another. */
struct cbpf_reader_ops {
	unsigned long long limit; /* bytes from the packet's start that it can read */
	__u8 a, x;		  /* registers that hold A and X; their upper halves are 0 */
	/* start - write what comes before the first node; may be NULL */
	void (*start)(struct cbpf_emitter *emitter);
	/* load - write a load of BPF_ABS, BPF_IND or BPF_MSH into a register, in host order */
	void (*load)(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to);
	/* length - write the packet's length into a register */
	void (*length)(struct cbpf_emitter *emitter, __u8 to);
};

extern const struct cbpf_reader_ops cbpf_direct, cbpf_copy;

/* cbpf_emit - write one instruction */
void cbpf_emit(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s16 off, __s32 imm);

/* cbpf_emit_reject - write a jump to the rejection */
void cbpf_emit_reject(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s32 imm);

/* cbpf_emit_read - write: to = the node's field, in host order, that starts at base + off */
void cbpf_emit_read(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to, __u8 base,
		    __s16 off);

#endif

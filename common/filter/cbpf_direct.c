// SPDX-License-Identifier: GPL-2.0
/*
 * Direct packet access: R1 data, R2 data_end. A check of data + bytes against
 * data_end tells the verifier what may be read; R4 is data + X while X holds.
 */
#include "cbpf_reader.h"

enum {
	A = BPF_REG_0,
	DATA = BPF_REG_1,
	END = BPF_REG_2,
	X = BPF_REG_3
};
enum {
	AT_X = BPF_REG_4,
	CHECK = BPF_REG_5
};

#define LIMIT	   0xffffULL /* the verifier's, of a packet pointer's offset */
#define OFFSET_MAX 0x7fff    /* of an instruction */

/* Rejects unless there are so many bytes from a packet pointer on. */
static void check(struct cbpf_emitter *emitter, __u8 from, __u32 bytes)
{
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, CHECK, from, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_K, CHECK, 0, 0, bytes);
	cbpf_emit_reject(emitter, BPF_JMP | BPF_JGT | BPF_X, CHECK, END, 0);
}

/* An offset too large for an instruction is added up in a register. */
static void read_at(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to, __u8 from)
{
	if (node->k <= OFFSET_MAX) {
		cbpf_emit_read(emitter, node, to, from, node->k);
		return;
	}
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, CHECK, from, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_K, CHECK, 0, 0, node->k);
	cbpf_emit_read(emitter, node, to, CHECK, 0);
}

/* The verifier wants to see that X cannot lead out of its limit. */
static void point_at_x(struct cbpf_emitter *emitter, const struct cbpf_node *node)
{
	__u32 x_limit = LIMIT - node->need.x;

	if (node->known.x && node->x_max <= x_limit)
		return; /* it still does */
	if (node->x_max > x_limit)
		cbpf_emit_reject(emitter, BPF_JMP | BPF_JGT | BPF_K, X, 0, x_limit);
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, AT_X, DATA, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_X, AT_X, X, 0, 0);
}

static void load(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to)
{
	if (node->then.start > node->known.start)
		check(emitter, DATA, node->then.start);
	if (node->then.x > node->known.x) {
		point_at_x(emitter, node);
		check(emitter, AT_X, node->then.x);
	}
	read_at(emitter, node, to, cbpf_is_indirect(node) ? AT_X : DATA);
}

static void length(struct cbpf_emitter *emitter, __u8 to)
{
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, to, END, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_SUB | BPF_X, to, DATA, 0, 0);
	cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_X, to, to, 0, 0); /* of 32 bits, it must see */
}

const struct cbpf_reader_ops cbpf_direct = {
	.limit = LIMIT,
	.a = A,
	.x = X,
	.load = load,
	.length = length,
};

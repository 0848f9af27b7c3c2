// SPDX-License-Identifier: GPL-2.0
/*
 * Reading by a helper that copies bytes of the packet onto the stack. Near the
 * packet's start, where most fields are, one call copies as many as all accepting
 * paths need; other fields are copied one by one. Lengths are checked before, so
 * that a helper fails only where memory cannot be read, which rejects.
 */
#include "cbpf_reader.h"

enum {
	A = BPF_REG_6,
	X = BPF_REG_7,
	SOURCE = BPF_REG_8,
	READABLE = BPF_REG_9
};

/* What the verifier lets be added to a pointer is less than this; no packet is as long. */
#define LIMIT  0x1fffffffULL
#define LENGTH (CBPF_SCRATCH - 8)	  /* offset from R10 of the packet's length */
#define WINDOW (LENGTH - 2 - CBPF_WINDOW) /* of the packet's start: 2 bytes from a multiple of 4 */

static void stack_address(struct cbpf_emitter *emitter, __u8 to, __s16 off)
{
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, to, BPF_REG_10, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_K, to, 0, 0, off);
}

/*
 * Copies bytes at SOURCE + R3 onto the stack: bpf_probe_read_kernel(stack, bytes, address),
 * or bpf_xdp_load_bytes(ctx, offset, stack, bytes).
 */
static void copy(struct cbpf_emitter *emitter, __s16 to, __u32 bytes)
{
	bool probe = emitter->how == CBPF_READ_PROBE;

	if (probe) {
		stack_address(emitter, BPF_REG_1, to);
		cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_2, 0, 0, bytes);
		cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_X, BPF_REG_3, SOURCE, 0, 0);
	} else {
		cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, SOURCE, 0, 0);
		cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_3, 0, 0);
		stack_address(emitter, BPF_REG_3, to);
		cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, bytes);
	}
	cbpf_emit(emitter, BPF_JMP | BPF_CALL, 0, 0, 0,
		  probe ? BPF_FUNC_probe_read_kernel : BPF_FUNC_xdp_load_bytes);
	cbpf_emit_reject(emitter, BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, 0);
}

static void copy_from(struct cbpf_emitter *emitter, __u32 offset, __s16 to, __u32 bytes)
{
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, offset);
	copy(emitter, to, bytes);
}

static void start(struct cbpf_emitter *emitter)
{
	__u8 readable = BPF_REG_2, length = BPF_REG_3;

	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, SOURCE, BPF_REG_1, 0, 0);
	cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_X, READABLE, readable, 0, 0);
	if (emitter->graph.nodes[0].live & CBPF_LENGTH && emitter->how == CBPF_READ_PROBE)
		cbpf_emit(emitter, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, length, LENGTH, 0);
}

static void load_indirect(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to)
{
	__u32 bytes = cbpf_extent(node) - node->k, x_limit = LIMIT - cbpf_extent(node);

	if (node->x_max > x_limit)
		cbpf_emit_reject(emitter, BPF_JMP | BPF_JGT | BPF_K, X, 0, x_limit);
	cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_3, X, 0, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_3, 0, 0, node->k + bytes);
	cbpf_emit_reject(emitter, BPF_JMP | BPF_JGT | BPF_X, BPF_REG_3, READABLE, 0);
	cbpf_emit(emitter, BPF_ALU64 | BPF_SUB | BPF_K, BPF_REG_3, 0, 0, bytes);
	copy(emitter, CBPF_SCRATCH, bytes);
	cbpf_emit_read(emitter, node, to, BPF_REG_10, CBPF_SCRATCH);
}

static void load(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to)
{
	__u32 copied = node->known.window;

	if (cbpf_is_indirect(node)) {
		load_indirect(emitter, node, to);
		return;
	}
	if (node->then.start > node->known.start)
		cbpf_emit_reject(emitter, BPF_JMP | BPF_JLT | BPF_K, READABLE, 0, node->then.start);
	if (!cbpf_in_window(node)) {
		copy_from(emitter, node->k, CBPF_SCRATCH, cbpf_extent(node) - node->k);
		cbpf_emit_read(emitter, node, to, BPF_REG_10, CBPF_SCRATCH);
		return;
	}
	if (node->then.window > copied)
		copy_from(emitter, copied, WINDOW + copied, node->then.window - copied);
	cbpf_emit_read(emitter, node, to, BPF_REG_10, WINDOW + node->k);
}

static void length(struct cbpf_emitter *emitter, __u8 to)
{
	if (emitter->how == CBPF_READ_PROBE)
		cbpf_emit(emitter, BPF_LDX | BPF_MEM | BPF_W, to, BPF_REG_10, LENGTH, 0);
	else
		cbpf_emit(emitter, BPF_ALU64 | BPF_MOV | BPF_X, to, READABLE, 0, 0);
}

const struct cbpf_reader_ops cbpf_copy = {
	.limit = LIMIT,
	.a = A,
	.x = X,
	.start = start,
	.load = load,
	.length = length,
};

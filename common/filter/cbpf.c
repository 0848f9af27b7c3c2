// SPDX-License-Identifier: GPL-2.0
/* Classic BPF to eBPF, node by node. A and X are in registers, the memory on the stack. */
#include <errno.h>
#include <stdlib.h>

#include "cbpf.h"
#include "cbpf_reader.h"

static const struct cbpf_reader_ops *const readers[] = {
	[CBPF_READ_DIRECT] = &cbpf_direct,
	[CBPF_READ_PROBE] = &cbpf_copy,
	[CBPF_READ_LOAD] = &cbpf_copy,
};
_Static_assert(sizeof(readers) == CBPF_READERS * sizeof(*readers), "each enumerator has one");

/* What is past the room is counted only. */
void cbpf_emit(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s16 off, __s32 imm)
{
	if (emitter->count < CBPF_INSNS_MAX)
		emitter->insns[emitter->count] = (struct bpf_insn){
			.code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm
		};
	emitter->count++;
}

static void emit_jump(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s32 imm,
		      int node)
{
	if (emitter->count < CBPF_INSNS_MAX)
		emitter->nodes[emitter->count] = node;
	cbpf_emit(emitter, code, dst, src, 0, imm);
}

/* The verifier takes no code that nothing leads to: the rejection is there if something does. */
void cbpf_emit_reject(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s32 imm)
{
	int last = emitter->graph.count - 1;

	emitter->graph.nodes[last].reached = true;
	emit_jump(emitter, code, dst, src, imm, last);
}

void cbpf_emit_read(struct cbpf_emitter *emitter, const struct cbpf_node *node, __u8 to, __u8 base,
		    __s16 off)
{
	__u8 size = BPF_SIZE(node->code);

	cbpf_emit(emitter, BPF_LDX | BPF_MEM | size, to, base, off, 0);
	if (size != BPF_B)
		cbpf_emit(emitter, BPF_ALU | BPF_END | BPF_TO_BE, to, 0, 0,
			  size == BPF_W ? 32 : 16);
}

/* The node that is emitted behind this one. */
static int next_of(const struct cbpf_graph *graph, int node)
{
	do
		node++;
	while (node < graph->count - 1 && !graph->nodes[node].reached);
	return node;
}

static void go_to(struct cbpf_emitter *emitter, int node, int next)
{
	if (node != next)
		emit_jump(emitter, BPF_JMP | BPF_JA, 0, 0, 0, node);
}

static __u8 inverse(__u8 op)
{
	return op == BPF_JEQ ? BPF_JNE : op == BPF_JGT ? BPF_JLE : BPF_JLT;
}

static void emit_condition(struct cbpf_emitter *emitter, const struct cbpf_node *node, int next)
{
	int yes = node->yes, no = node->no;
	__u8 op = BPF_OP(node->code), source = BPF_SRC(node->code);
	__u8 x = source == BPF_X ? emitter->reader->x : 0;

	if (yes == next && op != BPF_JSET) {
		op = inverse(op);
		yes = no;
		no = next;
	}
	emit_jump(emitter, BPF_JMP32 | op | source, emitter->reader->a, x,
		  source == BPF_X ? 0 : node->k, yes);
	go_to(emitter, no, next);
}

/* A shift by 32 and more leaves nothing in classic BPF; eBPF shifts by the remainder. */
static void emit_shift(struct cbpf_emitter *emitter, const struct cbpf_node *node)
{
	__u8 a = emitter->reader->a, x = emitter->reader->x;

	cbpf_emit(emitter, BPF_JMP | BPF_JLT | BPF_K, x, 0, 2, 32);
	cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, a, 0, 0, 0);
	cbpf_emit(emitter, BPF_JMP | BPF_JA, 0, 0, 1, 0);
	cbpf_emit(emitter, BPF_ALU | BPF_OP(node->code) | BPF_X, a, x, 0, 0);
}

static void emit_alu(struct cbpf_emitter *emitter, const struct cbpf_node *node)
{
	__u8 op = BPF_OP(node->code), a = emitter->reader->a, x = emitter->reader->x;

	if (BPF_SRC(node->code) == BPF_K) {
		cbpf_emit(emitter, node->code, a, 0, 0, op == BPF_NEG ? 0 : node->k);
		return;
	}
	if (op == BPF_LSH || op == BPF_RSH) {
		emit_shift(emitter, node);
		return;
	}
	if (op == BPF_DIV || op == BPF_MOD)
		cbpf_emit_reject(emitter, BPF_JMP | BPF_JEQ | BPF_K, x, 0, 0);
	cbpf_emit(emitter, node->code, a, x, 0, 0);
}

static void emit_load(struct cbpf_emitter *emitter, const struct cbpf_node *node)
{
	const struct cbpf_reader_ops *reader = emitter->reader;
	__u8 to = BPF_CLASS(node->code) == BPF_LD ? reader->a : reader->x;

	switch (BPF_MODE(node->code)) {
	case BPF_IMM:
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, to, 0, 0, node->k);
		break;
	case BPF_MEM:
		cbpf_emit(emitter, BPF_LDX | BPF_MEM | BPF_W, to, BPF_REG_10, CBPF_WORD(node->k),
			  0);
		break;
	case BPF_LEN:
		reader->length(emitter, to);
		break;
	default:
		reader->load(emitter, node, to);
	}
	if (BPF_MODE(node->code) == BPF_MSH) {
		cbpf_emit(emitter, BPF_ALU | BPF_AND | BPF_K, to, 0, 0, 0xf);
		cbpf_emit(emitter, BPF_ALU | BPF_LSH | BPF_K, to, 0, 0, 2);
	}
}

static void emit_return(struct cbpf_emitter *emitter, const struct cbpf_node *node)
{
	if (node->code == (BPF_RET | BPF_K))
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, node->k != 0);
	else if (emitter->reader->a != BPF_REG_0)
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_X, BPF_REG_0, emitter->reader->a, 0, 0);
	cbpf_emit(emitter, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static void emit_node(struct cbpf_emitter *emitter, int index)
{
	struct cbpf_node *node = &emitter->graph.nodes[index];
	const struct cbpf_reader_ops *reader = emitter->reader;
	int next = next_of(&emitter->graph, index);

	node->start = emitter->count;
	switch (BPF_CLASS(node->code)) {
	case BPF_LD:
	case BPF_LDX:
		emit_load(emitter, node);
		break;
	case BPF_ST:
	case BPF_STX:
		cbpf_emit(emitter, BPF_STX | BPF_MEM | BPF_W, BPF_REG_10,
			  BPF_CLASS(node->code) == BPF_ST ? reader->a : reader->x,
			  CBPF_WORD(node->k), 0);
		break;
	case BPF_ALU:
		emit_alu(emitter, node);
		break;
	case BPF_JMP:
		if (node->yes != node->no)
			return emit_condition(emitter, node, next);
		break;
	case BPF_RET:
		return emit_return(emitter, node);
	case BPF_MISC:
		if (BPF_MISCOP(node->code) == BPF_TAX)
			cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_X, reader->x, reader->a, 0, 0);
		else
			cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_X, reader->a, reader->x, 0, 0);
	}
	go_to(emitter, node->yes, next);
}

/* What a program may read before it writes it is 0. */
static void emit_zeroes(struct cbpf_emitter *emitter)
{
	__u32 unset = emitter->graph.nodes[0].live;

	if (unset & CBPF_A)
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, emitter->reader->a, 0, 0, 0);
	if (unset & CBPF_X)
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, emitter->reader->x, 0, 0, 0);
	for (int word = 0; word < BPF_MEMWORDS; word++)
		if (unset & 1U << word)
			cbpf_emit(emitter, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, CBPF_WORD(word),
				  0);
}

/* Lets each jump know how far its node is. None leads to the first: they all lead forward. */
static void resolve(struct cbpf_emitter *emitter)
{
	for (int i = 0; i < emitter->count; i++) {
		int node = emitter->nodes[i];

		if (node)
			emitter->insns[i].off = emitter->graph.nodes[node].start - i - 1;
	}
}

static void emit_all(struct cbpf_emitter *emitter)
{
	const struct cbpf_graph *graph = &emitter->graph;

	if (emitter->reader->start)
		emitter->reader->start(emitter);
	emit_zeroes(emitter);
	for (int i = 0; i < graph->count; i++)
		if (graph->nodes[i].reached)
			emit_node(emitter, i);
}

int cbpf_translate(const struct sock_fprog *program, enum cbpf_reader reader,
		   struct bpf_insn *insns, const char **reason)
{
	struct cbpf_emitter emitter = { .insns = insns, .how = reader, .reader = readers[reader] };
	int err = cbpf_graph_make(&emitter.graph, program, reason);

	if (err)
		return err;
	cbpf_flow(&emitter.graph, emitter.reader->limit);
	emit_all(&emitter);
	if (emitter.count <= CBPF_INSNS_MAX)
		resolve(&emitter);
	free(emitter.graph.nodes);
	*reason = "too long";
	return emitter.count <= CBPF_INSNS_MAX ? emitter.count : -E2BIG;
}

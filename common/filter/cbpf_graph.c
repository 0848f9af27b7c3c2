// SPDX-License-Identifier: GPL-2.0
/*
 * From an array of classic instructions to a graph. A loop is the stretch from a
 * backward jump's target to that jump; it is laid out CBPF_LOOPS times, and its
 * backward jumps lead from each copy to the next, from the last to a rejection.
 */
#include <errno.h>
#include <stdlib.h>

#include "cbpf.h"
#include "cbpf_graph.h"

/* Where the copies of one classic instruction stand in the graph. */
struct place {
	int first;  /* node of the first copy */
	int stride; /* to that of the next copy; 0: there is one only */
};

static bool valid_alu(const struct sock_filter *insn)
{
	switch (BPF_OP(insn->code)) {
	case BPF_DIV:
	case BPF_MOD:
		return BPF_SRC(insn->code) == BPF_X || insn->k != 0;
	case BPF_LSH:
	case BPF_RSH:
		return BPF_SRC(insn->code) == BPF_X || insn->k < 32;
	case BPF_NEG:
		return BPF_SRC(insn->code) == BPF_K;
	default:
		return BPF_OP(insn->code) <= BPF_XOR;
	}
}

static bool valid(const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
	case BPF_LD | BPF_H | BPF_ABS:
	case BPF_LD | BPF_B | BPF_ABS:
	case BPF_LD | BPF_W | BPF_IND:
	case BPF_LD | BPF_H | BPF_IND:
	case BPF_LD | BPF_B | BPF_IND:
	case BPF_LD | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_B | BPF_MSH:
	case BPF_LD | BPF_IMM:
	case BPF_LDX | BPF_IMM:
	case BPF_JMP | BPF_JA:
	case BPF_RET | BPF_K:
	case BPF_RET | BPF_A:
	case BPF_MISC | BPF_TAX:
	case BPF_MISC | BPF_TXA:
		return true;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return insn->k < BPF_MEMWORDS;
	}
	if (BPF_CLASS(insn->code) == BPF_JMP)
		return BPF_OP(insn->code) <= BPF_JSET && BPF_OP(insn->code) != BPF_JA &&
		       insn->code <= 0xff;
	return BPF_CLASS(insn->code) == BPF_ALU && insn->code <= 0xff && valid_alu(insn);
}

static bool is_jump(const struct sock_filter *insn)
{
	return insn->code == (BPF_JMP | BPF_JA);
}

/* Where an instruction leads, as an index that may be out of range; a return leads to itself. */
static long target(const struct sock_fprog *program, int i, bool yes)
{
	const struct sock_filter *insn = &program->filter[i];

	if (BPF_CLASS(insn->code) == BPF_RET)
		return i;
	if (is_jump(insn))
		return i + 1L + (__s32)insn->k;
	if (BPF_CLASS(insn->code) == BPF_JMP)
		return i + 1L + (yes ? insn->jt : insn->jf);
	return i + 1L;
}

static const char *find_fault(const struct sock_fprog *program)
{
	if (!program->len)
		return "an empty program";
	for (int i = 0; i < program->len; i++) {
		if (!valid(&program->filter[i]))
			return "an instruction that is not valid";
		for (int yes = 0; yes <= 1; yes++)
			if (target(program, i, yes) < 0 || target(program, i, yes) >= program->len)
				return "a path that leaves the program without a return";
	}
	return NULL;
}

/* The end (after its last instruction) of the loop that begins at start, or start itself. */
static int loop_end(const struct sock_fprog *program, int start)
{
	int end = start;

	for (int i = start; i < program->len; i++)
		if (is_jump(&program->filter[i]) && (__s32)program->filter[i].k < 0 &&
		    target(program, i, true) >= start &&
		    (target(program, i, true) == start || target(program, i, true) < end))
			end = i + 1;
	return end;
}

/* Gives each instruction its places; returns how many nodes there are. */
static int lay_out(const struct sock_fprog *program, struct place *places)
{
	int count = 0;

	for (int i = 0; i < program->len;) {
		int stride = loop_end(program, i) - i, size = stride ?: 1;

		for (int j = 0; j < size; j++)
			places[i + j] = (struct place){ .first = count + j, .stride = stride };
		i += size;
		count += stride ? stride * CBPF_LOOPS : size;
	}
	return count;
}

static int next_node(const struct cbpf_graph *graph, const struct place *places, int i, int copy,
		     long to)
{
	bool same_loop = places[i].stride && places[i].stride == places[to].stride &&
			 places[i].first - i == places[to].first - to;

	if (!same_loop)
		return places[to].first;
	copy += to <= i;
	return copy < CBPF_LOOPS ? places[to].first + copy * places[to].stride : graph->count - 1;
}

static void fill(struct cbpf_graph *graph, const struct sock_fprog *program,
		 const struct place *places)
{
	for (int i = 0; i < program->len; i++) {
		long yes = target(program, i, true), no = target(program, i, false);

		for (int copy = 0; copy < (places[i].stride ? CBPF_LOOPS : 1); copy++)
			graph->nodes[places[i].first + copy * places[i].stride] =
				(struct cbpf_node){
					.code = program->filter[i].code,
					.k = program->filter[i].k,
					.yes = next_node(graph, places, i, copy, yes),
					.no = next_node(graph, places, i, copy, no),
				};
	}
	graph->nodes[graph->count - 1].code = BPF_RET | BPF_K;
}

int cbpf_graph_make(struct cbpf_graph *graph, const struct sock_fprog *program, const char **reason)
{
	struct place *places;

	*graph = (struct cbpf_graph){};
	*reason = find_fault(program);
	if (*reason)
		return -EINVAL;
	*reason = "out of memory";
	places = calloc(program->len, sizeof(*places));
	if (!places)
		return -ENOMEM;
	graph->count = lay_out(program, places) + 1;
	graph->nodes = calloc(graph->count, sizeof(*graph->nodes));
	if (graph->nodes)
		fill(graph, program, places);
	free(places);
	return graph->nodes ? 0 : -ENOMEM;
}

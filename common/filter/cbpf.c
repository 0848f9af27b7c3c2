// SPDX-License-Identifier: GPL-2.0
/* Classic BPF to eBPF, node by node. A and X are in registers, the memory on the stack. */
#include <errno.h>
#include <stdlib.h>

#include "cbpf.h"
#include "cbpf_emit.h"

static const struct cbpf_reader_ops *const readers[] = {
	[CBPF_READ_DIRECT] = &cbpf_direct,
	[CBPF_READ_PROBE] = &cbpf_copy,
	[CBPF_READ_LOAD] = &cbpf_copy,
};

/* What a program may read before it writes it is 0. */
static void emit_zeroes(struct cbpf_emitter *emitter)
{
	__u32 unset = emitter->graph->unset;

	if (unset & CBPF_A)
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, emitter->reader->a, 0, 0, 0);
	if (unset & CBPF_X)
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, emitter->reader->x, 0, 0, 0);
	for (int word = 0; word < BPF_MEMWORDS; word++)
		if (unset & 1U << word)
			cbpf_emit(emitter, BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, CBPF_WORD(word),
				  0);
}

/* Lets each jump know how far its label is. Returns whether any leads to the rejection. */
static bool resolve(struct cbpf_emitter *emitter)
{
	bool rejects = false;

	for (int i = 0; i < emitter->count; i++) {
		int label = emitter->labels[i], to;

		if (label == CBPF_NO_LABEL)
			continue;
		to = label == CBPF_REJECT ? emitter->count : emitter->starts[label];
		emitter->insns[i].off = to - i - 1;
		rejects |= label == CBPF_REJECT;
	}
	return rejects;
}

/* Code that nothing leads to would not pass the verifier: the rejection is there if needed. */
static int emit_all(struct cbpf_emitter *emitter)
{
	const struct cbpf_graph *graph = emitter->graph;

	if (emitter->reader->start)
		emitter->reader->start(emitter);
	emit_zeroes(emitter);
	for (int i = 0; i < graph->count; i++)
		if (graph->nodes[i].reached && cbpf_label(graph, i) != CBPF_REJECT)
			cbpf_emit_node(emitter, i);
	if (emitter->count + 2 > CBPF_INSNS_MAX)
		return -E2BIG;
	if (resolve(emitter) || cbpf_label(graph, 0) == CBPF_REJECT) {
		cbpf_emit(emitter, BPF_ALU | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0);
		cbpf_emit(emitter, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	}
	return emitter->count;
}

int cbpf_translate(const struct sock_fprog *program, enum cbpf_reader reader,
		   struct bpf_insn *insns, const char **reason)
{
	struct cbpf_emitter emitter = { .insns = insns, .how = reader, .reader = readers[reader] };
	struct cbpf_graph graph;
	int count;

	count = cbpf_graph_make(&graph, program, reason);
	if (count)
		return count;
	cbpf_flow(&graph, emitter.reader->limit);
	emitter.graph = &graph;
	emitter.labels = calloc(CBPF_INSNS_MAX, sizeof(*emitter.labels));
	emitter.starts = calloc(graph.count, sizeof(*emitter.starts));
	count = emitter.labels && emitter.starts ? emit_all(&emitter) : -ENOMEM;
	*reason = count == -E2BIG ? "too long" : count < 0 ? "out of memory" : NULL;
	free(emitter.labels);
	free(emitter.starts);
	cbpf_graph_free(&graph);
	return count;
}

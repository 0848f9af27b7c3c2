// SPDX-License-Identifier: GPL-2.0
/* Writing eBPF, instruction by instruction. */
#include "cbpf_emit.h"

/* What is past the room is counted only. */
void cbpf_emit(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s16 off, __s32 imm)
{
	if (emitter->count < CBPF_INSNS_MAX)
		emitter->insns[emitter->count] = (struct bpf_insn){
			.code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm
		};
	emitter->count++;
}

void cbpf_emit_jump(struct cbpf_emitter *emitter, __u8 code, __u8 dst, __u8 src, __s32 imm,
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
	cbpf_emit_jump(emitter, code, dst, src, imm, last);
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

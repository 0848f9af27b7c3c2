// SPDX-License-Identifier: GPL-2.0
/* Printing eBPF instructions in the verifier's notation. */
#include <stdbool.h>

#include "ebpf.h"

static const char *const alu_signs[] = {
	[BPF_ADD >> 4] = "+=",	[BPF_SUB >> 4] = "-=",	[BPF_MUL >> 4] = "*=",
	[BPF_DIV >> 4] = "/=",	[BPF_OR >> 4] = "|=",	[BPF_AND >> 4] = "&=",
	[BPF_LSH >> 4] = "<<=", [BPF_RSH >> 4] = ">>=", [BPF_MOD >> 4] = "%=",
	[BPF_XOR >> 4] = "^=",	[BPF_MOV >> 4] = "=",
};
static const char *const jump_signs[] = {
	[BPF_JEQ >> 4] = "==", [BPF_JGT >> 4] = ">", [BPF_JGE >> 4] = ">=", [BPF_JSET >> 4] = "&",
	[BPF_JNE >> 4] = "!=", [BPF_JLT >> 4] = "<", [BPF_JLE >> 4] = "<=", [BPF_JSLE >> 4] = NULL,
};
static const char *const types[] = {
	[BPF_W >> 3] = "u32",
	[BPF_H >> 3] = "u16",
	[BPF_B >> 3] = "u8",
	[BPF_DW >> 3] = "u64",
};

static const char *helper(__s32 number)
{
	switch (number) {
	case BPF_FUNC_probe_read_kernel:
		return "bpf_probe_read_kernel";
	case BPF_FUNC_xdp_load_bytes:
		return "bpf_xdp_load_bytes";
	default:
		return NULL;
	}
}

/* The right-hand side: a register or a constant, in hex where bits or fields are meant. */
static void print_operand(FILE *out, const struct bpf_insn *insn, char reg, bool hex)
{
	if (BPF_SRC(insn->code) == BPF_X)
		fprintf(out, "%c%d", reg, insn->src_reg);
	else
		fprintf(out, hex && (__u32)insn->imm > 9 ? "%#x" : "%d", insn->imm);
}

static bool is_bitwise(__u8 op)
{
	return op == BPF_AND || op == BPF_OR || op == BPF_XOR;
}

static bool print_alu(FILE *out, const struct bpf_insn *insn, char reg)
{
	int dst = insn->dst_reg;

	if (BPF_OP(insn->code) == BPF_END) {
		fprintf(out, "r%d = %s%d r%d", dst, BPF_SRC(insn->code) ? "be" : "le", insn->imm,
			dst);
		return true;
	}
	if (BPF_OP(insn->code) == BPF_NEG) {
		fprintf(out, "%c%d = -%c%d", reg, dst, reg, dst);
		return true;
	}
	if (BPF_OP(insn->code) > BPF_MOV)
		return false;
	fprintf(out, "%c%d %s ", reg, dst, alu_signs[BPF_OP(insn->code) >> 4]);
	print_operand(out, insn, reg, is_bitwise(BPF_OP(insn->code)));
	return true;
}

static bool print_jump(FILE *out, const struct bpf_insn *insn, int number, char reg)
{
	int to = number + 1 + insn->off;

	switch (BPF_OP(insn->code)) {
	case BPF_EXIT:
		fputs("exit", out);
		return true;
	case BPF_JA:
		fprintf(out, "goto %d", to);
		return true;
	case BPF_CALL:
		if (helper(insn->imm))
			fprintf(out, "call %s", helper(insn->imm));
		return helper(insn->imm);
	}
	if (!jump_signs[BPF_OP(insn->code) >> 4])
		return false;
	fprintf(out, "if %c%d %s ", reg, insn->dst_reg, jump_signs[BPF_OP(insn->code) >> 4]);
	print_operand(out, insn, reg, true);
	fprintf(out, " goto %d", to);
	return true;
}

static bool print_memory(FILE *out, const struct bpf_insn *insn)
{
	const char *type = types[BPF_SIZE(insn->code) >> 3];

	if (BPF_MODE(insn->code) != BPF_MEM)
		return false;
	switch (BPF_CLASS(insn->code)) {
	case BPF_LDX:
		fprintf(out, "r%d = *(%s *)(r%d %+d)", insn->dst_reg, type, insn->src_reg,
			insn->off);
		return true;
	case BPF_STX:
		fprintf(out, "*(%s *)(r%d %+d) = r%d", type, insn->dst_reg, insn->off,
			insn->src_reg);
		return true;
	case BPF_ST:
		fprintf(out, "*(%s *)(r%d %+d) = %d", type, insn->dst_reg, insn->off, insn->imm);
		return true;
	}
	return false;
}

static bool print_insn(FILE *out, const struct bpf_insn *insn, int number)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
		return print_alu(out, insn, 'w');
	case BPF_ALU64:
		return print_alu(out, insn, 'r');
	case BPF_JMP:
		return print_jump(out, insn, number, 'r');
	case BPF_JMP32:
		return print_jump(out, insn, number, 'w');
	default:
		return print_memory(out, insn);
	}
}

void ebpf_print(FILE *out, const struct bpf_insn *insns, int count)
{
	for (int i = 0; i < count; i++) {
		fprintf(out, "(%03d) ", i);
		if (!print_insn(out, &insns[i], i))
			fprintf(out, "%02x %x%x %04x %08x", insns[i].code, insns[i].src_reg,
				insns[i].dst_reg, (__u16)insns[i].off, insns[i].imm);
		fputc('\n', out);
	}
}

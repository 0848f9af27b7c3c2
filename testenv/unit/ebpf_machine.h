/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs the eBPF that cbpf_translate() makes, and ends the test at what the
 * kernel's verifier would not let pass: registers and stack that are read before they
 * are written, memory that is not the packet's or the stack's, jumps out of the program.
 */
#ifndef UNIT_EBPF_MACHINE_H
#define UNIT_EBPF_MACHINE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bpf.h>

#include "cbpf.h"
#include "ebpf.h"

#define STACK_SIZE 512 /* bytes */

struct ebpf_machine {
	const struct bpf_insn *insns;
	int count;
	const __u8 *packet;
	__u32 size;	  /* of the packet */
	bool may_read_it; /* by instructions, not only by helpers */
	__u64 reg[11];
	__u32 written; /* registers that are, as bits */
	__u8 stack[STACK_SIZE];
	bool stack_written[STACK_SIZE];
};

#define MUST(condition)                                     \
	do {                                                \
		if (!(condition))                           \
			ebpf_stop(machine, pc, #condition); \
	} while (0)

static inline void ebpf_stop(const struct ebpf_machine *machine, int pc, const char *broken)
{
	ebpf_print(stderr, machine->insns, machine->count);
	fprintf(stderr, "at %d: not so: %s\n", pc, broken);
	abort();
}

static inline __u64 ebpf_read_register(struct ebpf_machine *machine, int pc, int reg)
{
	MUST(reg <= 10 && machine->written & 1U << reg);
	return machine->reg[reg];
}

static inline void ebpf_write_register(struct ebpf_machine *machine, int pc, int reg, __u64 value)
{
	MUST(reg < 10);
	machine->reg[reg] = value;
	machine->written |= 1U << reg;
}

/* Where on the stack an address is, or -1. */
static inline int ebpf_on_stack(const struct ebpf_machine *machine, __u64 address, __u32 size)
{
	__u64 offset = address - (__u64)machine->stack;

	return offset < STACK_SIZE && size <= STACK_SIZE - offset ? (int)offset : -1;
}

static inline bool ebpf_in_packet(const struct ebpf_machine *machine, __u64 address, __u32 size)
{
	__u64 offset = address - (__u64)machine->packet;

	return offset <= machine->size && size <= machine->size - offset;
}

static inline __u64 ebpf_load(struct ebpf_machine *machine, int pc, __u64 address, __u32 size)
{
	int at = ebpf_on_stack(machine, address, size);
	__u64 value = 0;

	if (at >= 0) {
		MUST(at % size == 0);
		for (__u32 i = 0; i < size; i++)
			MUST(machine->stack_written[at + i]);
	} else {
		MUST(machine->may_read_it && ebpf_in_packet(machine, address, size));
	}
	memcpy(&value, (void *)address, size);
	return value;
}

static inline void ebpf_store(struct ebpf_machine *machine, int pc, __u64 address,
			      const void *bytes, __u32 size)
{
	int at = ebpf_on_stack(machine, address, size);

	MUST(at >= 0);
	memcpy(machine->stack + at, bytes, size);
	memset(machine->stack_written + at, true, size);
}

static inline __u64 ebpf_alu(struct ebpf_machine *machine, int pc, __u8 op, __u64 a, __u64 b,
			     int bits)
{
	switch (op) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_MUL:
		return a * b;
	case BPF_DIV:
		MUST(b);
		return a / b;
	case BPF_MOD:
		MUST(b);
		return a % b;
	case BPF_OR:
		return a | b;
	case BPF_AND:
		return a & b;
	case BPF_XOR:
		return a ^ b;
	case BPF_LSH:
		MUST(b < (__u64)bits);
		return a << b;
	case BPF_RSH:
		MUST(b < (__u64)bits);
		return a >> b;
	case BPF_NEG:
		return -a;
	case BPF_MOV:
		return b;
	}
	MUST(!"a known operation");
	return 0;
}

static inline bool ebpf_holds(struct ebpf_machine *machine, int pc, __u8 op, __u64 a, __u64 b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	case BPF_JLE:
		return a <= b;
	case BPF_JSET:
		return a & b;
	}
	MUST(!"a known condition");
	return false;
}

/* bpf_probe_read_kernel(to, size, address), bpf_xdp_load_bytes(ctx, offset, to, size) */
static inline void ebpf_call(struct ebpf_machine *machine, int pc, __s32 helper)
{
	bool probe = helper == BPF_FUNC_probe_read_kernel;
	__u64 arg[5], from, to, size;

	for (int i = 1; i < (probe ? 4 : 5); i++)
		arg[i] = ebpf_read_register(machine, pc, i);
	MUST(probe || helper == BPF_FUNC_xdp_load_bytes);
	MUST(probe || arg[1] == (__u64)machine);
	from = probe ? arg[3] : (__u64)machine->packet + arg[2];
	to = probe ? arg[1] : arg[3];
	size = probe ? arg[2] : arg[4];
	MUST(size && ebpf_in_packet(machine, from, size)); /* checked before the call */
	ebpf_store(machine, pc, to, (void *)from, size);
	machine->written &= ~0x3fU;
	ebpf_write_register(machine, pc, 0, 0);
}

/* One instruction that is neither call nor exit; returns the next one's number. */
static inline int ebpf_step(struct ebpf_machine *machine, int pc)
{
	static const __u32 sizes[] = { 4, 2, 1, 8 };
	const struct bpf_insn *insn = &machine->insns[pc];
	__u8 class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);
	bool narrow = class == BPF_ALU || class == BPF_JMP32;
	bool move = (class == BPF_ALU || class == BPF_ALU64) && op == BPF_MOV;
	__u32 size = sizes[BPF_SIZE(insn->code) >> 3];
	__u64 a = 0, b = (__s64)insn->imm;

	if (class == BPF_LDX || class == BPF_STX ||
	    (class >= BPF_ALU && op != BPF_END && BPF_SRC(insn->code) == BPF_X))
		b = ebpf_read_register(machine, pc, insn->src_reg);
	if (class != BPF_LDX && !move && insn->code != (BPF_JMP | BPF_JA))
		a = ebpf_read_register(machine, pc, insn->dst_reg);
	if (narrow) {
		a = (__u32)a;
		b = (__u32)b;
	}
	switch (class) {
	case BPF_LDX:
		ebpf_write_register(machine, pc, insn->dst_reg,
				    ebpf_load(machine, pc, b + insn->off, size));
		break;
	case BPF_ST:
	case BPF_STX:
		MUST((a + insn->off - (__u64)machine->stack) % size == 0);
		ebpf_store(machine, pc, a + insn->off, &b, size);
		break;
	case BPF_ALU:
	case BPF_ALU64:
		if (op == BPF_END) {
			MUST(insn->imm == 16 || insn->imm == 32);
			a = insn->imm == 16 ? __builtin_bswap16(a) : __builtin_bswap32(a);
		} else {
			a = ebpf_alu(machine, pc, op, a, b, narrow ? 32 : 64);
		}
		ebpf_write_register(machine, pc, insn->dst_reg, narrow ? (__u32)a : a);
		break;
	case BPF_JMP:
	case BPF_JMP32:
		if (op == BPF_JA || ebpf_holds(machine, pc, op, a, b))
			return pc + 1 + insn->off;
		break;
	default:
		MUST(!"a known class");
	}
	return pc + 1;
}

/* ebpf_must_reach_all - every instruction must be reachable: the verifier refuses dead code. */
static inline void ebpf_must_reach_all(const struct ebpf_machine *machine)
{
	static bool reached[CBPF_INSNS_MAX + 1];

	memset(reached, 0, machine->count);
	reached[0] = true;
	for (int i = 0; i < machine->count; i++) { /* jumps are forward only */
		const struct bpf_insn *insn = &machine->insns[i];
		bool jump = BPF_CLASS(insn->code) == BPF_JMP || BPF_CLASS(insn->code) == BPF_JMP32;
		__u8 op = jump ? BPF_OP(insn->code) : BPF_ADD;

		if (!reached[i] || (jump && insn->off < 0))
			ebpf_stop(machine, i, "reachable, and its jump forward");
		if (jump && op != BPF_EXIT && op != BPF_CALL)
			reached[i + 1 + insn->off] = true;
		if (!jump || (op != BPF_EXIT && op != BPF_JA))
			reached[i + 1] = true;
	}
}

/*
 * ebpf_run - run the function that reads the machine's packet so; returns its result
 * @length: bytes that the packet had
 */
static inline __u64 ebpf_run(struct ebpf_machine *machine, enum cbpf_reader reader, __u32 length)
{
	bool direct = reader == CBPF_READ_DIRECT;
	int pc = 0;

	machine->may_read_it = direct;
	machine->reg[1] = reader == CBPF_READ_LOAD ? (__u64)machine : (__u64)machine->packet;
	machine->reg[2] = direct ? (__u64)machine->packet + machine->size : machine->size;
	machine->reg[3] = length;
	machine->reg[10] = (__u64)(machine->stack + STACK_SIZE);
	machine->written = 1U << 10 | (reader == CBPF_READ_PROBE ? 0xe : 0x6);
	for (;;) {
		MUST(pc >= 0 && pc < machine->count);
		if (machine->insns[pc].code == (BPF_JMP | BPF_EXIT))
			return ebpf_read_register(machine, pc, 0);
		if (machine->insns[pc].code != (BPF_JMP | BPF_CALL)) {
			pc = ebpf_step(machine, pc);
			continue;
		}
		ebpf_call(machine, pc, machine->insns[pc].imm);
		pc++;
	}
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a valid classic BPF program: every opcode, jumps forward, a return at the end. */
#ifndef UNIT_CLASSIC_PROGRAM_H
#define UNIT_CLASSIC_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <linux/filter.h>

#include "pcap_filter.h"

#define CLASSIC_BYTES 6	 /* that one instruction is made of */
#define CLASSIC_MOST  96 /* instructions of a program */

static const __u16 classic_codes[] = {
	/* what reads the packet more often than the rest */
	BPF_LD | BPF_W | BPF_ABS,
	BPF_LD | BPF_H | BPF_ABS,
	BPF_LD | BPF_B | BPF_ABS,
	BPF_LD | BPF_W | BPF_IND,
	BPF_LD | BPF_H | BPF_IND,
	BPF_LD | BPF_B | BPF_IND,
	BPF_LD | BPF_W | BPF_ABS,
	BPF_LD | BPF_H | BPF_IND,
	BPF_LDX | BPF_B | BPF_MSH,
	BPF_LDX | BPF_B | BPF_MSH,
	BPF_LD | BPF_W | BPF_LEN,
	BPF_LDX | BPF_W | BPF_LEN,
	BPF_LD | BPF_IMM,
	BPF_LDX | BPF_IMM,
	BPF_LD | BPF_MEM,
	BPF_LDX | BPF_MEM,
	BPF_ST,
	BPF_STX,
	BPF_JMP | BPF_JA,
	BPF_JMP | BPF_JEQ | BPF_K,
	BPF_JMP | BPF_JGT | BPF_K,
	BPF_JMP | BPF_JGE | BPF_K,
	BPF_JMP | BPF_JSET | BPF_K,
	BPF_JMP | BPF_JEQ | BPF_X,
	BPF_JMP | BPF_JGT | BPF_X,
	BPF_JMP | BPF_JGE | BPF_X,
	BPF_JMP | BPF_JSET | BPF_X,
	BPF_ALU | BPF_ADD | BPF_K,
	BPF_ALU | BPF_SUB | BPF_K,
	BPF_ALU | BPF_MUL | BPF_K,
	BPF_ALU | BPF_DIV | BPF_K,
	BPF_ALU | BPF_MOD | BPF_K,
	BPF_ALU | BPF_AND | BPF_K,
	BPF_ALU | BPF_OR | BPF_K,
	BPF_ALU | BPF_XOR | BPF_K,
	BPF_ALU | BPF_LSH | BPF_K,
	BPF_ALU | BPF_RSH | BPF_K,
	BPF_ALU | BPF_ADD | BPF_X,
	BPF_ALU | BPF_SUB | BPF_X,
	BPF_ALU | BPF_MUL | BPF_X,
	BPF_ALU | BPF_DIV | BPF_X,
	BPF_ALU | BPF_MOD | BPF_X,
	BPF_ALU | BPF_AND | BPF_X,
	BPF_ALU | BPF_OR | BPF_X,
	BPF_ALU | BPF_XOR | BPF_X,
	BPF_ALU | BPF_LSH | BPF_X,
	BPF_ALU | BPF_RSH | BPF_X,
	BPF_ALU | BPF_NEG,
	BPF_MISC | BPF_TAX,
	BPF_MISC | BPF_TAX,
	BPF_MISC | BPF_TXA,
	BPF_RET | BPF_K,
	BPF_RET | BPF_A,
};

/* A constant: small, any of 16 bits, or at the edge of something. */
static inline __u32 classic_constant(const __u8 *bytes)
{
	static const __u32 edges[] = { ~0U,	0x80000000, 0x7fffffff, 0x7ffffffc,
				       0x10000, 0xffff,	    0xfffc,	0xfff0,
				       0x8000,	0x7fff,	    0xfffffff0, 128 };

	switch (bytes[0] & 3) {
	case 0:
		return bytes[1] << 8 | bytes[2];
	case 1:
		return edges[bytes[1] % (sizeof(edges) / sizeof(*edges))] + (bytes[2] & 3);
	case 2:
		return bytes[1] & 31;
	default:
		return bytes[1];
	}
}

/* Puts right what would make the instruction invalid; there are so many after it. */
static inline void classic_mend(struct sock_filter *insn, size_t after)
{
	__u16 class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);

	if (class == BPF_ST || class == BPF_STX ||
	    (class <= BPF_LDX && BPF_MODE(insn->code) == BPF_MEM))
		insn->k %= BPF_MEMWORDS;
	if (class == BPF_ALU && (op == BPF_LSH || op == BPF_RSH))
		insn->k %= 32;
	if (class == BPF_ALU && (op == BPF_DIV || op == BPF_MOD) && !insn->k)
		insn->k = 1;
	if (class != BPF_JMP)
		return;
	insn->jt %= after;
	insn->jf %= after;
	if (op == BPF_JA)
		insn->k %= after;
}

/* classic_program_make - returns how many instructions there are, 1 at least */
static inline size_t classic_program_make(struct sock_filter insns[CLASSIC_MOST], const __u8 *bytes,
					  size_t size)
{
	size_t count = size / CLASSIC_BYTES + 1;

	if (count > CLASSIC_MOST)
		count = CLASSIC_MOST;
	for (size_t i = 0; i + 1 < count; i++, bytes += CLASSIC_BYTES) {
		insns[i] = (struct sock_filter){
			.code = classic_codes[bytes[0] %
					      (sizeof(classic_codes) / sizeof(*classic_codes))],
			.jt = bytes[4] & 7,
			.jf = bytes[5] & 7,
			.k = classic_constant(bytes + 1),
		};
		classic_mend(&insns[i], count - i - 1);
	}
	insns[count - 1] = (struct sock_filter){ .code = BPF_RET | BPF_K, .k = 1 };
	return count;
}

/*
 * classic_program_matches - what libpcap's interpreter says
 *
 * It leaves the memory words as they are, and they must be 0, as A is at the start:
 * it gets a program that stores A in all of them first.
 */
static inline bool classic_program_matches(const struct sock_fprog *program, const __u8 *packet,
					   __u32 captured, __u32 length)
{
	struct sock_filter longer[BPF_MEMWORDS + CLASSIC_MOST];
	struct sock_fprog all = { .len = BPF_MEMWORDS + program->len, .filter = longer };

	for (int i = 0; i < BPF_MEMWORDS; i++)
		longer[i] = (struct sock_filter){ .code = BPF_ST, .k = i };
	memcpy(&longer[BPF_MEMWORDS], program->filter, program->len * sizeof(*longer));
	return pcap_filter_matches(&all, packet, captured, length);
}

#endif

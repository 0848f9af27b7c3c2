/* SPDX-License-Identifier: GPL-2.0 */
/* eBPF instructions to read: those that cbpf_translate() makes, one a line. */
#ifndef TRACING05_EBPF_H
#define TRACING05_EBPF_H

#include <stdio.h>

#include <linux/bpf.h>

/*
 * ebpf_print - print instructions with their numbers, as tcpdump -d does classic ones
 *
 * Registers are r0 to r10, and w0 to w10 where 32 bits of them are meant; a jump
 * shows the number it leads to. An instruction that is not known is shown in hex.
 */
void ebpf_print(FILE *out, const struct bpf_insn *insns, int count);

#endif

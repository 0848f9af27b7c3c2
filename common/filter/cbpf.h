/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Classic BPF, which libpcap emits, as eBPF, which the kernel runs: array in, array
 * out. What the result accepts is what libpcap's own bpf_filter() would: a load past
 * the packet's end and a division by zero reject, and so does a jump backwards
 * (protochain) once its loop has run CBPF_LOOPS times.
 */
#ifndef COMMON_CBPF_H
#define COMMON_CBPF_H

#include <linux/bpf.h>
#include <linux/filter.h>

#define CBPF_LOOPS     8    /* times a loop is run at most: IPv6 has 7 headers to skip */
#define CBPF_INSNS_MAX 4000 /* eBPF instructions of one filter: headers/packet_filter.h has room */

/*
 * How the packet is read, and what the eBPF function is given in R1, R2, R3. It
 * returns 0 in R0 to reject, anything else to accept.
 */
enum cbpf_reader {
	CBPF_READ_DIRECT, /* an XDP program's data, data_end; up to 64 KiB from data */
	CBPF_READ_PROBE, /* by bpf_probe_read_kernel(): address, bytes there, the packet's length */
	CBPF_READ_LOAD,	 /* by bpf_xdp_load_bytes(), since 5.18: ctx, the packet's length */
	CBPF_READERS,	 /* how many there are */
};

/*
 * cbpf_translate - make an eBPF function of a classic BPF program
 * @insns: room for CBPF_INSNS_MAX instructions
 * @reason: set to why not, in a few words, when the program is refused
 *
 * Returns the number of instructions; -EINVAL when the program is not valid (as
 * libpcap's bpf_validate() has it, and each path must end in a return), -E2BIG
 * when it is too long, -ENOMEM.
 */
int cbpf_translate(const struct sock_fprog *program, enum cbpf_reader reader,
		   struct bpf_insn *insns, const char **reason);

#endif

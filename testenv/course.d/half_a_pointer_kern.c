/* SPDX-License-Identifier: GPL-2.0 */
/* For checks: what every verifier refuses, and compilers make of code that looks harmless. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int xdp_half_a_pointer(struct xdp_md *ctx)
{
	volatile __u32 kept = ctx->data_end;

	return kept ? XDP_PASS : XDP_DROP;
}

char _license[] SEC("license") = "GPL";

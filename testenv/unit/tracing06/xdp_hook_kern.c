/* SPDX-License-Identifier: GPL-2.0 */
/* A program to put into a hook: one can tell from the action that it ran. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int capture(struct xdp_md *ctx)
{
	return XDP_TX;
}

char _license[] SEC("license") = "GPL";

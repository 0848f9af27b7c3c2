// SPDX-License-Identifier: GPL-2.0
/* A program of each kind that bpf_cause() tells apart; none is ever loaded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int plain(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("tracepoint/xdp/xdp_exception")
int traced(void *ctx)
{
	return 0;
}

SEC("fentry/nonesuch")
int tracing(void *ctx)
{
	return 0;
}

SEC("freplace/nonesuch")
int extension(struct xdp_md *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";

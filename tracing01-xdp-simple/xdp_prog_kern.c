/* SPDX-License-Identifier: GPL-2.0 */
/* Three XDP programs that do one thing each, and count it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "xdp_stats.h"

/* What a program returns when it failed: dropped, and reported by xdp:xdp_exception. */
SEC("xdp")
int xdp_abort(struct xdp_md *ctx)
{
	return xdp_stats_record(ctx, XDP_ABORTED);
}

/* Dropped on purpose: no tracepoint tells. */
SEC("xdp")
int xdp_drop(struct xdp_md *ctx)
{
	return xdp_stats_record(ctx, XDP_DROP);
}

/* On to the network stack, as if there were no program. */
SEC("xdp")
int xdp_pass(struct xdp_md *ctx)
{
	return xdp_stats_record(ctx, XDP_PASS);
}

char _license[] SEC("license") = "GPL";

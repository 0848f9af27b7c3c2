/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets and bytes per XDP action, counted by the program itself. Include it in
 * an XDP program, end with `return xdp_stats_record(ctx, action);`, and read the
 * counters with the xdp_stats program.
 */
#ifndef HEADERS_XDP_STATS_H
#define HEADERS_XDP_STATS_H

#include <linux/bpf.h>
#include <linux/types.h>

#define XDP_STATS_MAP	  "xdp_stats_map"
#define XDP_STATS_ACTIONS (XDP_REDIRECT + 1)

/* One element per XDP action, the action being the key; per CPU. */
struct xdp_stats {
	__u64 packets;
	__u64 bytes; /* of the packet as the program leaves it, its linear part */
};

#ifdef __bpf__
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, XDP_STATS_ACTIONS);
	__type(key, __u32);
	__type(value, struct xdp_stats);
} xdp_stats_map SEC(".maps");

/*
 * xdp_stats_record - count the packet under an action
 * @ctx: the program's context
 * @action: what the program is about to return
 *
 * Returns @action; XDP_ABORTED for a value that is none. Kernel 4.8 and newer.
 */
static __always_inline int xdp_stats_record(struct xdp_md *ctx, __u32 action)
{
	struct xdp_stats *stats;

	stats = bpf_map_lookup_elem(&xdp_stats_map, &action);
	if (!stats)
		return XDP_ABORTED;
	/* the map is per CPU and XDP is not preempted: no atomic operation needed */
	stats->packets++;
	stats->bytes += ctx->data_end - ctx->data;
	return action;
}
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Counts, per interface, how often the kernel reports an XDP exception. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "kernel_types.h"

/* ifindex -> number of exceptions, each CPU counting its own. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __s32);
	__type(value, __u64);
} xdp_stats_map SEC(".maps");

SEC("tracepoint/xdp/xdp_exception")
int trace_xdp_exception(struct xdp_exception_ctx *ctx)
{
	__s32 key = ctx->ifindex;
	__u64 one = 1, *valp;

	/* In the kernel, lookup returns a pointer to this CPU's value itself. */
	valp = bpf_map_lookup_elem(&xdp_stats_map, &key);
	if (valp) {
		(*valp)++;
		return 0;
	}
	/* The first exception of this interface, or two at a time: each CPU sets its own value. */
	bpf_map_update_elem(&xdp_stats_map, &key, &one, BPF_ANY);
	return 0;
}

char _license[] SEC("license") = "GPL";

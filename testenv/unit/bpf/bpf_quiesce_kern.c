// SPDX-License-Identifier: GPL-2.0
/* A program that takes its time, and says when it has begun and when it is done. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define LONG 10000 /* lookups: a millisecond and more */

struct progress {
	__u32 begun, ended; /* runs */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct progress);
} progress SEC(".maps");

SEC("xdp")
int slow(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct progress *now = bpf_map_lookup_elem(&progress, &zero);

	if (!now)
		return XDP_ABORTED;
	__sync_fetch_and_add(&now->begun, 1);
	for (int i = 0; i < LONG; i++)
		bpf_ktime_get_ns();
	__sync_fetch_and_add(&now->ended, 1);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

// SPDX-License-Identifier: GPL-2.0
/* Two maps to pin, knobs, which are not pinned, and a program, without which nothing is loaded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u32 knob = 7;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} second SEC(".maps");

SEC("xdp")
int use_maps(struct xdp_md *ctx)
{
	__u32 key = knob;

	return bpf_map_lookup_elem(&first, &key) && bpf_map_lookup_elem(&second, &key) ? XDP_PASS :
											 XDP_DROP;
}

char _license[] SEC("license") = "GPL";

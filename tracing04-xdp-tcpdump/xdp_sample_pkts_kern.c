/* SPDX-License-Identifier: GPL-2.0 */
/* Passes every packet on, and sends a sample of it to user space. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "packet_record.h"

/* A knob: user space sets it before the program is loaded. */
const volatile __u32 sample_size = PACKET_SNAPLEN_MAX; /* bytes of a packet at most */

/* One ring per CPU; the value is the descriptor of its perf event. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, __u32);
} my_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct packet_counts);
} counts_map SEC(".maps");

SEC("xdp")
int xdp_sample_prog(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	__u64 flags = BPF_F_CURRENT_CPU;
	struct packet_record metadata = {};
	struct packet_counts *counts;
	__u32 zero = 0;

	counts = bpf_map_lookup_elem(&counts_map, &zero);
	if (!counts)
		return XDP_PASS;

	metadata.timestamp = bpf_ktime_get_ns();
	metadata.wire_len = data_end - data;
	metadata.cap_len = metadata.wire_len < sample_size ? metadata.wire_len : sample_size;
	metadata.ifindex = ctx->ingress_ifindex;
	metadata.rx_queue = ctx->rx_queue_index;
	metadata.verdict = XDP_PASS;
	metadata.hook = PACKET_HOOK_PROGRAM;
	metadata.cookie = PACKET_RECORD_COOKIE;

	/* The upper 32 bits ask for that many bytes of the packet behind the metadata. */
	flags |= (__u64)metadata.cap_len << 32;

	counts->seen++;
	if (bpf_perf_event_output(ctx, &my_map, flags, &metadata, sizeof(metadata)))
		counts->lost++; /* the ring is full, or this CPU has none */
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

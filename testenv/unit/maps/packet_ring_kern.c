/* SPDX-License-Identifier: GPL-2.0 */
/* headers/packet_output.h, for packets of any length, and for packets in fragments. */
#include "packet_output.h"
#include "packet_ring_input.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct input);
} input SEC(".maps");

/* The packet is the one in the map. */
SEC("xdp")
int from_map(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct input *in = bpf_map_lookup_elem(&input, &zero);
	struct packet packet = {};

	if (!in)
		return XDP_ABORTED;
	packet.data = in->data;
	packet.record.wire_len = in->wire_len;
	packet.record.hook = in->hook;
	packet.record.prog_index = in->prog_index;
	packet.record.ifindex = 11;
	packet.record.rx_queue = 12;
	packet.record.verdict = -13;
	packet_output(&packet, NULL);
	return XDP_PASS;
}

/* The packet that came, as XDP programs read it. */
SEC("xdp")
int direct(struct xdp_md *ctx)
{
	struct packet packet = { .record.hook = PACKET_HOOK_ENTRY };

	packet.record.wire_len = ctx->data_end - ctx->data;
	packet_output(&packet, ctx);
	return XDP_PASS;
}

SEC("xdp.frags")
int in_fragments(struct xdp_md *ctx)
{
	struct packet packet = { .record.hook = PACKET_HOOK_ENTRY };

	packet.record.wire_len = bpf_xdp_get_buff_len(ctx);
	packet_output(&packet, ctx);
	return XDP_PASS;
}

/* Each packet is another piece of the input: its number tells which. */
SEC("xdp")
int flood(struct xdp_md *ctx)
{
	__u32 zero = 0, point = PACKET_POINT(0, PACKET_HOOK_ENTRY);
	struct packet_counts *counts = bpf_map_lookup_elem(&packet_counts, &point);
	struct input *in = bpf_map_lookup_elem(&input, &zero);
	struct packet packet = { .record.hook = PACKET_HOOK_ENTRY };
	__u64 number;

	if (!in || !counts)
		return XDP_ABORTED;
	number = counts->seen + 1;
	packet.data = in->data + number % FLOOD_BEGINS;
	packet.record.wire_len = number % FLOOD_LENGTHS;
	packet_output(&packet, NULL);
	return XDP_PASS;
}

/* In an interrupt of the flood, wherever that is. */
SEC("perf_event")
int interrupting(void *ctx)
{
	__u32 zero = 0;
	struct input *in = bpf_map_lookup_elem(&input, &zero);
	struct packet packet = { .record.hook = PACKET_HOOK_EXIT };

	if (!in)
		return 0;
	packet.data = in->data;
	packet.record.wire_len = in->wire_len;
	packet_output(&packet, NULL);
	return 0;
}

/* The filter does not want it. */
SEC("xdp")
int rejected(struct xdp_md *ctx)
{
	struct packet_record record = { .hook = PACKET_HOOK_ENTRY };

	packet_reject(&record);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* What xdpcap puts into the slots of a hook: one program for each action, and one for the entry. */
#include "packet_filter.h"
#include "packet_output.h"

/* Where the hook's owner takes packets in several buffers, these programs must, too. */
static __always_inline bool matches(struct xdp_md *ctx)
{
	return packet_knobs.frags ? packet_filter_frags(ctx) : packet_filter(ctx);
}

/* Captures the packet if it matches. */
static __always_inline void capture(struct xdp_md *ctx, enum packet_hook hook, __u16 slot)
{
	struct packet packet = {};
	struct packet_record *record = &packet.record;

	record->prog_index = slot;
	record->hook = hook;
	if (!matches(ctx)) {
		packet_reject(record);
		return;
	}
	record->ifindex = ctx->ingress_ifindex;
	record->rx_queue = ctx->rx_queue_index;
	record->verdict = hook == PACKET_HOOK_ENTRY ? -1 : slot;
	if (packet_knobs.frags)
		record->wire_len = bpf_xdp_get_buff_len(ctx);
	else
		record->wire_len = ctx->data_end - ctx->data;
	packet_output(&packet, ctx);
}

/* At the exit, the action that was to be is what comes of the packet. */
static __always_inline int capture_exit(struct xdp_md *ctx, enum xdp_action action)
{
	capture(ctx, PACKET_HOOK_EXIT, action);
	return action;
}

SEC("xdp")
int xdpcap_aborted(struct xdp_md *ctx)
{
	return capture_exit(ctx, XDP_ABORTED);
}

SEC("xdp")
int xdpcap_drop(struct xdp_md *ctx)
{
	return capture_exit(ctx, XDP_DROP);
}

SEC("xdp")
int xdpcap_pass(struct xdp_md *ctx)
{
	return capture_exit(ctx, XDP_PASS);
}

SEC("xdp")
int xdpcap_tx(struct xdp_md *ctx)
{
	return capture_exit(ctx, XDP_TX);
}

SEC("xdp")
int xdpcap_redirect(struct xdp_md *ctx)
{
	return capture_exit(ctx, XDP_REDIRECT);
}

/* The entry hook that is captured at: in its second slot is the rest of the program. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, int);
} entry_hook SEC(".maps");

SEC("xdp")
int xdpcap_entry(struct xdp_md *ctx)
{
	capture(ctx, PACKET_HOOK_ENTRY, 0);
	bpf_tail_call_static(ctx, &entry_hook, 1);
	return XDP_ABORTED; /* somebody has emptied the slot */
}

char _license[] SEC("license") = "GPL";

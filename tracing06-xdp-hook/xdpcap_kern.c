/* SPDX-License-Identifier: GPL-2.0 */
/* What xdpcap puts into the slots of a hook: one program for each action. */
#include "filter.h"
#include "packet_output.h"

/* A knob: does the hook's owner take packets in several buffers? Then these must, too. */
const volatile bool hook_frags;

static __always_inline bool matches(struct xdp_md *ctx)
{
	return hook_frags ? packet_filter_frags(ctx) : packet_filter(ctx);
}

/* Captures the packet if it matches, and returns the action that was to be. */
static __always_inline int capture(struct xdp_md *ctx, enum xdp_action action)
{
	struct packet packet = { .data = (void *)(long)ctx->data };
	struct packet_record *record = &packet.record;
	__u32 linear = ctx->data_end - ctx->data;

	record->prog_index = action;
	record->hook = PACKET_HOOK_EXIT;
	if (!matches(ctx)) {
		packet_reject(record);
		return action;
	}
	record->ifindex = ctx->ingress_ifindex;
	record->rx_queue = ctx->rx_queue_index;
	record->verdict = action;
	record->wire_len = hook_frags ? bpf_xdp_get_buff_len(ctx) : linear;
	if (record->wire_len != linear)
		packet_output_frags(&packet, bpf_perf_event_output, ctx);
	else
		packet_output(&packet);
	return action;
}

SEC("xdp")
int xdpcap_aborted(struct xdp_md *ctx)
{
	return capture(ctx, XDP_ABORTED);
}

SEC("xdp")
int xdpcap_drop(struct xdp_md *ctx)
{
	return capture(ctx, XDP_DROP);
}

SEC("xdp")
int xdpcap_pass(struct xdp_md *ctx)
{
	return capture(ctx, XDP_PASS);
}

SEC("xdp")
int xdpcap_tx(struct xdp_md *ctx)
{
	return capture(ctx, XDP_TX);
}

SEC("xdp")
int xdpcap_redirect(struct xdp_md *ctx)
{
	return capture(ctx, XDP_REDIRECT);
}

char _license[] SEC("license") = "GPL";

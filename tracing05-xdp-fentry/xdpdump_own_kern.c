/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For an interface without XDP program: this one captures by itself. It is an object of its
 * own for it knows no struct of the kernel's: libbpf need not look into the kernel's BTF, which
 * takes longer than all else.
 */
#include "packet_filter.h"
#include "packet_output.h"

static __always_inline void output(struct packet *packet, struct xdp_md *ctx, __u16 hook,
				   __s32 verdict, bool matches)
{
	packet->record.hook = hook;
	packet->record.verdict = verdict;
	if (matches)
		packet_output(packet, ctx);
	else
		packet_reject(&packet->record);
}

SEC("xdp")
int xdpdump(struct xdp_md *ctx)
{
	struct packet packet = { .record = {
					 .ifindex = ctx->ingress_ifindex,
					 .rx_queue = ctx->rx_queue_index,
					 .wire_len = ctx->data_end - ctx->data,
					 .prog_index = packet_knobs.prog_index,
				 } };
	bool matches = packet_filter(ctx);

	if (packet_knobs.points & 1)
		output(&packet, ctx, PACKET_HOOK_ENTRY, -1, matches);
	if (packet_knobs.points & 2)
		output(&packet, ctx, PACKET_HOOK_EXIT, XDP_PASS, matches);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

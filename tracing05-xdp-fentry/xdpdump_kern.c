/* SPDX-License-Identifier: GPL-2.0 */
/* Captures the packets that somebody else's XDP program receives, and what it makes of them. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel_types.h"
#include "packet_output.h"

/* Knobs: user space sets them before the programs are loaded. */
const volatile __u32 capture_ifindex; /* a program may stand on several interfaces */
const volatile __u16 prog_index;      /* of the program that is watched */
const volatile __u32 capture_points;  /* 1: entry, 2: exit, 3: both */

static __always_inline void describe(struct packet_record *record, __u16 hook, __s32 verdict)
{
	record->prog_index = prog_index;
	record->hook = hook;
	record->verdict = verdict;
}

static __always_inline int capture(struct xdp_buff *xdp, __u16 hook, __s32 verdict)
{
	struct xdp_rxq_info *rxq = xdp->rxq; /* each such access costs a check of the address */
	struct packet packet = {};
	struct packet_record *record = &packet.record;

	record->ifindex = rxq->dev->ifindex;
	if (record->ifindex != capture_ifindex)
		return 0;
	record->rx_queue = rxq->queue_index;
	describe(record, hook, verdict);
	if (bpf_core_field_exists(xdp->flags) && xdp->flags & XDP_FLAGS_HAS_FRAGS) {
		record->wire_len = bpf_xdp_get_buff_len((struct xdp_md *)xdp);
		return packet_output_frags(&packet, bpf_xdp_output, xdp);
	}
	packet.data = xdp->data;
	record->wire_len = xdp->data_end - packet.data;
	return packet_output(&packet);
}

SEC("fentry")
int BPF_PROG(on_entry, struct xdp_buff *xdp)
{
	return capture(xdp, PACKET_HOOK_ENTRY, -1);
}

SEC("fexit")
int BPF_PROG(on_exit, struct xdp_buff *xdp, int verdict)
{
	return capture(xdp, PACKET_HOOK_EXIT, verdict);
}

/* For an interface without XDP program: this one captures by itself. */
SEC("xdp")
int xdpdump(struct xdp_md *ctx)
{
	struct packet packet = { .data = (void *)(long)ctx->data };

	packet.record.ifindex = ctx->ingress_ifindex;
	packet.record.rx_queue = ctx->rx_queue_index;
	packet.record.wire_len = ctx->data_end - ctx->data;
	if (capture_points & 1) {
		describe(&packet.record, PACKET_HOOK_ENTRY, -1);
		packet_output(&packet);
	}
	if (capture_points & 2) {
		describe(&packet.record, PACKET_HOOK_EXIT, XDP_PASS);
		packet_output(&packet);
	}
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

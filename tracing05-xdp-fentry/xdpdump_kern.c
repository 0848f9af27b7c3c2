/* SPDX-License-Identifier: GPL-2.0 */
/* Captures the packets that somebody else's XDP program receives, and what it makes of them. */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "packet_filter.h"
#include "kernel_types.h"
#include "packet_output_frags.h"

static __always_inline void describe(struct packet_record *record, __u16 hook, __s32 verdict)
{
	record->prog_index = packet_knobs.prog_index;
	record->hook = hook;
	record->verdict = verdict;
}

/* Where the filter does not look, the packet's entry tells, which was on this CPU as well. */
static __always_inline bool matches(const struct packet *packet, __u32 linear)
{
	const struct packet_record *record = &packet->record;

	if (!packet_filter_set())
		return true;
	if (packet_knobs.filter_points & (record->hook == PACKET_HOOK_EXIT ? 2 : 1))
		return packet_filter_at(packet->data, linear, record->wire_len);
	return record->hook == PACKET_HOOK_ENTRY ||
	       !packet_rejected(record->prog_index, PACKET_HOOK_ENTRY);
}

static __always_inline int capture(struct xdp_buff *xdp, __u16 hook, __s32 verdict)
{
	struct xdp_rxq_info *rxq = xdp->rxq; /* each such access costs a check of the address */
	struct packet packet = {};
	struct packet_record *record = &packet.record;
	bool frags = false;
	__u32 linear;

	record->ifindex = rxq->dev->ifindex;
	if (record->ifindex != packet_knobs.ifindex) /* a program may stand on several */
		return 0;
	record->rx_queue = rxq->queue_index;
	describe(record, hook, verdict);
	packet.data = xdp->data;
	linear = record->wire_len = xdp->data_end - packet.data;
	if (bpf_core_field_exists(xdp->flags) && xdp->flags & XDP_FLAGS_HAS_FRAGS) {
		record->wire_len = bpf_xdp_get_buff_len((struct xdp_md *)xdp);
		frags = true;
	}
	if (!matches(&packet, linear))
		packet_reject(record);
	else if (frags)
		packet_output_frags(&packet, xdp);
	else
		packet_output(&packet, NULL);
	return 0;
}

SEC("?fentry")
int BPF_PROG(on_entry, struct xdp_buff *xdp)
{
	return capture(xdp, PACKET_HOOK_ENTRY, -1);
}

SEC("?fexit")
int BPF_PROG(on_exit, struct xdp_buff *xdp, int verdict)
{
	/* on_entry() is attached later and detached earlier: not the exit of what it has not seen */
	if (packet_knobs.points & 1 && !packet_entered(packet_knobs.prog_index))
		return 0;
	return capture(xdp, PACKET_HOOK_EXIT, verdict);
}

char _license[] SEC("license") = "GPL";

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

/* With several interfaces: by interface and number of a program the place that its packets have. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PACKET_PROGRAMS_MAX);
	__type(key, __u64);
	__type(value, __u32);
} places SEC(".maps");

/* False for a packet of an interface that is none of those. The program may stand on others, too. */
static __always_inline bool describe(struct packet_record *record, __u16 hook, __s32 verdict)
{
	__u64 key = (__u64)record->ifindex << 32 | packet_knobs.program;
	const __u32 *place;

	record->prog_index = packet_knobs.prog_index;
	record->hook = hook;
	record->verdict = verdict;
	if (packet_knobs.ifindex)
		return record->ifindex == packet_knobs.ifindex;
	place = bpf_map_lookup_elem(&places, &key);
	if (place)
		record->prog_index = *place;
	return place;
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
	if (!describe(record, hook, verdict))
		return 0;
	/* on_entry() is attached later and detached earlier: not the exit of what it has not seen */
	if (hook == PACKET_HOOK_EXIT && packet_knobs.points & 1 &&
	    !packet_entered(record->prog_index))
		return 0;
	record->rx_queue = rxq->queue_index;
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
	return capture(xdp, PACKET_HOOK_EXIT, verdict);
}

char _license[] SEC("license") = "GPL";

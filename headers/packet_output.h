/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The capture engine: a packet becomes one record in its CPU's ring, stamped, cut to
 * the snaplen and counted in the kernel. Include it in one file of a BPF object;
 * common/packet_ring makes and reads the rings.
 */
#ifndef HEADERS_PACKET_OUTPUT_H
#define HEADERS_PACKET_OUTPUT_H

#include "packet_copy.h"
#include "packet_count.h"
#include "packet_cpu_ring.h"

/* A packet as the kernel has it in memory. */
struct packet {
	const void *data;	     /* its first byte; read as kernel memory */
	struct packet_record record; /* all but timestamp, cap_len, packet_id, cpu and cookie */
};

/* From packet_begin() to packet_end(). */
struct packet_slot {
	struct packet_cpu_ring *ring;
	struct packet_counts *counts;
	__u64 cap_len; /* bytes of the packet that are kept */
};

/* Fill in the record that user space gets. */
static __always_inline void packet_describe(struct packet_record *record,
					    const struct packet_record *packet,
					    const struct packet_slot *slot)
{
	record->timestamp = bpf_ktime_get_ns();
	record->wire_len = packet->wire_len;
	record->cap_len = slot->cap_len;
	record->ifindex = packet->ifindex;
	record->rx_queue = packet->rx_queue;
	record->verdict = packet->verdict;
	record->packet_id = 0;
	if (packet_knobs.numbered != PACKET_NOT_NUMBERED)
		record->packet_id = packet_number(packet, slot->counts);
	record->hook = packet->hook;
	record->prog_index = packet->prog_index;
	record->cookie = PACKET_RECORD_COOKIE;
	record->cpu = bpf_get_smp_processor_id();
}

/* Count the packet, and have this CPU's ring for it alone. */
static __always_inline bool packet_begin(const struct packet_record *packet,
					 struct packet_slot *slot)
{
	slot->counts = packet_count(packet);
	if (!slot->counts)
		return false;
	slot->cap_len = packet->wire_len;
	if (slot->cap_len > packet_knobs.snaplen)
		slot->cap_len = packet_knobs.snaplen;
	slot->ring = packet_ring_enter();
	if (!slot->ring) /* the program that is inside may be counting, too */
		__sync_fetch_and_add(&slot->counts->lost, 1);
	return slot->ring;
}

static __always_inline __u64 packet_size(const struct packet_slot *slot)
{
	return (sizeof(struct packet_record) + slot->cap_len + 7) & ~7ULL;
}

/* The opposite: the record is written, or @lost. */
static __always_inline int packet_end(const struct packet_slot *slot, bool lost)
{
	__u64 written = packet_knobs.by_packets ? 1 : packet_size(slot);

	if (lost)
		__sync_fetch_and_add(&slot->counts->lost, 1);
	packet_ring_leave(slot->ring, lost ? 0 : written, lost);
	return 0;
}

/*
 * packet_output - send one packet to user space
 * @packet: where it is; record.wire_len is its length
 * @ctx: of an XDP program, which can read the packet itself, with knob frags also where it
 *	is in several buffers (since kernel 5.18); NULL: record.wire_len bytes at @packet->data
 *
 * The packet counts as seen, and as lost when the ring has no room. Returns 0.
 * For programs of any type that has CAP_PERFMON. Kernel 5.8 and newer.
 */
static __always_inline int packet_output(const struct packet *packet, struct xdp_md *ctx)
{
	struct packet_record *record;
	struct packet_slot slot;
	__u64 len;

	if (!packet_begin(&packet->record, &slot))
		return 0;
	record = packet_ring_reserve(slot.ring, packet_size(&slot), packet_knobs.ring);
	if (!record)
		return packet_end(&slot, true);
	packet_describe(record, &packet->record, &slot);
	len = slot.cap_len;
	asm volatile("" : "+r"(len)); /* or the compiler knows what the verifier wants to be told */
	if (len > packet_knobs.snaplen)
		return packet_end(&slot, true);
	if (ctx)
		packet_copy(record + 1, ctx, len, packet_knobs.frags);
	else
		bpf_probe_read_kernel(record + 1, len, packet->data);
	packet_ring_publish(slot.ring, packet_size(&slot));
	return packet_end(&slot, false);
}

#endif

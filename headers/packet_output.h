/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The capture engine: a packet becomes one record in a BPF ring buffer, stamped,
 * cut to the snaplen and counted in the kernel. Include it in one file of a BPF
 * object; common/packet_ring reads what it writes.
 */
#ifndef HEADERS_PACKET_OUTPUT_H
#define HEADERS_PACKET_OUTPUT_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

#include "packet_record.h"

/* Knobs, set by user space before the object is loaded. */
const volatile __u32 packet_snaplen = PACKET_SNAPLEN_MAX; /* bytes of a packet at most */
const volatile __u32 packet_wakeup = 1024;	      /* wake the reader every so many packets */
const volatile __u32 packet_numbered = PACKET_POINTS; /* the point that numbers a CPU's packets */

/* All CPUs write to one ring, so it is in the order of delivery; bytes, a power of two. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} packet_ring SEC(".maps");

/* Packets in fragments come by here: only these helpers gather them. One ring per CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, __u32);
} packet_rings SEC(".maps");

/* By capture point: PACKET_POINT(). */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PACKET_POINTS);
	__type(key, __u32);
	__type(value, struct packet_counts);
} packet_counts SEC(".maps");

/* A packet as the kernel has it in memory. */
struct packet {
	const void *data;	     /* its first byte; read as kernel memory */
	struct packet_record record; /* all but timestamp, cap_len, packet_id, cpu and cookie */
};

/* packet_count - count a packet as seen; the point's counters, or NULL if there is no such point */
static __always_inline struct packet_counts *packet_count(const struct packet_record *record)
{
	__u32 point = PACKET_POINT(record->prog_index, record->hook);
	struct packet_counts *counts = bpf_map_lookup_elem(&packet_counts, &point);

	if (counts)
		counts->seen++;
	return counts;
}

/*
 * packet_reject - instead of packet_output(), for a packet that the filter does not want
 * @record: its prog_index and hook are all that is needed
 */
static __always_inline void packet_reject(const struct packet_record *record)
{
	struct packet_counts *counts = packet_count(record);

	if (counts) {
		counts->rejected++;
		counts->latest_rejected = counts->seen;
	}
}

/* packet_rejected - was the CPU's latest packet at a capture point rejected? */
static __always_inline bool packet_rejected(__u16 prog_index, __u16 hook)
{
	__u32 point = PACKET_POINT(prog_index, hook);
	const struct packet_counts *counts = bpf_map_lookup_elem(&packet_counts, &point);

	return counts && counts->latest_rejected == counts->seen;
}

/* The number of this CPU's packet: how many the point has seen that every packet comes by. */
static __always_inline __u32 packet_number(const struct packet_record *record,
					   const struct packet_counts *counts)
{
	__u32 point = packet_numbered;

	if (point == PACKET_POINT(record->prog_index, record->hook))
		return counts->seen;
	counts = bpf_map_lookup_elem(&packet_counts, &point); /* there may be no such point */
	/* an exit comes after those of the programs inside of that one */
	return counts ? counts->seen + (point % PACKET_HOOKS == PACKET_HOOK_EXIT) : 0;
}

static __always_inline __u32 packet_cut(__u32 wire_len)
{
	return wire_len < packet_snaplen ? wire_len : packet_snaplen;
}

/* Fill in the record that user space gets. */
static __always_inline void packet_describe(struct packet_record *record,
					    const struct packet_record *packet, __u32 cap_len,
					    __u32 packet_id)
{
	record->timestamp = bpf_ktime_get_ns();
	record->wire_len = packet->wire_len;
	record->cap_len = cap_len;
	record->ifindex = packet->ifindex;
	record->rx_queue = packet->rx_queue;
	record->verdict = packet->verdict;
	record->packet_id = packet_id;
	record->hook = packet->hook;
	record->prog_index = packet->prog_index;
	record->cookie = PACKET_RECORD_COOKIE;
	record->cpu = bpf_get_smp_processor_id();
}

/*
 * The verifier wants to know the size of a ring's record, so there are classes of
 * sizes: on each path through here it is a constant. One that is too large costs
 * room in the ring, but no copying.
 */
static __always_inline __u64 packet_class(__u64 size)
{
	if (size <= 128)
		return 128;
	if (size <= 256)
		return 256;
	if (size <= 512)
		return 512;
	if (size <= 2048)
		return 2048;
	return size <= 4096 ? 4096 : 65536;
}

/*
 * packet_output - send one packet to user space
 * @packet: where it is; record.wire_len is the number of bytes at @packet->data
 *
 * The packet counts as seen, and as lost when the ring has no room. Returns 0.
 * For programs of any type that has CAP_PERFMON. Kernel 5.8 and newer.
 */
static __always_inline int packet_output(const struct packet *packet)
{
	const struct packet_record *source = &packet->record;
	struct packet_counts *counts = packet_count(source);
	__u64 flags = BPF_RB_NO_WAKEUP, len, class;
	struct packet_record *record;
	__u32 packet_id;

	if (!counts)
		return 0;
	packet_id = packet_number(source, counts);
	len = packet_cut(source->wire_len);
	class = packet_class(sizeof(*record) + len);
	record = bpf_ringbuf_reserve(&packet_ring, class, 0);
	if (!record) {
		counts->lost++;
		return 0;
	}
	packet_describe(record, source, len, packet_id);
	class -= sizeof(*record);
	asm volatile("" : "+r"(len)); /* or the compiler proves the next line away */
	if (len <= class)
		bpf_probe_read_kernel(record + 1, len, packet->data);
	if (++counts->unread == packet_wakeup) { /* a division would cost more than all this */
		counts->unread = 0;
		flags = BPF_RB_FORCE_WAKEUP;
	}
	bpf_ringbuf_submit(record, flags);
	return 0;
}

/*
 * packet_output_frags - the same for a packet in fragments
 * @packet: record.wire_len is the length of it all; data is not used
 * @helper: bpf_xdp_output for fentry and fexit, bpf_perf_event_output for XDP
 * @ctx: what the helper finds the packet by
 *
 * Kernel 5.18 and newer, which were the first to have such packets.
 */
static __always_inline int packet_output_frags(const struct packet *packet,
					       long (*helper)(void *ctx, void *map, __u64 flags,
							      void *data, __u64 size),
					       void *ctx)
{
	struct packet_counts *counts = packet_count(&packet->record);
	__u32 cap_len = packet_cut(packet->record.wire_len);
	__u64 flags = BPF_F_CURRENT_CPU | (__u64)cap_len << 32;
	struct packet_record record;

	if (!counts)
		return 0;
	packet_describe(&record, &packet->record, cap_len, packet_number(&packet->record, counts));
	if (helper(ctx, &packet_rings, flags, &record, sizeof(record)))
		counts->lost++;
	return 0;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The capture engine: a packet becomes one record in a BPF ring buffer, stamped,
 * cut to the snaplen and counted in the kernel. Include it in one file of a BPF
 * object; common/packet_ring reads what it writes.
 */
#ifndef HEADERS_PACKET_OUTPUT_H
#define HEADERS_PACKET_OUTPUT_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "packet_record.h"

/* Knobs, set by user space before the object is loaded. */
const volatile __u32 packet_snaplen = PACKET_SNAPLEN_MAX; /* bytes of a packet at most */
const volatile __u32 packet_wakeup = 1024; /* wake the reader every so many packets */

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
	struct packet_record record; /* complete but for timestamp, cap_len and cookie */
};

/* packet_seen - count; the counters, or NULL when there is no such point */
static __always_inline struct packet_counts *packet_seen(const struct packet_record *record)
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
	struct packet_counts *counts = packet_seen(record);

	if (counts)
		counts->rejected++;
}

/* packet_begin - count and stamp; as packet_seen() */
static __always_inline struct packet_counts *packet_begin(struct packet_record *record)
{
	struct packet_counts *counts = packet_seen(record);

	if (!counts)
		return 0;
	record->timestamp = bpf_ktime_get_ns();
	record->cap_len = record->wire_len < packet_snaplen ? record->wire_len : packet_snaplen;
	record->cookie = PACKET_RECORD_COOKIE;
	return counts;
}

/*
 * The verifier wants the size of a ring's record to be a constant, so there are
 * classes of sizes. One that is too large costs room in the ring, but no copying.
 */
static __always_inline int packet_submit(const struct packet *packet, struct packet_counts *counts,
					 const __u32 class)
{
	struct packet_record *record = bpf_ringbuf_reserve(&packet_ring, class, 0);
	__u64 flags = BPF_RB_NO_WAKEUP, len = packet->record.cap_len;

	if (!record) {
		counts->lost++;
		return 0;
	}
	*record = packet->record;
	asm volatile("" : "+r"(len)); /* or the compiler proves the next line away */
	if (len <= class - sizeof(*record))
		bpf_probe_read_kernel(record + 1, len, packet->data);
	if (packet_wakeup && counts->seen % packet_wakeup == 0)
		flags = BPF_RB_FORCE_WAKEUP;
	bpf_ringbuf_submit(record, flags);
	return 0;
}

/*
 * packet_output - send one packet to user space
 * @packet: where it is; record.wire_len is the number of bytes at @packet->data
 *
 * The packet counts as seen, and as lost when the ring has no room. Returns 0.
 * For programs of any type that has CAP_PERFMON. Kernel 5.8 and newer.
 */
static __always_inline int packet_output(struct packet *packet)
{
	struct packet_counts *counts = packet_begin(&packet->record);
	__u32 size = sizeof(packet->record) + packet->record.cap_len;

	if (!counts)
		return 0;
	if (size <= 128)
		return packet_submit(packet, counts, 128);
	if (size <= 256)
		return packet_submit(packet, counts, 256);
	if (size <= 512)
		return packet_submit(packet, counts, 512);
	if (size <= 2048)
		return packet_submit(packet, counts, 2048);
	if (size <= 4096)
		return packet_submit(packet, counts, 4096);
	return packet_submit(packet, counts, 65536);
}

/*
 * packet_output_frags - the same for a packet in fragments
 * @packet: record.wire_len is the length of it all; data is not used
 * @helper: bpf_xdp_output for fentry and fexit, bpf_perf_event_output for XDP
 * @ctx: what the helper finds the packet by
 *
 * Kernel 5.18 and newer, which were the first to have such packets.
 */
static __always_inline int packet_output_frags(struct packet *packet,
					       long (*helper)(void *ctx, void *map, __u64 flags,
							      void *data, __u64 size),
					       void *ctx)
{
	struct packet_counts *counts = packet_begin(&packet->record);
	__u64 flags = BPF_F_CURRENT_CPU | (__u64)packet->record.cap_len << 32;

	if (counts && helper(ctx, &packet_rings, flags, &packet->record, sizeof(packet->record)))
		counts->lost++;
	return 0;
}

#endif

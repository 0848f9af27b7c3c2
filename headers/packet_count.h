/* SPDX-License-Identifier: GPL-2.0 */
/* Every packet that comes by a capture point is counted, by CPU, and has a number. */
#ifndef HEADERS_PACKET_COUNT_H
#define HEADERS_PACKET_COUNT_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

#include "packet_record.h"

const volatile struct packet_knobs packet_knobs = {
	.snaplen = PACKET_SNAPLEN_MAX,
};

/* By capture point: PACKET_POINT(). */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PACKET_POINTS);
	__type(key, __u32);
	__type(value, struct packet_counts);
} packet_counts SEC(".maps");

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

/* packet_entered - was the packet at a program's exit, not yet counted, counted at its entry? */
static __always_inline bool packet_entered(__u16 prog_index)
{
	__u32 entry = PACKET_POINT(prog_index, PACKET_HOOK_ENTRY);
	__u32 exit = PACKET_POINT(prog_index, PACKET_HOOK_EXIT);
	const struct packet_counts *in = bpf_map_lookup_elem(&packet_counts, &entry);
	const struct packet_counts *out = bpf_map_lookup_elem(&packet_counts, &exit);

	return in && out && in->seen > out->seen;
}

/* packet_rejected - was the CPU's latest packet at a capture point rejected? */
static __always_inline bool packet_rejected(__u16 prog_index, __u16 hook)
{
	__u32 point = PACKET_POINT(prog_index, hook);
	const struct packet_counts *counts = bpf_map_lookup_elem(&packet_counts, &point);

	return counts && counts->latest_rejected == counts->seen;
}

/* packet_number - of this CPU's packet: how many the point has seen that every packet comes by */
static __always_inline __u32 packet_number(const struct packet_record *record,
					   const struct packet_counts *counts)
{
	__u32 point = packet_knobs.numbered_at;

	if (packet_knobs.numbered == PACKET_NUMBERED_BY_HOOK)
		point = PACKET_POINT(record->prog_index, point);
	if (point == PACKET_POINT(record->prog_index, record->hook))
		return counts->seen;
	counts = bpf_map_lookup_elem(&packet_counts, &point); /* there may be no such point */
	/* an exit comes after those of the programs inside of that one */
	return counts ? counts->seen + (point % PACKET_HOOKS == PACKET_HOOK_EXIT) : 0;
}

#endif

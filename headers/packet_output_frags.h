/* SPDX-License-Identifier: GPL-2.0 */
/*
 * packet_output() for packets in fragments that a program at fentry or fexit sees. Only
 * a helper gathers them, and it writes to perf rings. Kernel 5.18 and newer, which were
 * the first to have such packets.
 */
#ifndef HEADERS_PACKET_OUTPUT_FRAGS_H
#define HEADERS_PACKET_OUTPUT_FRAGS_H

#include "packet_output.h"

/* One ring per CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, __u32);
} packet_frags SEC(".maps");

/*
 * packet_output_frags - send one packet to user space
 * @packet: record.wire_len is the length of it all; data is not used
 * @xdp: the struct xdp_buff that it is in
 */
static __always_inline int packet_output_frags(const struct packet *packet, void *xdp)
{
	struct packet_record record;
	struct packet_slot slot;
	__u64 flags;

	if (!packet_begin(&packet->record, &slot))
		return 0;
	flags = BPF_F_CURRENT_CPU | slot.cap_len << 32;
	packet_describe(&record, &packet->record, &slot);
	return packet_end(&slot,
			  bpf_xdp_output(xdp, &packet_frags, flags, &record, sizeof(record)));
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Packet events as a BPF program would send them, each recognisable by its number. */
#ifndef UNIT_EVENTS_H
#define UNIT_EVENTS_H

#include <stdbool.h>
#include <string.h>

#include "packet_record.h"

#define EVENT_DATA 2048 /* bytes of a packet at most */

struct event {
	struct packet_record record;
	__u8 data[EVENT_DATA];
};

/* The wire had more of the packet than was captured. */
#define EVENT_CUT 7

/* make_event - packet @number, of @cap_len captured bytes; returns the event's size */
static inline size_t make_event(struct event *event, __u64 timestamp, __u32 number, __u32 cap_len)
{
	event->record = (struct packet_record){
		.timestamp = timestamp,
		.wire_len = cap_len + EVENT_CUT,
		.cap_len = cap_len,
		.ifindex = number, /* it is known by */
		.packet_id = number,
		.cookie = PACKET_RECORD_COOKIE,
	};
	for (__u32 i = 0; i < cap_len; i++)
		event->data[i] = number * 31 + i;
	return sizeof(event->record) + cap_len;
}

/* is_packet - are these the bytes of packet @number, the way make_event() made them? */
static inline bool is_packet(const void *data, __u32 cap_len, __u32 number)
{
	struct event want;

	make_event(&want, 0, number, cap_len);
	return !memcmp(data, want.data, cap_len);
}

#endif

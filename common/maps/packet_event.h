/* SPDX-License-Identifier: GPL-2.0 */
/* Packets from wherever they are read: what receives them, and when to read again. */
#ifndef COMMON_PACKET_EVENT_H
#define COMMON_PACKET_EVENT_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What receives the packets: a struct packet_record and its bytes at @event, of any
 * alignment. @size may be more than they need. Valid during the call.
 */
typedef void (*packet_event)(void *context, const void *event, size_t size);

/* When whoever has read some rings should read them again. */
struct packet_turn {
	__u64 complete; /* no packet stamped earlier will come: ns of CLOCK_MONOTONIC */
	int wait;	/* ms after which to read again, if nothing wakes the reader before */
	bool pause;	/* and nothing shall: so often is often enough, and waking costs */
};

#endif

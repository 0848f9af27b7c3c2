/* SPDX-License-Identifier: GPL-2.0 */
/* Packets from wherever they are read: what receives them, and how they are read. */
#ifndef COMMON_PACKET_EVENT_H
#define COMMON_PACKET_EVENT_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct packet_counts;

/*
 * What receives the packets: a struct packet_record and its bytes at @event, of any
 * alignment. @size may be more than they need. Valid during the call.
 */
typedef void (*packet_event)(void *context, const void *event, size_t size);

/* When whoever has read some rings should read them again, as the latest reading makes known. */
struct packet_turn {
	__u64 complete; /* no packet stamped earlier will come: ns of CLOCK_MONOTONIC */
	int wait;	/* ms after which to read again, if nothing wakes the reader before */
	bool pause;	/* and nothing shall: so often is often enough, and waking costs */
};

/* From a pointer to a member to the struct that holds it. */
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

/* Where packets come from: a member of whatever reads them there. */
struct packet_source {
	int fd; /* readable when there is reason to read at once, or -1 */
	/* hand out what there is: 0, 1 when there is more, or a negative errno, logged */
	int (*read)(struct packet_source *source);
	struct packet_turn turn;
	/*
	 * NULL, or instead of the other receiver what takes the packets before which none can
	 * come, in the order of their stamps; set by who reads
	 */
	packet_event in_order;
	/* what came by, PACKET_POINTS of them; 0 or a negative errno */
	int (*counts)(struct packet_source *source, struct packet_counts *counts);
};

#endif

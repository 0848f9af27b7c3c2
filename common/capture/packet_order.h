/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets in the order in which they were stamped. Each CPU fills a ring of its
 * own, so what is read ring by ring is out of order; packets wait here until no
 * ring can hold an older one.
 */
#ifndef COMMON_PACKET_ORDER_H
#define COMMON_PACKET_ORDER_H

#include <stddef.h>

#include "packet_record.h"

/* An arena of packets and an index of it. Begins as { 0 }, ends by packet_order_free(). */
struct packet_order {
	char *arena;	   /* records, each followed by its bytes */
	size_t used, room; /* bytes of the arena */
	struct packet_entry {
		__u64 timestamp;
		size_t offset;	    /* of the packet in the arena; grows with arrival */
	} * index, *merged;	    /* merged: what becomes of the index when its runs are */
	size_t first, count, slots; /* entries handed out, filled, allocated */
};

/*
 * What receives the packets: @record, and the @record->cap_len bytes behind it
 * at @data, both valid during the call. Anything but 0 ends the flush.
 */
typedef int (*packet_order_emit)(void *context, const struct packet_record *record,
				 const void *data);

/*
 * packet_order_add - copy one packet in
 * @event: a struct packet_record and the bytes behind it, at any alignment
 * @size: bytes there are at @event; more than the record asks for is padding
 *
 * Returns 0, -EBADMSG when @event is no such record, -ENOMEM.
 */
int packet_order_add(struct packet_order *order, const void *event, size_t size);

/*
 * packet_order_flush - hand out the packets that are old enough, oldest first
 * @until: the stamp up to which (included), in ns of CLOCK_MONOTONIC. When the
 *	rings have been read to their ends, that is the moment at which reading
 *	began, less the time a program may take from stamping to delivering;
 *	~0ULL when nothing writes any more.
 *
 * Returns 0, or the negative value that @emit returned; the packet it ended the
 * flush with is dropped, younger ones stay.
 */
int packet_order_flush(struct packet_order *order, __u64 until, packet_order_emit emit,
		       void *context);

/* packet_order_free - forget the packets */
void packet_order_free(struct packet_order *order);

#endif

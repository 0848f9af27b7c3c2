// SPDX-License-Identifier: GPL-2.0
/*
 * An arena of packets and an index of it. Invariant: the index entries from
 * @first on are the packets that wait; the arena holds all that are indexed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packet_order.h"

struct entry {
	__u64 timestamp;
	size_t offset; /* of the packet in the arena; grows with arrival */
};

struct packet_order {
	char *arena;	   /* records, each followed by its bytes */
	size_t used, room; /* bytes of the arena */
	struct entry *index;
	size_t first, count, slots; /* entries handed out, filled, allocated */
};

struct packet_order *packet_order_new(void)
{
	return calloc(1, sizeof(struct packet_order));
}

void packet_order_free(struct packet_order *order)
{
	if (!order)
		return;
	free(order->arena);
	free(order->index);
	free(order);
}

static int grow(void **memory, size_t *room, size_t needed, size_t size)
{
	size_t bigger = *room ? *room * 2 : 4096;
	void *moved;

	if (needed <= *room)
		return 0;
	while (bigger < needed)
		bigger *= 2;
	moved = realloc(*memory, bigger * size);
	if (!moved)
		return -ENOMEM;
	*memory = moved;
	*room = bigger;
	return 0;
}

int packet_order_add(struct packet_order *order, const void *event, size_t size)
{
	struct packet_record record;
	size_t len;

	if (size < sizeof(record))
		return -EBADMSG;
	memcpy(&record, event, sizeof(record));
	if (record.cookie != PACKET_RECORD_COOKIE || record.cap_len > size - sizeof(record))
		return -EBADMSG;

	len = (sizeof(record) + record.cap_len + 7) & ~(size_t)7;
	if (grow((void **)&order->arena, &order->room, order->used + len, 1) ||
	    grow((void **)&order->index, &order->slots, order->count + 1, sizeof(struct entry)))
		return -ENOMEM;
	order->index[order->count++] = (struct entry){ record.timestamp, order->used };
	memcpy(order->arena + order->used, event, sizeof(record) + record.cap_len);
	order->used += len;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->timestamp != y->timestamp)
		return x->timestamp < y->timestamp ? -1 : 1;
	return x->offset < y->offset ? -1 : 1;
}

/* Close the gap that handed-out packets left, once it is at least as large as what waits. */
static void compact(struct packet_order *order)
{
	size_t waiting = order->count - order->first, lowest = order->used;

	memmove(order->index, order->index + order->first, waiting * sizeof(struct entry));
	order->first = 0;
	order->count = waiting;
	for (size_t i = 0; i < waiting; i++)
		if (order->index[i].offset < lowest)
			lowest = order->index[i].offset;
	if (lowest < order->used - lowest)
		return;
	memmove(order->arena, order->arena + lowest, order->used - lowest);
	for (size_t i = 0; i < waiting; i++)
		order->index[i].offset -= lowest;
	order->used -= lowest;
}

int packet_order_flush(struct packet_order *order, __u64 until, packet_order_emit emit,
		       void *context)
{
	int err = 0;

	if (!order->count) /* nor any memory yet */
		return 0;
	qsort(order->index, order->count, sizeof(struct entry), compare);
	while (!err && order->first < order->count &&
	       order->index[order->first].timestamp <= until) {
		const char *packet = order->arena + order->index[order->first++].offset;

		err = emit(context, (const struct packet_record *)packet,
			   packet + sizeof(struct packet_record));
	}
	compact(order);
	return err < 0 ? err : 0;
}

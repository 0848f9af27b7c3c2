// SPDX-License-Identifier: GPL-2.0
/*
 * Invariant: the index entries from @first on are the packets that wait; the arena holds all
 * that are indexed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "packet_order.h"

void packet_order_free(struct packet_order *order)
{
	free(order->arena);
	free(order->index);
	free(order->merged);
}

static int grow_arena(struct packet_order *order, size_t needed)
{
	size_t room = order->room ?: 4096;
	char *moved;

	while (room < needed)
		room *= 2;
	moved = realloc(order->arena, room);
	if (!moved)
		return -ENOMEM;
	order->arena = moved;
	order->room = room;
	return 0;
}

static int grow_index(struct packet_order *order)
{
	const size_t slots = order->slots * 2 ?: 4096;
	struct packet_entry *index = reallocarray(order->index, slots, sizeof(*index));
	struct packet_entry *merged = reallocarray(order->merged, slots, sizeof(*merged));

	order->index = index ?: order->index;
	order->merged = merged ?: order->merged;
	if (!index || !merged)
		return -ENOMEM;
	order->slots = slots;
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
	if ((order->used + len > order->room && grow_arena(order, order->used + len)) ||
	    (order->count == order->slots && grow_index(order)))
		return -ENOMEM;
	order->index[order->count++] = (struct packet_entry){ record.timestamp, order->used };
	memcpy(order->arena + order->used, event, sizeof(record) + record.cap_len);
	order->used += len;
	return 0;
}

/* Where a run of packets in order ends. */
static size_t run_end(const struct packet_order *order, size_t begin)
{
	size_t end = begin;

	while (end < order->count && order->index[end].timestamp >= order->index[begin].timestamp)
		begin = end++;
	return end;
}

/* Two runs that stand one behind the other become one; of equal stamps the first goes first. */
static void merge(struct packet_order *order, size_t begin, size_t middle, size_t end)
{
	const struct packet_entry *one = order->index + begin, *other = order->index + middle;
	const struct packet_entry *const one_end = other, *const other_end = order->index + end;
	struct packet_entry *merged = order->merged + begin;

	while (one < one_end && other < other_end)
		*merged++ = other->timestamp < one->timestamp ? *other++ : *one++;
	memcpy(merged, one, (one_end - one) * sizeof(*one));
	merged += one_end - one;
	memcpy(merged, other, (other_end - other) * sizeof(*other));
}

/* Each ring's packets come in order: there are few runs, and with one ring there is one. */
static void sort(struct packet_order *order)
{
	size_t begin, middle, end;
	struct packet_entry *merged;

	while (run_end(order, 0) < order->count) {
		for (begin = 0; begin < order->count; begin = end) {
			middle = run_end(order, begin);
			end = run_end(order, middle);
			merge(order, begin, middle, end);
		}
		merged = order->merged;
		order->merged = order->index;
		order->index = merged;
	}
}

/* Close the gap that handed-out packets left, once it is at least as large as what waits. */
static void compact(struct packet_order *order)
{
	size_t waiting = order->count - order->first, lowest = order->used;

	memmove(order->index, order->index + order->first, waiting * sizeof(struct packet_entry));
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
	sort(order);
	while (!err && order->first < order->count &&
	       order->index[order->first].timestamp <= until) {
		const char *packet = order->arena + order->index[order->first++].offset;

		err = emit(context, (const struct packet_record *)packet,
			   packet + sizeof(struct packet_record));
	}
	compact(order);
	return err < 0 ? err : 0;
}

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

struct index {
	struct entry *at;
	size_t slots; /* that are allocated */
};

struct packet_order {
	char *arena;	   /* records, each followed by its bytes */
	size_t used, room; /* bytes of the arena */
	struct index index;
	struct index merged; /* as long: for what becomes of the index when its runs are merged */
	size_t first, count; /* entries handed out, filled */
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
	free(order->index.at);
	free(order->merged.at);
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

static int grow_index(struct index *index, size_t needed)
{
	return grow((void **)&index->at, &index->slots, needed, sizeof(struct entry));
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
	    grow_index(&order->index, order->count + 1) ||
	    grow_index(&order->merged, order->count + 1))
		return -ENOMEM;
	order->index.at[order->count++] = (struct entry){ record.timestamp, order->used };
	memcpy(order->arena + order->used, event, sizeof(record) + record.cap_len);
	order->used += len;
	return 0;
}

/* Where a run of packets in order ends. */
static size_t run_end(const struct packet_order *order, size_t begin)
{
	size_t end = begin;

	while (end < order->count &&
	       order->index.at[end].timestamp >= order->index.at[begin].timestamp)
		begin = end++;
	return end;
}

/* Two runs that stand one behind the other become one; of equal stamps the first goes first. */
static void merge(struct packet_order *order, size_t begin, size_t middle, size_t end)
{
	const struct entry *one = order->index.at + begin, *other = order->index.at + middle;
	const struct entry *const one_end = other, *const other_end = order->index.at + end;
	struct entry *merged = order->merged.at + begin;

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
	struct index merged;

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

	memmove(order->index.at, order->index.at + order->first, waiting * sizeof(struct entry));
	order->first = 0;
	order->count = waiting;
	for (size_t i = 0; i < waiting; i++)
		if (order->index.at[i].offset < lowest)
			lowest = order->index.at[i].offset;
	if (lowest < order->used - lowest)
		return;
	memmove(order->arena, order->arena + lowest, order->used - lowest);
	for (size_t i = 0; i < waiting; i++)
		order->index.at[i].offset -= lowest;
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
	       order->index.at[order->first].timestamp <= until) {
		const char *packet = order->arena + order->index.at[order->first++].offset;

		err = emit(context, (const struct packet_record *)packet,
			   packet + sizeof(struct packet_record));
	}
	compact(order);
	return err < 0 ? err : 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* A packet_order for each test, what goes into it and what was handed out. */
#ifndef UNIT_PACKET_ORDER_FIXTURE_H
#define UNIT_PACKET_ORDER_FIXTURE_H

#include <stdlib.h>

#include "events.h"
#include "packet_order.h"
#include "unit.h"

#define MANY 5000

/* The packets handed out, by number; and when to end the flush, and with what. */
struct handed {
	__u32 numbers[MANY];
	__u32 count, end_at;
	int end_with;
};

static struct handed handed;

static inline int take(void *context, const struct packet_record *record, const void *data)
{
	assert_ptr_equal(context, &handed);
	assert_int_equal((uintptr_t)record % _Alignof(struct packet_record), 0);
	assert_int_equal(record->wire_len, record->cap_len + EVENT_CUT);
	assert_true(is_packet(data, record->cap_len, record->packet_id));
	assert_in_range(handed.count, 0, MANY - 1);
	handed.numbers[handed.count++] = record->packet_id;
	return handed.count == handed.end_at ? handed.end_with : 0;
}

/* The event is an exact copy at an odd address, so that reading past it is seen. */
static inline int add_bytes(struct packet_order *order, const void *event, size_t size)
{
	char *copy = malloc(size + 1);
	int err;

	memcpy(copy + 1, event, size);
	err = packet_order_add(order, copy + 1, size);
	free(copy);
	return err;
}

static inline void add(struct packet_order *order, __u64 timestamp, __u32 number, __u32 cap_len)
{
	struct event event;
	size_t size = make_event(&event, timestamp, number, cap_len);

	assert_int_equal(add_bytes(order, &event, size), 0);
}

/* Flushes and compares the numbers with a list of @count. */
static inline void assert_flushed(struct packet_order *order, __u64 until, const __u32 *numbers,
				  __u32 count)
{
	handed.count = 0;
	assert_int_equal(packet_order_flush(order, until, take, &handed), 0);
	assert_int_equal(handed.count, count);
	assert_memory_equal(handed.numbers, numbers, count * sizeof(*numbers));
}

#define ASSERT_FLUSHED(order, until, ...)                            \
	assert_flushed(order, until, (const __u32[]){ __VA_ARGS__ }, \
		       COUNT(((const __u32[]){ __VA_ARGS__ })))
#define ASSERT_NONE_FLUSHED(order, until) assert_flushed(order, until, handed.numbers, 0)

static inline int order_new(void **state)
{
	handed = (struct handed){ 0 };
	*state = packet_order_new();
	return !*state;
}

static inline int order_free(void **state)
{
	packet_order_free(*state);
	return 0;
}

#define with_order(test) cmocka_unit_test_setup_teardown(test, order_new, order_free)

#endif

// SPDX-License-Identifier: GPL-2.0
/*
 * common/packet_order: what is handed out, and in which order; padding behind events, events
 * that are no packets, and the memory it all takes.
 */
#include "events.h"
#include "packet_order.h"
#include "unit.h"

#define MANY 5000

size_t __sanitizer_get_current_allocated_bytes(void);

/* The packets handed out, by number; and when to end the flush, and with what. */
struct handed {
	__u32 numbers[MANY];
	__u32 count, end_at;
	int end_with;
};

static struct handed handed;

static int take(void *context, const struct packet_record *record, const void *data)
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
static int add_bytes(struct packet_order *order, const void *event, size_t size)
{
	char *copy = malloc(size + 1);
	int err;

	memcpy(copy + 1, event, size);
	err = packet_order_add(order, copy + 1, size);
	free(copy);
	return err;
}

static void add(struct packet_order *order, __u64 timestamp, __u32 number, __u32 cap_len)
{
	struct event event;
	size_t size = make_event(&event, timestamp, number, cap_len);

	assert_int_equal(add_bytes(order, &event, size), 0);
}

/* Flushes and compares the numbers with a list of @count. */
static void assert_flushed(struct packet_order *order, __u64 until, const __u32 *numbers,
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

FIXTURE(order_new)
{
	handed = (struct handed){ 0 };
	*state = calloc(1, sizeof(struct packet_order));
	return !*state;
}

FIXTURE(order_free)
{
	packet_order_free(*state);
	free(*state);
	return 0;
}

EACH(order_new, order_free);

TEST(empty)
{
	ASSERT_NONE_FLUSHED(*state, 0);
	ASSERT_NONE_FLUSHED(*state, ~0ULL);
}

/* Number n has the stamp n; they arrive shuffled. */
TEST(many_in_time_order)
{
	static __u32 numbers[MANY], sorted[MANY];

	srand(1);
	for (__u32 i = 0; i < MANY; i++) {
		__u32 other = rand() % (i + 1);

		sorted[i] = i;
		numbers[i] = numbers[other];
		numbers[other] = i;
	}
	for (__u32 i = 0; i < MANY; i++)
		add(*state, numbers[i] * 3000000000ULL, numbers[i], rand() % EVENT_DATA);
	assert_flushed(*state, ~0ULL, sorted, MANY);
	ASSERT_NONE_FLUSHED(*state, ~0ULL);
}

TEST(equal_stamps_keep_arrival)
{
	static __u32 first[MANY / 2], second[MANY / 2];

	for (__u32 i = 0; i < MANY; i++)
		add(*state, i % 2, i, i % 60);
	for (__u32 i = 0; i < MANY / 2; i++) {
		first[i] = 2 * i;
		second[i] = 2 * i + 1;
	}
	assert_flushed(*state, 0, first, MANY / 2);
	assert_flushed(*state, 1, second, MANY / 2);
}

/* Rings, each in order and of a length of its own, are read one after the other; stamps repeat. */
TEST(rings)
{
	static __u32 stamps[MANY], sorted[MANY];
	const __u32 rings = 7, last = 300, half = last / 2;
	__u32 count = 0, at = 0, at_half = 0;

	for (__u32 ring = 0; ring < rings; ring++)
		for (__u32 stamp = ring; stamp <= last; stamp += ring + 1)
			stamps[count++] = stamp;
	for (__u32 stamp = 0; stamp <= last; stamp++) {
		for (__u32 i = 0; i < count; i++)
			if (stamps[i] == stamp)
				sorted[at++] = i;
		at_half = stamp == half ? at : at_half;
	}
	for (__u32 i = 0; i < count; i++)
		add(*state, stamps[i], i, 60);
	assert_flushed(*state, half, sorted, at_half);
	assert_flushed(*state, last, sorted + at_half, count - at_half);
}

TEST(flush_up_to_the_stamp)
{
	add(*state, 30, 3, 60);
	add(*state, 10, 1, 60);
	add(*state, ~0ULL, 9, 60);
	add(*state, 20, 2, 60);
	add(*state, 0, 0, 60);
	ASSERT_FLUSHED(*state, 9, 0);
	ASSERT_NONE_FLUSHED(*state, 9);
	ASSERT_FLUSHED(*state, 20, 1, 2);
	add(*state, 15, 7, 60); /* late, and handed out all the same */
	ASSERT_FLUSHED(*state, 29, 7);
	ASSERT_FLUSHED(*state, 30, 3);
	ASSERT_FLUSHED(*state, ~0ULL, 9);
}

TEST(the_receiver_ends_it)
{
	for (__u32 i = 0; i < 6; i++)
		add(*state, 10 - i, i, 100);
	handed.end_at = 2;
	handed.end_with = -ENOSPC;
	assert_int_equal(packet_order_flush(*state, ~0ULL, take, &handed), -ENOSPC);
	assert_int_equal(handed.count, 2);
	handed.count = 1;
	handed.end_with = 1;
	assert_int_equal(packet_order_flush(*state, ~0ULL, take, &handed), 0);
	assert_int_equal(handed.count, 2);
	handed.end_at = 0;
	ASSERT_FLUSHED(*state, ~0ULL, 2, 1, 0);
}

/* What is behind the captured bytes belongs to nobody. */
TEST(padding)
{
	struct event event;
	size_t size;

	for (__u32 i = 0; i < 64; i++) {
		size = make_event(&event, i, i, i);
		memset(event.data + i, 0xee, 16);
		assert_int_equal(add_bytes(*state, &event, size + i % 16), 0);
	}
	handed.count = 0;
	assert_int_equal(packet_order_flush(*state, ~0ULL, take, &handed), 0);
	assert_int_equal(handed.count, 64);
}

TEST(garbage_is_refused)
{
	struct event event = {};
	size_t size;

	add(*state, 1, 1, 60);
	size = make_event(&event, 2, 2, 60);
	for (size_t cut = 0; cut < size; cut++)
		assert_int_equal(add_bytes(*state, &event, cut), -EBADMSG);
	event.record.cap_len = 61;
	assert_int_equal(add_bytes(*state, &event, size), -EBADMSG);
	event.record.cap_len = ~0U;
	assert_int_equal(add_bytes(*state, &event, size), -EBADMSG);
	event.record.cap_len = 60;
	event.record.cookie = 0;
	assert_int_equal(add_bytes(*state, &event, size), -EBADMSG);
	memset(&event, 0xff, sizeof(event));
	assert_int_equal(add_bytes(*state, &event, sizeof(event)), -EBADMSG);
	add(*state, 0, 3, 0);
	ASSERT_FLUSHED(*state, ~0ULL, 3, 1);
}

/*
 * Round by round: in each, 50 packets come shuffled and half of them wait for
 * the next. Nothing is lost, and the memory stays what it was after a few.
 */
TEST(memory_is_bounded)
{
	__u32 round, next = 0;
	size_t early = 0;

	for (round = 0; round < 2000; round++) {
		for (__u32 i = 0; i < 50; i++) {
			__u32 number = round * 50 + i * 7 % 50;

			add(*state, number, number, 900 + number % 100);
		}
		handed.count = 0;
		assert_int_equal(packet_order_flush(*state, round * 50 + 24, take, &handed), 0);
		for (__u32 i = 0; i < handed.count; i++)
			assert_int_equal(handed.numbers[i], next++);
		assert_int_equal(next, round * 50 + 25);
		if (round == 10)
			early = __sanitizer_get_current_allocated_bytes();
	}
	assert_in_range(__sanitizer_get_current_allocated_bytes(), 0, early);
}

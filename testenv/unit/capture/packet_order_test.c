// SPDX-License-Identifier: GPL-2.0
/* common/packet_order: what is handed out, and in which order. */
#include <errno.h>

#include "packet_order_fixture.h"

EACH(order_new, order_free);

TEST(empty)
{
	ASSERT_NONE_FLUSHED(*state, 0);
	ASSERT_NONE_FLUSHED(*state, ~0ULL);
	packet_order_free(NULL);
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

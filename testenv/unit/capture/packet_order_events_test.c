// SPDX-License-Identifier: GPL-2.0
/* common/packet_order: padding behind events, events that are no packets, and the memory it all takes. */
#include <errno.h>

#include "packet_order_fixture.h"

size_t __sanitizer_get_current_allocated_bytes(void);

EACH(order_new, order_free);

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

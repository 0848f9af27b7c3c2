// SPDX-License-Identifier: GPL-2.0
/* common/packet_ids: the CPUs' own numbers become one count. */
#include "packet_ids.h"
#include "unit.h"

static __u32 next(struct packet_ids *ids, __u16 cpu, __u32 kernel)
{
	const struct packet_record record = { .cpu = cpu, .packet_id = kernel };

	return packet_ids_next(ids, &record);
}

TEST(one_cpu)
{
	struct packet_ids *ids = packet_ids_new();

	assert_int_equal(next(ids, 0, 100), 1);
	assert_int_equal(next(ids, 0, 100), 1); /* its exit */
	assert_int_equal(next(ids, 0, 101), 2);
	assert_int_equal(next(ids, 0, 105), 3); /* those between were lost */
	packet_ids_free(ids);
}

/* Packets of several CPUs are under way at once, with the same numbers. */
TEST(cpus)
{
	struct packet_ids *ids = packet_ids_new();

	assert_int_equal(next(ids, 0, 1), 1);
	assert_int_equal(next(ids, 65535, 1), 2);
	assert_int_equal(next(ids, 1, 1), 3);
	assert_int_equal(next(ids, 0, 1), 1);
	assert_int_equal(next(ids, 65535, 1), 2);
	assert_int_equal(next(ids, 65535, 2), 4);
	assert_int_equal(next(ids, 0, 2), 5);
	packet_ids_free(ids);
}

TEST(none)
{
	struct packet_ids *ids = packet_ids_new();

	assert_int_equal(next(ids, 0, 0), 0);
	assert_int_equal(next(ids, 0, 7), 1);
	assert_int_equal(next(ids, 0, 0), 0);
	assert_int_equal(next(ids, 0, 7), 1);
	packet_ids_free(ids);
	packet_ids_free(NULL);
}

/* A CPU's number begins anew after 2^32 packets. */
TEST(number_wraps)
{
	struct packet_ids *ids = packet_ids_new();

	assert_int_equal(next(ids, 3, ~0U), 1);
	assert_int_equal(next(ids, 3, 1), 2);
	packet_ids_free(ids);
}

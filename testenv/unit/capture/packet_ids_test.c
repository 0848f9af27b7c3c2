// SPDX-License-Identifier: GPL-2.0
/* common/packet_ids: the CPUs' own numbers become one count. */
#include "packet_ids.h"
#include "unit.h"

TEST(next)
{
	static const struct {
		__u16 cpu;
		__u32 kernel, ours;
	} packets[] = {
		{ 0, 0, 0 },
		/* the first without a number; of one CPU: an entry and its exit; those between two numbers were lost */
		{ 0, 100, 1 },
		{ 0, 100, 1 },
		{ 0, 101, 2 },
		{ 0, 105, 3 },
		/* of several CPUs, which are under way at once, with the same numbers */
		{ 0, 1, 4 },
		{ 65535, 1, 5 },
		{ 1, 1, 6 },
		{ 0, 1, 4 },
		{ 65535, 1, 5 },
		{ 65535, 2, 7 },
		{ 0, 2, 8 },
		/* without a number */
		{ 0, 0, 0 },
		{ 0, 7, 9 },
		{ 0, 0, 0 },
		{ 0, 7, 9 },
		/* a CPU's number begins anew after 2^32 packets */
		{ 3, ~0U, 10 },
		{ 3, 1, 11 },
	};
	struct packet_ids *ids = calloc(1, sizeof(*ids));

	for (size_t i = 0; i < COUNT(packets); i++) {
		const struct packet_record record = {
			.cpu = packets[i].cpu,
			.packet_id = packets[i].kernel,
		};

		assert_int_equal(packet_ids_next(ids, &record), packets[i].ours);
	}
	free(ids);
}

/* Each interface's programs have numbers of their own. */
TEST(interfaces)
{
	static const __u32 ifindexes[] = { 1, 1, 2, 1 }, ours[] = { 1, 1, 2, 3 };
	struct packet_ids *ids = calloc(1, sizeof(*ids));

	for (size_t i = 0; i < COUNT(ours); i++) {
		const struct packet_record record = { .packet_id = 7, .ifindex = ifindexes[i] };

		assert_int_equal(packet_ids_next(ids, &record), ours[i]);
	}
	free(ids);
}

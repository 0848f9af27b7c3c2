/* SPDX-License-Identifier: GPL-2.0 */
/*
 * headers/parsing_helpers.h in user space, against packets whose parts are known. Without
 * AddressSanitizer reads past a packet would go unseen.
 */
#include "packet_builder.h"
#include "unit.h"

#define DAMAGED_PACKETS 100000

static void compare(const struct packet *p, __u32 len)
{
	struct parsed_packet got = parse_copy(p->bytes, len);
	struct parsed_packet want = want_prefix(p, len);

	assert_true(same_parse(p->test->name, len, &got, &want));
}

TEST(every_prefix)
{
	for_every_prefix(0, compare);
}

/* Whatever the bytes are: nothing is found behind the packet, and the layers follow each other. */
TEST(damaged_packets)
{
	struct parsed_packet got;
	unsigned int seed = 1;
	__u32 end;
	int i, layer;

	for (i = 0; i < DAMAGED_PACKETS; i++) {
		struct packet p;

		build_packet(&test_packets[i % TEST_PACKETS], &p);
		damage_packet(&p, 0, &seed);
		got = parse_copy(p.bytes, p.len);
		for (layer = 0, end = 0; layer < LAYERS; layer++) {
			if (got.layer[layer].result == NOT_REACHED)
				break;
			assert_in_range(got.layer[layer].end, end, p.len);
			end = got.layer[layer].end;
		}
	}
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * headers/parsing_helpers.h in user space, against packets whose parts are known.
 * Build it with -fsanitize=address,undefined, or reads past a packet go unseen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packet_builder.h"

#define DAMAGED_PACKETS 100000

static void compare(const struct packet *p, __u32 len)
{
	struct parsed_packet got = parse_copy(p->bytes, len);
	struct parsed_packet want = want_prefix(p, len);

	assert_true(same_parse(p->test->name, len, &got, &want));
}

static void test_every_prefix(void **state)
{
	(void)state;
	for_every_prefix(0, compare);
}

/* Whatever the bytes are: nothing is found behind the packet, and the layers follow each other. */
static void test_damaged_packets(void **state)
{
	struct parsed_packet got;
	unsigned int seed = 1;
	__u32 end;
	int i, layer;

	(void)state;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_damaged_packets),
	};

#ifndef __SANITIZE_ADDRESS__
	puts("# built without AddressSanitizer: reads past a packet may go unseen");
#endif
	return cmocka_run_group_tests(tests, NULL, NULL);
}

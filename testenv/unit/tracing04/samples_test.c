// SPDX-License-Identifier: GPL-2.0
/* tracing04/samples: the line for a packet, to the letter. */
#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "samples.h"
#include "unit.h"

/* An exact copy, so that AddressSanitizer sees what is read behind it. */
static void assert_shown(const void *data, __u32 len, const char *want)
{
	const struct packet_record record = { .wire_len = 1514, .cap_len = len };
	char *exact = memcpy(malloc(len), data, len);

	HEAR(samples_show(&record, exact));
	free(exact);
	assert_string_equal(heard.out, want);
}

#define START "pkt len: 1514  bytes. hdr:"
#define TEN   " 30 31 32 33 34 35 36 37 38 39"

TEST(shown)
{
	static const char digits[] = "0123456789012345678901234567890";

	assert_shown("\x00\x0a\x7f\x80\xff", 5, START " 00 0a 7f 80 ff\n");
	assert_shown("Z", 1, START " 5a\n");
	assert_shown("", 0, START "\n");
	assert_shown(digits, 29, START TEN TEN " 30 31 32 33 34 35 36 37 38\n");
	assert_shown(digits, 30, START TEN TEN TEN "\n");
	assert_shown(digits, 31, START TEN TEN TEN " ...\n");
}

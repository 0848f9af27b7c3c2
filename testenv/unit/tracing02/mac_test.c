// SPDX-License-Identifier: GPL-2.0
/* tracing02/mac: addresses that are none, and interfaces that have one. */
#include <errno.h>

#include "heard.h"
#include "mac.h"
#include "unit.h"

TEST(parse)
{
	static const char *const bad[] = { "",
					   "5a:b3:63:62:de",
					   "5a:b3:63:62:de:d7:00",
					   "5a:b3:63:62:de:g7",
					   "5a-b3-63-62-de-d7",
					   " 5a:b3:63:62:de:d7",
					   "5a:b3:63:62:de:d7 ",
					   "5ab:3:63:62:de:d7",
					   "5a:b3:63:62:de:d77" };
	static const unsigned char want[6] = { 0x5a, 0xb3, 0x63, 0x02, 0xde, 0xd7 };
	unsigned char mac[6];

	assert_int_equal(mac_parse("5a:B3:63:2:de:d7", mac), 0);
	assert_memory_equal(mac, want, sizeof(mac));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(mac_parse(bad[i], mac) < 0);
}

TEST(of)
{
	static const unsigned char zero[6];
	unsigned char mac[6] = { 1, 2, 3, 4, 5, 6 };

	assert_int_equal(mac_of("lo", mac), 0);
	assert_memory_equal(mac, zero, sizeof(mac));
	assert_int_equal(HEARD(mac_of("nonesuch0", mac)), -ENODEV);
	assert_string_equal(heard.err, "nonesuch0: no MAC address: No such device\n");
}

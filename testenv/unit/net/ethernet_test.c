// SPDX-License-Identifier: GPL-2.0
/* common/ethernet: addresses with all their digits, and names for ethertypes. */
#include "ethernet.h"
#include "unit.h"

TEST(mac)
{
	char text[ETHERNET_MAC_TEXT];

	assert_ptr_equal(ethernet_mac(0, text), text);
	assert_string_equal(text, "00:00:00:00:00:00");
	assert_string_equal(ethernet_mac(0x5ab36362ded7, text), "5a:b3:63:62:de:d7");
	assert_string_equal(ethernet_mac(0x010000000a0b, text), "01:00:00:00:0a:0b");
	assert_string_equal(ethernet_mac(~0ULL, text), "ff:ff:ff:ff:ff:ff");
}

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

	assert_int_equal(ethernet_parse_mac("5a:B3:63:2:de:d7", mac), 0);
	assert_memory_equal(mac, want, sizeof(mac));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(ethernet_parse_mac(bad[i], mac) < 0);
}

TEST(types)
{
	assert_string_equal(ethernet_type(0x0800), "IPv4");
	assert_string_equal(ethernet_type(0x86dd), "IPv6");
	assert_string_equal(ethernet_type(0x0806), "ARP");
	assert_null(ethernet_type(0xdd86));
	assert_null(ethernet_type(0));
	assert_null(ethernet_type(~0U));
}

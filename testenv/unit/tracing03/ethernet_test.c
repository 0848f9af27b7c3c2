// SPDX-License-Identifier: GPL-2.0
/* tracing03/ethernet: addresses with all their digits, and names for ethertypes. */
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

TEST(types)
{
	assert_string_equal(ethernet_type(0x0800), "IPv4");
	assert_string_equal(ethernet_type(0x86dd), "IPv6");
	assert_string_equal(ethernet_type(0x0806), "ARP");
	assert_null(ethernet_type(0xdd86));
	assert_null(ethernet_type(0));
	assert_null(ethernet_type(~0U));
}

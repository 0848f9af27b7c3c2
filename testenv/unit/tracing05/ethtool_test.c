// SPDX-License-Identifier: GPL-2.0
/* tracing05/ethtool: what drivers tell, and nothing where they do not. */
#include "ethtool.h"
#include "namespaces.h"
#include "unit.h"

static void assert_driver(const char *ifname, const char *want)
{
	char text[256];

	memset(text, 'x', sizeof(text));
	ethtool_driver(ifname, text, sizeof(text));
	assert_string_equal(text, want);
}

NEEDS(!net_namespace(), "may not make a network namespace");

TEST(driver)
{
	assert_driver("veth9", "driver: \"veth\", version: \"1.0\", fw-version: \"\", "
			       "rom-version: \"\", bus-info: \"\"");
}

TEST(speed)
{
	assert_int_equal(ethtool_speed("veth9"), 10000000000); /* what veth says it is */
}

TEST(nothing_to_tell)
{
	static const char *const names[] = { "nonesuch0", "", "a name of more than 15 characters" };

	assert_int_equal(ethtool_speed("lo"), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_driver(names[i], "");
		assert_int_equal(ethtool_speed(names[i]), 0);
	}
}

TEST(little_room)
{
	char text[12];

	ethtool_driver("veth9", text, sizeof(text));
	assert_string_equal(text, "driver: \"ve");
}

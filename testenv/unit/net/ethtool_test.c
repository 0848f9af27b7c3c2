// SPDX-License-Identifier: GPL-2.0
/* common/ethtool: what drivers tell, and nothing where they do not. */
#include <string.h>

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

static void test_driver(void **state)
{
	(void)state;
	assert_driver("veth9", "driver: \"veth\", version: \"1.0\", fw-version: \"\", "
			       "rom-version: \"\", bus-info: \"\"");
}

static void test_speed(void **state)
{
	(void)state;
	assert_int_equal(ethtool_speed("veth9"), 10000000000); /* what veth says it is */
}

static void test_nothing_to_tell(void **state)
{
	static const char *const names[] = { "nonesuch0", "", "a name of more than 15 characters" };

	(void)state;
	assert_int_equal(ethtool_speed("lo"), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_driver(names[i], "");
		assert_int_equal(ethtool_speed(names[i]), 0);
	}
}

static void test_little_room(void **state)
{
	char text[12];

	(void)state;
	ethtool_driver("veth9", text, sizeof(text));
	assert_string_equal(text, "driver: \"ve");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_driver),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_nothing_to_tell),
		cmocka_unit_test(test_little_room),
	};

	if (net_namespace())
		return skip_all("may not make a network namespace");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* common/interface: names and numbers of what is there, and of what is not. */
#include <errno.h>
#include <limits.h>

#include "heard.h"
#include "interface.h"
#include "unit.h"

static void test_there_and_back(void **state)
{
	char name[IF_NAMESIZE];

	(void)state;
	assert_true(interface_index("lo") > 0);
	assert_ptr_equal(interface_name(interface_index("lo"), name), name);
	assert_string_equal(name, "lo");
}

static void test_no_such_name(void **state)
{
	static const char *const names[] = { "nonesuch0", "", "a name of more than 15 characters",
					     "lo ", "if 1" };
	char message[128];
	struct heard heard;
	int index;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		hear_begin(&heard);
		index = interface_index(names[i]);
		hear_end(&heard);
		snprintf(message, sizeof(message), "%s: no such interface\n", names[i]);
		assert_int_equal(index, -ENODEV);
		assert_string_equal(heard.err, message);
	}
}

static void test_no_such_number(void **state)
{
	char name[IF_NAMESIZE];

	(void)state;
	assert_string_equal(interface_name(0, name), "if 0");
	assert_string_equal(interface_name(77777777, name), "if 77777777");
	assert_string_equal(interface_name(INT_MAX, name), "if 2147483647");
	assert_string_equal(interface_name(INT_MIN, name), "if -2147483648");
}

static void test_mac(void **state)
{
	static const unsigned char zero[6];
	unsigned char mac[6] = { 1, 2, 3, 4, 5, 6 };
	struct heard heard;
	int err;

	(void)state;
	assert_int_equal(interface_mac("lo", mac), 0);
	assert_memory_equal(mac, zero, sizeof(mac));
	hear_begin(&heard);
	err = interface_mac("nonesuch0", mac);
	hear_end(&heard);
	assert_int_equal(err, -ENODEV);
	assert_string_equal(heard.err, "nonesuch0: no MAC address: No such device\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_no_such_name),
		cmocka_unit_test(test_no_such_number),
		cmocka_unit_test(test_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

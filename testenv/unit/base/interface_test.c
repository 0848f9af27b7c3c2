// SPDX-License-Identifier: GPL-2.0
/* interface: names and numbers of what is there, and of what is not. */
#include <limits.h>

#include "interface.h"
#include "unit.h"

TEST(there_and_back)
{
	char name[IF_NAMESIZE];

	assert_true(interface_index("lo") > 0);
	assert_ptr_equal(interface_name(interface_index("lo"), name), name);
	assert_string_equal(name, "lo");
}

TEST(no_such_name)
{
	static const char *const names[] = { "nonesuch0", "", "a name of more than 15 characters",
					     "lo ", "if 1" };

	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(HEARD(interface_index(names[i])), -ENODEV);
		ASSERT_SAID("%s: no such interface\n", names[i]);
	}
}

TEST(no_such_number)
{
	char name[IF_NAMESIZE];

	assert_string_equal(interface_name(0, name), "if 0");
	assert_string_equal(interface_name(77777777, name), "if 77777777");
	assert_string_equal(interface_name(INT_MAX, name), "if 2147483647");
	assert_string_equal(interface_name(INT_MIN, name), "if -2147483648");
}

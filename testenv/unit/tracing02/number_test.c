// SPDX-License-Identifier: GPL-2.0
/* number: separators where they belong, and room for the largest. */
#include "number.h"
#include "unit.h"

TEST(grouped)
{
	char text[NUMBER_TEXT];

	assert_ptr_equal(number_grouped(0, text), text);
	assert_string_equal(text, "0");
	assert_string_equal(number_grouped(999, text), "999");
	assert_string_equal(number_grouped(1000, text), "1,000");
	assert_string_equal(number_grouped(10020, text), "10,020");
	assert_string_equal(number_grouped(123456, text), "123,456");
	assert_string_equal(number_grouped(1234567, text), "1,234,567");
	assert_string_equal(number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

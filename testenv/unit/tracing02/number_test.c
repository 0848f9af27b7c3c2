// SPDX-License-Identifier: GPL-2.0
/* common/number: separators where they belong, and room for the largest. */
#include "number.h"
#include "unit.h"

static void test_grouped(void **state)
{
	char text[NUMBER_TEXT];

	(void)state;
	assert_ptr_equal(number_grouped(0, text), text);
	assert_string_equal(text, "0");
	assert_string_equal(number_grouped(999, text), "999");
	assert_string_equal(number_grouped(1000, text), "1,000");
	assert_string_equal(number_grouped(10020, text), "10,020");
	assert_string_equal(number_grouped(123456, text), "123,456");
	assert_string_equal(number_grouped(1234567, text), "1,234,567");
	assert_string_equal(number_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grouped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* common/hexdump: one line, to the letter. */
#include <stdlib.h>

#include "hexdump.h"
#include "unit.h"

static void assert_dumped(const void *data, size_t len, size_t most, const char *want)
{
	char *line = NULL;
	size_t size;
	FILE *file = open_memstream(&line, &size);

	hexdump_line(file, data, len, most);
	fclose(file);
	assert_string_equal(line, want);
	free(line);
}

static void test_lines(void **state)
{
	static const unsigned char bytes[] = { 0x00, 0x0a, 0x7f, 0x80, 0xff };

	(void)state;
	assert_dumped(bytes, 5, 5, "00 0a 7f 80 ff\n");
	assert_dumped(bytes, 5, 30, "00 0a 7f 80 ff\n");
	assert_dumped(bytes, 5, 4, "00 0a 7f 80 ...\n");
	assert_dumped(bytes, 5, 1, "00 ...\n");
	assert_dumped(bytes, 1, 1, "00\n");
	assert_dumped(bytes, 0, 30, "\n");
	assert_dumped(bytes, 0, 0, "\n");
	assert_dumped(bytes, 5, 0, " ...\n");
}

/* An exact copy, so that AddressSanitizer sees what is read behind it. */
static void test_reads_no_more_than_there_is(void **state)
{
	unsigned char *exact = malloc(1);

	(void)state;
	*exact = 0x5a;
	assert_dumped(exact, 1, 30, "5a\n");
	free(exact);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_reads_no_more_than_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* common/hexdump: one line, and rows, to the letter. */
#include <stdlib.h>
#include <string.h>

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

static void assert_rows(const void *data, size_t len, const char *want)
{
	char *exact = malloc(len), *rows = NULL;
	size_t size;
	FILE *file = open_memstream(&rows, &size);

	hexdump_rows(file, memcpy(exact, data, len), len);
	fclose(file);
	free(exact);
	assert_string_equal(rows, want);
	free(rows);
}

#define SIXTEEN	  "0123456789abcdef"
#define FIRST_ROW "  0x0000:  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"

static void test_rows(void **state)
{
	(void)state;
	assert_rows("", 0, "");
	assert_rows(SIXTEEN, 16, FIRST_ROW);
	assert_rows(SIXTEEN "~", 17,
		    FIRST_ROW "  0x0010:  7e                                               ~\n");
	assert_rows(SIXTEEN, 15,
		    "  0x0000:  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65     "
		    "0123456789abcde\n");
	assert_rows("\0 \x1f\x7f\x80\xff%", 7,
		    "  0x0000:  00 20 1f 7f 80 ff 25                             . ....%\n");
}

/* The longest packet's offsets have as many digits as the others'. */
static void test_last_row(void **state)
{
	static const char zeros[65001];
	char *rows = NULL;
	size_t size;
	FILE *file = open_memstream(&rows, &size);

	(void)state;
	hexdump_rows(file, zeros, sizeof(zeros));
	fclose(file);
	assert_non_null(strstr(rows, "\n  0xfde0:  00 00 00 00 00 00 00 00 00 "));
	free(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_reads_no_more_than_there_is),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_last_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

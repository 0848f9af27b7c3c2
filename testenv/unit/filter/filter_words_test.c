// SPDX-License-Identifier: GPL-2.0
/* common/filter_words: expressions and classic BPF in numbers, and what is neither. */
#include <errno.h>
#include <string.h>

#include "filter_words.h"
#include "heard.h"
#include "pcap_filter.h"
#include "unit.h"

static struct heard heard;
static struct filter_words filter;

static int compile(char *const *words)
{
	int err;

	hear_begin(&heard);
	err = filter_words_compile(words, PCAP_FILTER_ETHERNET, &filter);
	hear_end(&heard);
	return err;
}

#define COMPILE(...) compile((char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static void test_no_words(void **state)
{
	(void)state;
	assert_int_equal(COMPILE(), 0);
	assert_null(filter.text);
	assert_null(filter_words_program(&filter));
}

static void test_expression(void **state)
{
	(void)state;
	assert_int_equal(COMPILE("tcp", "and", "port 80"), 0);
	assert_string_equal(filter.text, "tcp and port 80");
	assert_non_null(filter_words_program(&filter));
	filter_words_free(&filter);
	assert_int_equal(COMPILE("tcp", "nonsense"), -EINVAL);
	assert_non_null(strstr(heard.err, "syntax error"));
	assert_null(filter.text);
}

static void test_numbers(void **state)
{
	static const struct sock_filter want[] = {
		{ 48, 0, 0, 9 }, { 21, 0, 1, 6 }, { 6, 0, 0, 4294967295 }, { 6, 0, 0, 0 }
	};

	(void)state;
	assert_int_equal(COMPILE("4,48 0 0 9,21 0 1 6,6 0 0 4294967295,6 0 0 0"), 0);
	assert_int_equal(filter.program.len, COUNT(want));
	assert_memory_equal(filter.program.filter, want, sizeof(want));
	filter_words_free(&filter);
	assert_int_equal(COMPILE(" 4,48", "0 0 9,21 0 1 6,6 0 0", "4294967295,6 0 0 0,"), 0);
	assert_memory_equal(filter.program.filter, want, sizeof(want));
	filter_words_free(&filter);
}

static void assert_refused(int err, const char *reason)
{
	assert_int_equal(err, -EINVAL);
	assert_string_equal(heard.err, reason);
	assert_null(filter.text);
	assert_null(filter.program.filter);
}

static void test_wrong_numbers(void **state)
{
	(void)state;
	assert_refused(COMPILE("2,6 0 0 0"), "filter: instruction 2 of 2: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 0 0,6 0 0 0"), "filter: more than 1 instructions\n");
	assert_refused(COMPILE("1,6 0 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 256 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 -1 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("0,"), "filter: not 1 to 4096 instructions\n");
	assert_refused(COMPILE("5000,6 0 0 0"), "filter: not 1 to 4096 instructions\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_words),
		cmocka_unit_test(test_expression),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_wrong_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

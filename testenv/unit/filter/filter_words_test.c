// SPDX-License-Identifier: GPL-2.0
/* filter_words: expressions and classic BPF in numbers, and what is neither. */
#include "filter_words.h"
#include "pcap_filter.h"
#include "unit.h"

static struct filter_words filter;

static int compile(char *const *words)
{
	return HEARD(filter_words_read(words, &filter) ?:
			     filter_words_compile(&filter, PCAP_FILTER_ETHERNET));
}

#define COMPILE(...) compile((char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

TEST(no_words)
{
	assert_int_equal(COMPILE(), 0);
	assert_null(filter.text);
	assert_null(filter_words_program(&filter));
}

TEST(expression)
{
	assert_int_equal(COMPILE("tcp", "and", "port 80"), 0);
	assert_string_equal(filter.text, "tcp and port 80");
	assert_non_null(filter_words_program(&filter));
	filter_words_free(&filter);
	assert_int_equal(COMPILE("tcp", "nonsense"), -EINVAL);
	assert_non_null(strstr(heard.err, "syntax error"));
	assert_null(filter_words_program(&filter));
	filter_words_free(&filter);
}

TEST(numbers)
{
	static const struct sock_filter want[] = {
		{ 48, 0, 0, 9 }, { 21, 0, 1, 6 }, { 6, 0, 0, 4294967295 }, { 6, 0, 0, 0 }
	};

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

TEST(wrong_numbers)
{
	assert_refused(COMPILE("2,6 0 0 0"), "filter: instruction 2 of 2: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 0 0,6 0 0 0"), "filter: more than 1 instructions\n");
	assert_refused(COMPILE("1,6 0 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 256 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("1,6 0 -1 0"), "filter: instruction 1 of 1: not \"OP JT JF K\"\n");
	assert_refused(COMPILE("0,"), "filter: not 1 to 4096 instructions\n");
	assert_refused(COMPILE("5000,6 0 0 0"), "filter: not 1 to 4096 instructions\n");
}

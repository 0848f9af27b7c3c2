// SPDX-License-Identifier: GPL-2.0
/* common/options: what a command line that is wrong is told, to the letter. */
#include <errno.h>
#include <string.h>

#include "options_fixture.h"
#include "unit.h"

#define SEE	     " (see --help)\n"
#define NOT_A_NUMBER "not a number\n"
#define NOT_IN_COUNT "not between 1 and 100\n"
#define NOT_IN_ANY   "not between 0 and 4294967295\n"

struct refused {
	const char *words[8];
	const char *message;
};

static void assert_refused(const struct refused *refused, size_t count)
{
	struct heard heard;

	for (size_t i = 0; i < count; i++) {
		int result = parse(refused[i].words, &heard);

		assert_string_equal(heard.err, refused[i].message);
		assert_string_equal(heard.out, "");
		assert_int_equal(result, -EINVAL);
		assert_int_equal(options_exit(result), 2);
	}
}

static void test_unknown_letter(void **state)
{
	static const struct refused refused[] = {
		{ { "-x" }, "-x: unknown option" SEE },
		{ { "-?" }, "-?: unknown option" SEE },
		{ { "-:" }, "-:: unknown option" SEE },
		{ { "-qx" }, "-x: unknown option" SEE },
		{ { "-xq" }, "-x: unknown option" SEE },
		{ { "-qxq" }, "-x: unknown option" SEE },
		{ { "-q5" }, "-5: unknown option" SEE },
		{ { "-q-" }, "--: unknown option" SEE },
		{ { "--quiet", "-xq" }, "-x: unknown option" SEE },
		{ { "--dev", "eth0", "-qxv" }, "-x: unknown option" SEE },
		{ { "-d", "--dev", "-xq" }, "-x: unknown option" SEE },
		{ { "word", "--quiet", "word", "-xq" }, "-x: unknown option" SEE },
		{ { "-deth0", "-x", "--help=1" }, "-x: unknown option" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

/* A byte of a longer character is no text by itself: its number is shown. */
static void test_unknown_byte(void **state)
{
	static const struct refused refused[] = {
		{ { "-\303\251" }, "-\\303: unknown option" SEE },
		{ { "-q\303\251" }, "-\\303: unknown option" SEE },
		{ { "--quiet", "-\303\251" }, "-\\303: unknown option" SEE },
		{ { "-\377" }, "-\\377: unknown option" SEE },
		{ { "-\n" }, "-\\012: unknown option" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_unknown_word(void **state)
{
	static const struct refused refused[] = {
		{ { "--nonsense" }, "--nonsense: unknown option" SEE },
		{ { "--nonsense=5" }, "--nonsense=5: unknown option" SEE },
		{ { "-q", "--nonsense", "-q" }, "--nonsense: unknown option" SEE },
		{ { "--counters" }, "--counters: unknown option" SEE },
		{ { "--Quiet" }, "--Quiet: unknown option" SEE },
		{ { "word", "--q=uiet", "--x" }, "--q=uiet: takes no argument" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

/* --co may be --count and --counter. */
static void test_ambiguous_word(void **state)
{
	static const struct refused refused[] = {
		{ { "--co" }, "--co: unknown option" SEE },
		{ { "--co=5" }, "--co=5: unknown option" SEE },
		{ { "-d", "eth0", "--c", "5" }, "--c: unknown option" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_argument_missing(void **state)
{
	static const struct refused refused[] = {
		{ { "-c" }, "-c: expects an argument" SEE },
		{ { "-qc" }, "-c: expects an argument" SEE },
		{ { "--quiet", "-c" }, "-c: expects an argument" SEE },
		{ { "word", "-d" }, "-d: expects an argument" SEE },
		{ { "--count" }, "--count: expects an argument" SEE },
		{ { "--fil" }, "--fil: expects an argument" SEE },
		{ { "-q", "--dev" }, "--dev: expects an argument" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_argument_too_many(void **state)
{
	static const struct refused refused[] = {
		{ { "--quiet=1" }, "--quiet=1: takes no argument" SEE },
		{ { "--verbose=" }, "--verbose=: takes no argument" SEE },
		{ { "--skb-mode=2" }, "--skb-mode=2: takes no argument" SEE },
		{ { "--help=me" }, "--help=me: takes no argument" SEE },
		{ { "-q", "--quiet=1", "-q" }, "--quiet=1: takes no argument" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_no_number(void **state)
{
	static const struct refused refused[] = {
		{ { "--count=" }, "--count: : " NOT_A_NUMBER },
		{ { "-c", "" }, "--count: : " NOT_A_NUMBER },
		{ { "-c", "many" }, "--count: many: " NOT_A_NUMBER },
		{ { "-c-1" }, "--count: -1: " NOT_A_NUMBER },
		{ { "-c", "+1" }, "--count: +1: " NOT_A_NUMBER },
		{ { "-c", " 1" }, "--count:  1: " NOT_A_NUMBER },
		{ { "-c", "1 " }, "--count: 1 : " NOT_A_NUMBER },
		{ { "-c", "0x10" }, "--count: 0x10: " NOT_A_NUMBER },
		{ { "-c", "1e1" }, "--count: 1e1: " NOT_A_NUMBER },
		{ { "-c1.5" }, "--count: 1.5: " NOT_A_NUMBER },
		{ { "-c1q" }, "--count: 1q: " NOT_A_NUMBER },
		{ { "--count", "--help" }, "--count: --help: " NOT_A_NUMBER },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_number_out_of_range(void **state)
{
	static const struct refused refused[] = {
		{ { "-c0" }, "--count: 0: " NOT_IN_COUNT },
		{ { "-c101" }, "--count: 101: " NOT_IN_COUNT },
		{ { "-c4294967297" }, "--count: 4294967297: " NOT_IN_COUNT },
		{ { "-c18446744073709551617" }, "--count: 18446744073709551617: " NOT_IN_COUNT },
		{ { "--any=4294967296" }, "--any: 4294967296: " NOT_IN_ANY },
		{ { "--any", "18446744073709551616" }, "--any: 18446744073709551616: " NOT_IN_ANY },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

static void test_strings_and_words(void **state)
{
	static const struct refused refused[] = {
		{ { "--filename=" }, "--filename: empty FILE\n" },
		{ { "-d", "" }, "--dev: empty IFACE\n" },
		{ { NULL }, "--dev: required" SEE },
		{ { "-q", "word" }, "--dev: required" SEE },
		{ { "-deth0", "1", "2", "3", "4" }, "4: unexpected argument" SEE },
		{ { "1", "2", "-deth0", "3", "4" }, "4: unexpected argument" SEE },
		{ { "-deth0", "--", "1", "2", "3", "-q" }, "-q: unexpected argument" SEE },
	};

	(void)state;
	assert_refused(refused, COUNT(refused));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_letter),
		cmocka_unit_test(test_unknown_byte),
		cmocka_unit_test(test_unknown_word),
		cmocka_unit_test(test_ambiguous_word),
		cmocka_unit_test(test_argument_missing),
		cmocka_unit_test(test_argument_too_many),
		cmocka_unit_test(test_no_number),
		cmocka_unit_test(test_number_out_of_range),
		cmocka_unit_test(test_strings_and_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

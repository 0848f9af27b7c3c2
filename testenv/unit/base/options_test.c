// SPDX-License-Identifier: GPL-2.0
/* common/options: what a command line that is right leaves in the variables, and the help. */
#include <string.h>

#include "options_fixture.h"
#include "unit.h"

static struct heard heard;

/* Parsing succeeds without a word; returns the first word's index. */
#define GIVEN(...) accepted(PARSE(&heard, __VA_ARGS__))

static int accepted(int result)
{
	assert_string_equal(heard.err, "");
	assert_string_equal(heard.out, "");
	assert_true(result > 0);
	return result;
}

static void test_defaults_stay(void **state)
{
	struct given want = defaults;

	(void)state;
	want.dev = "eth0";
	assert_int_equal(GIVEN("-d", "eth0"), 3);
	assert_memory_equal(&given, &want, sizeof(want));
}

static void test_each_kind_by_letter(void **state)
{
	(void)state;
	GIVEN("-d", "eth0", "-q", "-S", "-o", "x.o", "-c", "5", "-v");
	assert_string_equal(given.dev, "eth0");
	assert_true(given.quiet);
	assert_int_equal(given.mode, 2);
	assert_string_equal(given.object, "x.o");
	assert_int_equal(given.count, 5);
	assert_int_equal(given.verbosity, 1);
}

static void test_each_kind_by_word(void **state)
{
	(void)state;
	GIVEN("--dev", "eth0", "--quiet", "--native-mode", "--filename", "x", "--count", "5",
	      "--verbose");
	assert_string_equal(given.dev, "eth0");
	assert_true(given.quiet);
	assert_int_equal(given.mode, 3);
	assert_string_equal(given.filename, "x");
	assert_int_equal(given.count, 5);
	assert_int_equal(given.verbosity, 1);
}

static void test_joined(void **state)
{
	(void)state;
	GIVEN("-deth0", "-c5", "--filename=a=b");
	assert_string_equal(given.dev, "eth0");
	assert_int_equal(given.count, 5);
	assert_string_equal(given.filename, "a=b");

	GIVEN("--dev=eth0", "--count=6", "-qvvSc7");
	assert_string_equal(given.dev, "eth0");
	assert_true(given.quiet);
	assert_int_equal(given.verbosity, 2);
	assert_int_equal(given.mode, 2);
	assert_int_equal(given.count, 7);
}

/* A word may be cut where no other begins like that; a whole one is never ambiguous. */
static void test_abbreviated(void **state)
{
	(void)state;
	GIVEN("--de", "eth0", "--fil=x", "--count", "5", "--counte=6", "--verb", "--verb");
	assert_string_equal(given.filename, "x");
	assert_int_equal(given.count, 5);
	assert_int_equal(given.counter, 6);
	assert_int_equal(given.verbosity, 2);
}

static void test_the_last_counts(void **state)
{
	(void)state;
	GIVEN("-d", "a", "-c1", "-S", "-N", "--count=2", "-d", "b", "-v", "-vv");
	assert_string_equal(given.dev, "b");
	assert_int_equal(given.count, 2);
	assert_int_equal(given.mode, 3);
	assert_int_equal(given.verbosity, 3);
}

static void test_words_and_options_mix(void **state)
{
	int word;

	(void)state;
	word = GIVEN("one", "-d", "eth0", "-", "-c", "5", "three", "-q");
	assert_int_equal(word, 6);
	assert_string_equal(command_line[word], "one");
	assert_string_equal(command_line[word + 1], "-");
	assert_string_equal(command_line[word + 2], "three");
	assert_true(given.quiet);

	word = GIVEN("-d", "eth0", "--", "-q", "--help", "-x");
	assert_int_equal(word, 4);
	assert_string_equal(command_line[word], "-q");
	assert_false(given.quiet);
}

/* An option's argument may look like an option. */
static void test_arguments_that_look_like_options(void **state)
{
	(void)state;
	GIVEN("-d", "-q", "--filename", "--help");
	assert_string_equal(given.dev, "-q");
	assert_string_equal(given.filename, "--help");
	assert_false(given.quiet);
}

static void test_number_limits(void **state)
{
	(void)state;
	GIVEN("-d", "eth0", "-c", "1", "--any", "4294967295");
	assert_int_equal(given.count, 1);
	assert_true(given.any == 4294967295U);
	GIVEN("-d", "eth0", "-c", "0100", "--any=0");
	assert_int_equal(given.count, 100);
	assert_int_equal(given.any, 0);
}

/* A line of the help that has all the texts, which may be NULL. */
static void assert_line(const char *first, const char *second, const char *third)
{
	char help[sizeof(heard.out)], *line, *rest = help;

	strcpy(help, heard.out);
	while ((line = strsep(&rest, "\n")))
		if (strstr(line, first) && (!second || strstr(line, second)) &&
		    (!third || strstr(line, third)))
			return;
	fail_msg("no line with %s, %s, %s in: %s", first, second, third, heard.out);
}

static void assert_help(int result)
{
	char both[64];

	assert_int_equal(result, 0);
	assert_int_equal(options_exit(result), 0);
	assert_string_equal(heard.err, "");
	assert_line("usage: options_test ", options.usage, NULL);
	assert_line(options.purpose, NULL, NULL);
	for (const struct option_row *row = rows; row->word; row++) {
		snprintf(both, sizeof(both), row->letter ? "  -%2$c, --%1$s " : "      --%1$s ",
			 row->word, row->letter);
		assert_line(both, row->argument, row->help);
	}
	assert_line("  -h, --help ", NULL, NULL);
	assert_line("--count ", "PACKETS", "(default 42)");
	assert_line("--filename ", "FILE", "(default samples.pcap)");
}

static void test_help(void **state)
{
	(void)state;
	assert_help(PARSE(&heard, "--help"));
	assert_help(PARSE(&heard, "-h"));
	assert_help(PARSE(&heard, "--he"));
	assert_help(PARSE(&heard, "-qhv"));
	assert_help(PARSE(&heard, "a", "b", "c", "d", "-h"));
	assert_null(strstr(heard.out, "(default 0)"));
	assert_null(strstr(heard.out, "null"));
}

/* What is given before --help is no default. */
static void test_help_tells_the_defaults(void **state)
{
	(void)state;
	assert_help(PARSE(&heard, "-c", "5", "--filename=other", "--help"));
}

/* As Go's programs take them. */
static void test_one_dash(void **state)
{
	char *words[] = { "program", "-dev", "eth0", "-q", "--filename=x",
			  "-any",    "7",    "-vv",  "-",  NULL };
	struct options go = options;

	(void)state;
	go.single_dash = true;
	given = defaults;
	optind = 0;
	assert_int_equal(options_parse(&go, COUNT(words) - 1, words), COUNT(words) - 2);
	assert_string_equal(given.dev, "eth0");
	assert_string_equal(given.filename, "x");
	assert_true(given.quiet);
	assert_int_equal(given.any, 7);
	assert_int_equal(given.verbosity, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_stay),
		cmocka_unit_test(test_each_kind_by_letter),
		cmocka_unit_test(test_each_kind_by_word),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_abbreviated),
		cmocka_unit_test(test_the_last_counts),
		cmocka_unit_test(test_words_and_options_mix),
		cmocka_unit_test(test_arguments_that_look_like_options),
		cmocka_unit_test(test_number_limits),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_help_tells_the_defaults),
		cmocka_unit_test(test_one_dash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

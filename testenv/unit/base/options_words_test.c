// SPDX-License-Identifier: GPL-2.0
/* common/options: arguments that are names, and the words behind "--". */
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "heard.h"
#include "options.h"
#include "unit.h"

#define WORDS_MAX 12

static const struct option_name points[] = { { "entry", 1 }, { "exit", 2 }, { 0 } };
static const struct option_name modes[] = {
	{ "skb", 5 }, { "skb-mode", 6 }, { "no,comma", 7 }, { 0 }
};

static int point, mode, verbosity;
static char **command;
static const char *file;

static const struct option_row rows[] = {
	OPTION_NAMES('p', "points", &point, "entry,exit", points, "Where"),
	OPTION_NAME('m', "mode", &mode, "skb,skb-mode", modes, "How"),
	OPTION_STRING('w', "write", &file, "FILE", "Whither"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static struct options options = {
	.usage = "[-- COMMAND...]", .purpose = "The purpose.", .rows = rows, .command = &command
};

static struct heard heard;
static char *command_line[WORDS_MAX + 2];

static int parse(const char *const *words)
{
	int argc = 1, result;

	point = mode = -1;
	verbosity = 0;
	command = NULL;
	file = NULL;
	command_line[0] = "program";
	for (; *words && argc <= WORDS_MAX; words++)
		command_line[argc++] = (char *)*words;
	command_line[argc] = NULL;
	optind = 0; /* getopt starts anew */
	hear_begin(&heard);
	result = options_parse(&options, argc, command_line);
	hear_end(&heard);
	return result;
}

#define PARSE(...) parse((const char *const[]){ __VA_ARGS__, NULL })

#define ACCEPTED(...)                               \
	do {                                        \
		int result = PARSE(__VA_ARGS__);    \
                                                    \
		assert_string_equal(heard.err, ""); \
		assert_string_equal(heard.out, ""); \
		assert_true(result > 0);            \
	} while (0)

static void test_one_name(void **state)
{
	(void)state;
	ACCEPTED("-m", "skb");
	assert_int_equal(mode, 5);
	ACCEPTED("--mode=skb-mode");
	assert_int_equal(mode, 6);
	ACCEPTED("-mno,comma");
	assert_int_equal(mode, 7);
	ACCEPTED("-v");
	assert_int_equal(mode, -1);
}

static void test_several_names(void **state)
{
	(void)state;
	ACCEPTED("--points", "entry");
	assert_int_equal(point, 1);
	ACCEPTED("--points=entry,exit");
	assert_int_equal(point, 3);
	ACCEPTED("-pexit,entry,exit");
	assert_int_equal(point, 3);
	ACCEPTED("-p", "entry", "-p", "exit"); /* the last counts */
	assert_int_equal(point, 2);
}

static void test_no_such_name(void **state)
{
	static const char *const wrong_points[] = { "",	      ",",	     "entry,",
						    ",entry", "entry,,exit", "entr",
						    "entryx", "Entry",	     "entry exit",
						    " entry", "entry,all" };
	static const char *const wrong_modes[] = { "", "sk", "skb,skb-mode", "skb,", "skb-modes" };
	char want[128];

	(void)state;
	for (size_t i = 0; i < COUNT(wrong_points); i++) {
		assert_int_equal(PARSE("-p", wrong_points[i]), -EINVAL);
		snprintf(want, sizeof(want), "--points: %s: not one of entry,exit\n",
			 wrong_points[i]);
		assert_string_equal(heard.err, want);
		assert_int_equal(point, -1);
	}
	for (size_t i = 0; i < COUNT(wrong_modes); i++) {
		assert_int_equal(PARSE("-m", wrong_modes[i]), -EINVAL);
		snprintf(want, sizeof(want), "--mode: %s: not one of skb,skb-mode\n",
			 wrong_modes[i]);
		assert_string_equal(heard.err, want);
		assert_int_equal(mode, -1);
	}
}

/* assert_command - the words that were behind "--" */
static void assert_command(const char *first, const char *second, const char *third)
{
	const char *const want[] = { first, second, third };

	assert_non_null(command);
	for (size_t i = 0; i < COUNT(want); i++) {
		if (!want[i]) {
			assert_null(command[i]);
			return;
		}
		assert_string_equal(command[i], want[i]);
	}
}

static void test_command(void **state)
{
	(void)state;
	ACCEPTED("-v", "--", "ls");
	assert_command("ls", NULL, NULL);
	assert_int_equal(verbosity, 1);
	ACCEPTED("--", "ls", "-v", "--help");
	assert_command("ls", "-v", "--help");
	assert_int_equal(verbosity, 0);
	ACCEPTED("-w", "file", "--", "sh", "--", "-c");
	assert_command("sh", "--", "-c");
	assert_string_equal(file, "file");
	ACCEPTED("--", "--", "ls");
	assert_command("--", "ls", NULL);
	ACCEPTED("--", "");
	assert_command("", NULL, NULL);
}

static void test_no_command(void **state)
{
	(void)state;
	ACCEPTED("-v");
	assert_null(command);
	ACCEPTED("-v", "--");
	assert_null(command);
	assert_int_equal(PARSE("ls"), -EINVAL);
	assert_string_equal(heard.err, "ls: unexpected argument (see --help)\n");
	assert_int_equal(PARSE("ls", "--", "ls"), -EINVAL);
	assert_string_equal(heard.err, "ls: unexpected argument (see --help)\n");
}

/* What is wrong before "--" is told; an option's argument is not looked for behind it. */
static void test_wrong_before_the_command(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-x", "--", "ls"), -EINVAL);
	assert_string_equal(heard.err, "-x: unknown option (see --help)\n");
	assert_int_equal(PARSE("-w", "--", "ls"), -EINVAL);
	assert_string_equal(heard.err, "-w: expects an argument (see --help)\n");
	assert_int_equal(PARSE("--help", "--", "ls"), 0);
	assert_non_null(strstr(heard.out, "  -p, --points entry,exit"));
}

/* Programs that run no command take such words as their own, or not at all. */
static void test_none_allowed(void **state)
{
	(void)state;
	options.command = NULL;
	assert_int_equal(PARSE("--", "ls"), -EINVAL);
	assert_string_equal(heard.err, "ls: unexpected argument (see --help)\n");
	ACCEPTED("--");
	options.command = &command;
	assert_null(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_name),
		cmocka_unit_test(test_several_names),
		cmocka_unit_test(test_no_such_name),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_no_command),
		cmocka_unit_test(test_wrong_before_the_command),
		cmocka_unit_test(test_none_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

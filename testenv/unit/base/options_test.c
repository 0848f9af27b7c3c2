// SPDX-License-Identifier: GPL-2.0
/* options: what command lines leave in the variables, what wrong ones are told, the help. */
#include <getopt.h>

#include "options.h"
#include "unit.h"

static const struct option_name points[] = { { "entry", 1 }, { "exit", 2 }, { 0 } };
static const struct option_name hows[] = {
	{ "skb", 5 }, { "skb-mode", 6 }, { "no,comma", 7 }, { 0 }
};

struct given {
	bool quiet, list, explain, raw, json, unload, all;
	int mode, verbosity, dump, points, how;
	const char *dev, *filename, *object;
	unsigned int count, counter, any, cpu;
	char **command;
};

static const struct given defaults = {
	.filename = "samples.pcap", .mode = 1, .count = 42, .cpu = ~0U
};
static struct given given;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &given.dev, "IFACE", "Interface to sample"),
	OPTION_FLAG('q', "quiet", &given.quiet, "Do not print the packets"),
	OPTION_CHOICE('S', "skb-mode", &given.mode, 2, "In the network stack"),
	OPTION_CHOICE('N', "native-mode", &given.mode, 3, "In the driver"),
	OPTION_STRING(0, "filename", &given.filename, "FILE", "Store the samples there"),
	OPTION_STRING('o', "object", &given.object, "FILE", "BPF object to load"),
	OPTION_STRING(0, "other", &given.object, "FILE", "The same"),
	OPTION_NUMBER('c', "count", &given.count, "PACKETS", 1, 100, "End after so many"),
	OPTION_NUMBER(0, "counter", &given.counter, "N", 0, ~0U, "Its word begins as another's"),
	OPTION_NUMBER(0, "any", &given.any, "N", 0, ~0U, "Any number"),
	OPTION_NUMBER(0, "cpu", &given.cpu, "N", 0, 4095, "One of these, or none"),
	OPTION_NAMES('p', "points", &given.points, "POINT,...", points, "Where"),
	OPTION_NAME('m', "how", &given.how, "HOW", hows, "How"),
	OPTION_REPEAT('D', "dump", &given.dump, "Up to three times", .times = 3),
	OPTION_FLAG(0, "raw", &given.raw, "As it is", .not_with = "quiet,json"),
	OPTION_FLAG(0, "json", &given.json, "As JSON"),
	OPTION_FLAG('U', "unload", &given.unload, "Take off", .only_with = "dev,all"),
	OPTION_FLAG(0, "all", &given.all, "Whatever is there", .needs = "unload"),
	OPTION_FLAG('l', "list", &given.list, "List, and nothing else", .instead = true,
		    .only_with = "verbose"),
	OPTION_FLAG('e', "explain", &given.explain, "Explain the words", .instead = true,
		    .with_words = true),
	OPTION_VERBOSE(&given.verbosity),
	OPTION_END,
};

static struct options options = {
	.usage = "-d IFACE [the usage]",
	.purpose = "The purpose.",
	.rows = rows,
	.max_words = 3,
};

static char **command_line; /* as parsing left it: getopt moves words */

/* parse - a command line, its words with spaces between them ('': an empty one, ~: a space) */
static int parse(const char *line)
{
	static char *words[32], text[256];
	char *rest = strcpy(text, line), *word;
	int argc = 1;

	words[0] = "program";
	while ((word = strsep(&rest, " "))) {
		if (*word)
			words[argc++] = strcmp(word, "''") ? word : "";
		for (; (word = strchr(word, '~')); *word = ' ')
			;
	}
	words[argc] = NULL;
	command_line = words;
	given = defaults;
	optind = 0;	/* getopt starts anew */
	errno = ERANGE; /* somebody else's */
	return HEARD(options_parse(&options, argc, words));
}

static void add_words(char *text, const char *what, char *const *words)
{
	if (words && *words)
		strcat(text, what);
	for (; words && *words; words++)
		strcat(strcat(text, "|"), *words);
}

/* What differs from the defaults, in words. */
static const char *describe(int word)
{
	static char text[512];
	size_t end = 0;

#define ADD(format, member)                  \
	if (given.member != defaults.member) \
	end += snprintf(text + end, sizeof(text) - end, " " #member "=" format, given.member)
	*text = '\0';
	ADD("%d", quiet);
	ADD("%d", list);
	ADD("%d", explain);
	ADD("%d", raw);
	ADD("%d", json);
	ADD("%d", unload);
	ADD("%d", all);
	ADD("%d", mode);
	ADD("%d", verbosity);
	ADD("%d", dump);
	ADD("%d", points);
	ADD("%d", how);
	ADD("%s", dev);
	ADD("%s", filename);
	ADD("%s", object);
	ADD("%u", count);
	ADD("%u", counter);
	ADD("%u", any);
	ADD("%u", cpu);
#undef ADD
	add_words(text, " words", command_line + word);
	add_words(text, " command", given.command);
	return *text ? text + 1 : text;
}

/* What is accepted, with what it leaves; what is refused, with the one line. */
struct expected {
	const char *line, *what;
};

static void assert_accepted(const struct expected *expected, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int word = parse(expected[i].line);

		assert_string_equal(heard.err, "");
		assert_string_equal(heard.out, "");
		assert_true(word > 0);
		assert_string_equal(describe(word), expected[i].what);
	}
}

static void assert_refused(const struct expected *expected, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int result = parse(expected[i].line);

		ASSERT_SAID("%s\n", expected[i].what);
		assert_string_equal(heard.out, "");
		assert_int_equal(result, -EINVAL);
		assert_int_equal(options_exit(result), 2);
	}
}

static const struct expected accepted[] = {
	{ "-d eth0", "dev=eth0" },
	/* each kind, by letter and by word, apart and joined */
	{ "-d e -q -S -o x.o -c 5 -v -p exit -m skb",
	  "quiet=1 mode=2 verbosity=1 points=2 how=5 dev=e object=x.o count=5" },
	{ "--dev e --quiet --native-mode --filename x --count 5 --verbose --points entry",
	  "quiet=1 mode=3 verbosity=1 points=1 dev=e filename=x count=5" },
	{ "-deth0 -c5 --filename=a=b", "dev=eth0 filename=a=b count=5" },
	{ "--dev=e -qvvSc7", "quiet=1 mode=2 verbosity=2 dev=e count=7" },
	/* a word may be cut where no other begins like that; a whole one is never ambiguous */
	{ "--de e --fil=x --count 5 --counte=6 --verb --verb",
	  "verbosity=2 dev=e filename=x count=5 counter=6" },
	/* what does no harm twice */
	{ "-d e -q -q -S -S -vvv", "quiet=1 mode=2 verbosity=3 dev=e" },
	/* words, also where options are; what looks like an option */
	{ "one -d e - -c 5 three -q", "quiet=1 dev=e count=5 words|one|-|three" },
	{ "-d e -- -q --help -x", "dev=e words|-q|--help|-x" },
	{ "-d -q --filename --help", "dev=-q filename=--help" },
	{ "-d e ''", "dev=e words|" },
	/* numbers */
	{ "-d e -c 1 --any 4294967295", "dev=e count=1 any=4294967295" },
	{ "-d e -c 0100 --cpu=0", "dev=e count=100 cpu=0" },
	/* names */
	{ "-d e -m skb-mode", "how=6 dev=e" },
	{ "-d e -mno,comma", "how=7 dev=e" },
	{ "-d e --points=entry,exit", "points=3 dev=e" },
	{ "-d e -pexit,entry,exit", "points=3 dev=e" },
	/* options that go together, and one that needs nothing */
	{ "-d e -DDD", "dump=3 dev=e" },
	{ "-d e --raw -v", "raw=1 verbosity=1 dev=e" },
	{ "--all -d e -U", "unload=1 all=1 dev=e" },
	{ "-l -v", "list=1 verbosity=1" },
	{ "-e one", "explain=1 words|one" },
};

TEST(accepted)
{
	assert_accepted(accepted, COUNT(accepted));
}

#define SEE " (see --help)"

static const struct expected refused[] = {
	{ "-x", "-x: unknown option" SEE },
	{ "-?", "-?: unknown option" SEE },
	{ "-:", "-:: unknown option" SEE },
	{ "-qxq", "-x: unknown option" SEE },
	{ "-q5", "-5: unknown option" SEE },
	{ "-q-", "--: unknown option" SEE },
	{ "-d --dev -xq", "-x: unknown option" SEE },
	{ "word --quiet word -xq", "-x: unknown option" SEE },
	{ "-deth0 -x --help=1", "-x: unknown option" SEE },
	/* a byte of a longer character is no text by itself: its number is shown */
	{ "-\303\251", "-\\303: unknown option" SEE },
	{ "--quiet -\303\251", "-\\303: unknown option" SEE },
	{ "-\377", "-\\377: unknown option" SEE },
	{ "-\n", "-\\012: unknown option" SEE },
	{ "--nonsense", "--nonsense: unknown option" SEE },
	{ "--nonsense=5", "--nonsense=5: unknown option" SEE },
	{ "-q --non\033sense -q", "--non\\033sense: unknown option" SEE },
	{ "--counters", "--counters: unknown option" SEE },
	{ "--Quiet", "--Quiet: unknown option" SEE },
	/* it may be --count and --counter */
	{ "--co", "--co: unknown option" SEE },
	{ "-d eth0 --c 5", "--c: unknown option" SEE },

	{ "-c", "-c: expects an argument" SEE },
	{ "-qc", "-c: expects an argument" SEE },
	{ "word -d", "-d: expects an argument" SEE },
	{ "--count", "--count: expects an argument" SEE },
	{ "--fil", "--fil: expects an argument" SEE },
	{ "--quiet=1", "--quiet=1: takes no argument" SEE },
	{ "--verbose=", "--verbose=: takes no argument" SEE },
	{ "--help=me", "--help=me: takes no argument" SEE },
	{ "--help=table -q", "--help=table: takes no argument" SEE },
	{ "word --q=uiet --x", "--q=uiet: takes no argument" SEE },

	{ "--filename=", "--filename: empty FILE" },
	{ "-d ''", "--dev: empty IFACE" },
	{ "--count=", "--count: empty PACKETS" },
	{ "-c ''", "--count: empty PACKETS" },
	{ "-p ''", "--points: empty POINT,..." },

	{ "-c many", "--count: many: not a number" },
	{ "-c-1", "--count: -1: not a number" },
	{ "-c +1", "--count: +1: not a number" },
	{ "-c ~1", "--count:  1: not a number" },
	{ "-c 1~", "--count: 1 : not a number" },
	{ "-c 0x10", "--count: 0x10: not a number" },
	{ "-c 1e1", "--count: 1e1: not a number" },
	{ "-c1.5", "--count: 1.5: not a number" },
	{ "--count --help", "--count: --help: not a number" },
	{ "-c0", "--count: 0: not between 1 and 100" },
	{ "-c101", "--count: 101: not between 1 and 100" },
	{ "-c4294967297", "--count: 4294967297: not between 1 and 100" },
	{ "-c18446744073709551617", "--count: 18446744073709551617: not between 1 and 100" },
	{ "--any=4294967296", "--any: 4294967296: not between 0 and 4294967295" },
	{ "--any 18446744073709551616",
	  "--any: 18446744073709551616: not between 0 and 4294967295" },
	{ "--cpu 4294967295", "--cpu: 4294967295: not between 0 and 4095" },

	{ "-p ,", "--points: ,: not one of entry,exit" },
	{ "-p entry,", "--points: entry,: not one of entry,exit" },
	{ "-p ,entry", "--points: ,entry: not one of entry,exit" },
	{ "-p entry,,exit", "--points: entry,,exit: not one of entry,exit" },
	{ "-p entr", "--points: entr: not one of entry,exit" },
	{ "-p entryx", "--points: entryx: not one of entry,exit" },
	{ "-p Entry", "--points: Entry: not one of entry,exit" },
	{ "-p entry~exit", "--points: entry exit: not one of entry,exit" },
	{ "-p ~entry", "--points:  entry: not one of entry,exit" },
	{ "-p entry,all", "--points: entry,all: not one of entry,exit" },
	{ "-m sk", "--how: sk: not one of skb,skb-mode,no,comma" },
	{ "-m skb,skb-mode", "--how: skb,skb-mode: not one of skb,skb-mode,no,comma" },

	/* a variable is set once */
	{ "-d a -d b", "--dev: given twice" },
	{ "-d a --dev=a", "--dev: given twice" },
	{ "-d a -c 1 --count 2", "--count: given twice" },
	{ "-d e -p entry -p exit", "--points: given twice" },
	{ "-d e -S -q -N", "--native-mode: does not go with --skb-mode" },
	{ "-d e --other a -o a", "--object: does not go with --other" },
	{ "-d e -DDDD", "--dump: given more than 3 times" },
	/* what rows say of each other, in whichever order they are given */
	{ "-d e --raw --json", "--raw: does not go with --json" },
	{ "-d e --json --raw", "--raw: does not go with --json" },
	{ "-d e -q --raw", "--raw: does not go with --quiet" },
	{ "-d e --all", "--all: goes with --unload" },
	{ "-d e -U --filename x", "--unload: does not go with --filename" },
	{ "-d e -c 3 -U", "--unload: does not go with --count" },
	{ "-l -d e", "--list: does not go with --dev" },

	{ "", "--dev: required" SEE },
	{ "-q word", "--dev: required" SEE },
	{ "-l word", "word: unexpected argument" SEE },
	{ "-deth0 1 2 3 4", "4: unexpected argument" SEE },
	{ "1 2 -deth0 3 4", "4: unexpected argument" SEE },
	{ "-deth0 -- 1 2 3 -q", "-q: unexpected argument" SEE },
};

TEST(refused)
{
	assert_refused(refused, COUNT(refused));
}

/* The words behind "--" are somebody else's; what is wrong before them is told. */
TEST(command)
{
	static const struct expected accepted[] = {
		{ "-d e -v -- ls", "verbosity=1 dev=e command|ls" },
		{ "-d e -- ls -v --help", "dev=e command|ls|-v|--help" },
		{ "-d e -o f -- sh -- -c", "dev=e object=f command|sh|--|-c" },
		{ "-d e -- -- ls", "dev=e command|--|ls" },
		{ "-d e -- ''", "dev=e command|" },
		{ "-d e --", "dev=e" },
	};
	static const struct expected refused[] = {
		{ "-d e ls", "ls: unexpected argument" SEE },
		{ "-d e ls -- ls", "ls: unexpected argument" SEE },
		{ "-x -- ls", "-x: unknown option" SEE },
		{ "-o -- ls", "-o: expects an argument" SEE },
	};

	options.command = &given.command;
	options.max_words = 0;
	assert_accepted(accepted, COUNT(accepted));
	assert_refused(refused, COUNT(refused));
	assert_int_equal(parse("--help -- ls"), 0);
	options.command = NULL;
	assert_refused((struct expected[]){ { "-d e -- ls", "ls: unexpected argument" SEE } }, 1);
	options.max_words = 3;
}

/* What is given as often as one likes, up to a limit, and once at least. */
TEST(each)
{
	const char *names[3] = {};
	const struct option_row rows[] = {
		OPTION_EACH('i', "interface", names, "IFACE", 2, "Interfaces"),
		OPTION_END,
	};
	char *argv[] = { "program", "-i", "a", "--interface=a", "-ib", NULL };
	struct options options = { .rows = rows };

	optind = 0;
	assert_int_equal(HEARD(options_parse(&options, 1, argv)), -EINVAL);
	ASSERT_SAID("--interface: required" SEE "%s", "\n");
	optind = 0;
	assert_int_equal(HEARD(options_parse(&options, 4, argv)), 4);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "a");
	assert_null(names[2]);
	optind = 0;
	memset(names, 0, sizeof(names));
	assert_int_equal(HEARD(options_parse(&options, 5, argv)), -EINVAL);
	ASSERT_SAID("--interface: given more than 2 times%s", "\n");
}

/* Words that are required have names. */
TEST(words)
{
	static const char *const names[] = { "MAP", "OTHER", NULL };
	static const struct expected accepted[] = {
		{ "-d e one two", "dev=e words|one|two" },
		{ "-d e one two ''", "dev=e words|one|two|" },
		{ "-l", "list=1" },
	};
	static const struct expected refused[] = {
		{ "-d e", "MAP: required" SEE },
		{ "-d e one", "OTHER: required" SEE },
		{ "-d e '' two", "MAP: empty" SEE },
		{ "-d e one ''", "OTHER: empty" SEE },
		{ "one two", "--dev: required" SEE },
		{ "-l one two", "one: unexpected argument" SEE },
	};

	options.words = names;
	assert_accepted(accepted, COUNT(accepted));
	assert_refused(refused, COUNT(refused));
	assert_int_equal(parse("--help=table"), 0);
	assert_non_null(strstr(heard.out, "\nword|MAP\nword|OTHER\n"));
	options.words = NULL;
}

/* Long options as Go's programs take them. */
TEST(one_dash)
{
	static const struct expected accepted[] = {
		{ "-dev eth0 -q --filename=x -any 7 -vv -",
		  "quiet=1 verbosity=2 dev=eth0 filename=x any=7 words|-" },
	};

	options.single_dash = true;
	assert_accepted(accepted, COUNT(accepted));
	options.single_dash = false;
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

/* What man pages and completion are made of. */
TEST(table)
{
	static const char *const lines[] = {
		"usage|-d IFACE [the usage]\npurpose|The "
		"purpose.\noption|-d|--dev|IFACE||Interface to sample|\n",
		"\noption||--filename|FILE||Store the samples there (default samples.pcap)|\n",
		"\noption|-c|--count|PACKETS||End after so many (default 42)|\n",
		"\noption|-p|--points|POINT,...|entry,exit|Where|\n",
		"\noption||--raw|||As it is| Not with --quiet, --json.\n",
		"\noption||--all|||Whatever is there| Goes with --unload.\n",
		"\noption|-l|--list|||List, and nothing else| Only with --verbose.\n",
		"|\noption|-h|--help|||Show this help|\n",
	};

	assert_int_equal(parse("--help=table"), 0);
	assert_string_equal(heard.err, "");
	for (size_t i = 0; i < COUNT(lines); i++)
		if (!strstr(heard.out, lines[i]))
			fail_msg("not in the table: %s", lines[i]);
}

/* What is given before --help is no default, and a default that cannot be given is none. */
TEST(help)
{
	static const char *const lines[] = {
		"--help", "-h", "--he", "-qhv", "a b c d -h", "-c 5 --filename=other --help",
	};
	char both[64];

	for (size_t i = 0; i < COUNT(lines); i++) {
		assert_int_equal(parse(lines[i]), 0);
		assert_string_equal(heard.err, "");
		assert_line("usage: options_test ", options.usage, NULL);
		assert_line(options.purpose, NULL, NULL);
		for (const struct option_row *row = rows; row->word; row++) {
			snprintf(both, sizeof(both),
				 row->letter ? "  -%2$c, --%1$s " : "      --%1$s ", row->word,
				 row->letter);
			assert_line(both, row->argument, row->help);
		}
		assert_line("  -h, --help ", NULL, NULL);
		assert_line("--count ", "PACKETS", "(default 42)");
		assert_line("--filename ", "FILE", "(default samples.pcap)");
		assert_null(strstr(heard.out, "(default 0)"));
		assert_null(strstr(heard.out, "4294967295"));
		assert_null(strstr(heard.out, "null"));
	}
	assert_int_equal(options_exit(0), 0);
	assert_int_equal(options_exit(-EINVAL), 2);
	assert_int_equal(options_exit(-EPERM), 1);
}

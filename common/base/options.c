// SPDX-License-Identifier: GPL-2.0
/* The command line, parsed and explained from one table. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "options.h"

#define MAX_ROWS 64
#define FIRST_ID 256		       /* getopt's value for row 0: above every letter */
#define HELP_ID	 (FIRST_ID + MAX_ROWS) /* and for --help */

#define DOES_NOT_GO "--%s: does not go with --%s"

static const struct option_row help_row = OPTION_FLAG('h', "help", NULL, "Show this help");

static int set_number(const struct option_row *row, const char *text)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end)
		return log_error(-EINVAL, "--%s: %s: not a number", row->word, text);
	if (errno || number < row->min || number > row->max)
		return log_error(-EINVAL, "--%s: %s: not between %u and %u", row->word, text,
				 row->min, row->max);
	*(unsigned int *)row->variable = number;
	return 0;
}

static int refuse_name(const struct option_row *row, const char *text)
{
	char known[512] = "";
	size_t end = 0;

	for (const struct option_name *name = row->names; name->name; name++)
		if (end < sizeof(known))
			end += snprintf(known + end, sizeof(known) - end, "%s%s", end ? "," : "",
					name->name);
	return log_error(-EINVAL, "--%s: %s: not one of %s", row->word, text, known);
}

/* One of the names, or several. */
static int set_names(const struct option_row *row, const char *text)
{
	const struct option_name *name;
	int value = 0;
	size_t len;

	for (const char *at = text; at; at = at[len] ? at + len + 1 : NULL) {
		len = row->kind == OPTION_KIND_NAMES ? strcspn(at, ",") : strlen(at);
		for (name = row->names; name->name; name++)
			if (strlen(name->name) == len && !strncmp(at, name->name, len))
				break;
		if (!name->name)
			return refuse_name(row, text);
		value |= name->value;
	}
	*(int *)row->variable = value;
	return 0;
}

static int set(const struct option_row *row, const char *argument)
{
	const char **words = row->variable;

	switch (row->kind) {
	case OPTION_KIND_FLAG:
		*(bool *)row->variable = true;
		return 0;
	case OPTION_KIND_CHOICE:
		*(int *)row->variable = row->value;
		return 0;
	case OPTION_KIND_REPEAT:
		++*(int *)row->variable;
		return 0;
	case OPTION_KIND_STRING:
	case OPTION_KIND_REQUIRED:
		*words = argument;
		return 0;
	case OPTION_KIND_EACH:
		while (*words)
			words++;
		*words = argument;
		return 0;
	case OPTION_KIND_NUMBER:
		return set_number(row, argument);
	case OPTION_KIND_NAME:
	case OPTION_KIND_NAMES:
		return set_names(row, argument);
	case OPTION_KIND_TAKEN:
		return row->take(row, argument);
	}
	return -EINVAL;
}

/* A variable is set once; @times: how often each of the rows was given. */
static int take(const struct option_row *rows, const struct option_row *row, const char *argument,
		unsigned int *times)
{
	if (argument && !*argument)
		return log_error(-EINVAL, "--%s: empty %s", row->word, row->argument);
	if (argument && times[row - rows] && row->kind != OPTION_KIND_TAKEN &&
	    row->kind != OPTION_KIND_EACH)
		return log_error(-EINVAL, "--%s: given twice", row->word);
	if (row->times && times[row - rows] == row->times)
		return log_error(-EINVAL, "--%s: given more than %u times", row->word, row->times);
	for (const struct option_row *other = rows; other->word; other++)
		if (other != row && other->variable == row->variable && times[other - rows])
			return log_error(-EINVAL, DOES_NOT_GO, row->word, other->word);
	times[row - rows]++;
	return set(row, argument);
}

/* Is the word one of those, which have commas between them? */
static bool among(const char *word, const char *words)
{
	size_t length = strlen(word);

	for (; words; words = strchr(words, ',')) {
		words += *words == ',';
		if (!strncmp(words, word, length) && (!words[length] || words[length] == ','))
			return true;
	}
	return false;
}

/* What a row that was given demands of the others. */
static int check_row(const struct option_row *rows, const struct option_row *row,
		     const unsigned int *times)
{
	bool needed = !row->needs, lifted = false; /* for idle_with */

	for (const struct option_row *other = rows; other->word; other++)
		lifted |= times[other - rows] && among(other->word, row->unless);
	for (const struct option_row *other = rows; other->word; other++) {
		if (other == row || !times[other - rows])
			continue;
		if (among(other->word, row->not_with) ||
		    (!lifted && among(other->word, row->idle_with)) ||
		    (row->only_with && !among(other->word, row->only_with)))
			return log_error(-EINVAL, DOES_NOT_GO, row->word, other->word);
		needed |= among(other->word, row->needs);
	}
	return needed ? 0 : log_error(-EINVAL, "--%s: goes with --%s", row->word, row->needs);
}

/* The rows and the words together; @words are those that are no options. */
static int check(const struct options *options, const unsigned int *times, char *const *words,
		 int count)
{
	const struct option_row *instead = NULL, *rows = options->rows;
	int most = options->max_words, err;

	for (const struct option_row *row = rows; row->word; row++) {
		if (!times[row - rows])
			continue;
		err = check_row(rows, row, times);
		if (err)
			return err;
		instead = row->instead ? row : instead;
	}
	if (instead && !instead->with_words)
		most = 0;
	if (count > most)
		return log_error(-EINVAL, "%s: unexpected argument (see --help)", words[most]);
	for (const struct option_row *row = rows; row->word && !instead; row++)
		if ((row->kind == OPTION_KIND_REQUIRED || row->kind == OPTION_KIND_EACH) &&
		    !times[row - rows])
			return log_error(-EINVAL, "--%s: required (see --help)", row->word);
	for (int i = 0; !instead && options->words && options->words[i]; i++)
		if (i >= count || !*words[i])
			return log_error(-EINVAL, "%s: %s (see --help)", options->words[i],
					 i < count ? "empty" : "required");
	return 0;
}

/* The words getopt knows, each with the number of its row, and the letters. */
static void describe(const struct option_row *rows, struct option *words, char *letters)
{
	int n = 0;

	*letters++ = ':'; /* tell a missing argument from an unknown option */
	for (const struct option_row *row = rows; row->word && n < MAX_ROWS; row++, n++) {
		words[n] = (struct option){ row->word, row->argument != NULL, NULL, FIRST_ID + n };
		if (!row->letter)
			continue;
		*letters++ = row->letter;
		if (row->argument)
			*letters++ = ':';
	}
	words[n] = (struct option){ help_row.word, 0, NULL, HELP_ID };
	*letters++ = help_row.letter;
	*letters = '\0';
}

static const struct option_row *find(const struct option_row *rows, int id)
{
	if (id >= FIRST_ID)
		return &rows[id - FIRST_ID];
	while (rows->word && rows->letter != id)
		rows++;
	return rows;
}

/* Where long words have one dash, a word that is none of them is taken for letters: "-nonsense". */
static const char *word_of(char **argv, char letter)
{
	const char *word = argv[optind]; /* as long as a letter is left of it */

	return word && *word == '-' && strchr(word, letter) ? word : argv[optind - 1];
}

/* getopt leaves the culprit in optopt if it was a letter, else it is the last word read. */
static int refuse(const struct options *options, int why, char **argv)
{
	const char *reason = why == ':' ? "expects an argument" : "unknown option";
	unsigned char letter = optopt; /* negative when it is no ASCII */

	if (options->single_dash && why == '?' && optopt && optopt < FIRST_ID &&
	    strlen(word_of(argv, letter)) > 2)
		return log_error(-EINVAL, "%s: %s (see --help)", word_of(argv, letter), reason);
	if (optopt && optopt < FIRST_ID)
		return log_error(-EINVAL, "-%c: %s (see --help)", letter, reason);
	if (optopt && why != ':')
		reason = "takes no argument";
	return log_error(-EINVAL, "%s: %s (see --help)", argv[optind - 1], reason);
}

/* Cuts off the words behind "--", which are somebody else's; returns how many are left. */
static int cut_command(const struct options *options, int argc, char **argv)
{
	for (int i = 1; options->command && i < argc; i++)
		if (!strcmp(argv[i], "--") && i + 1 < argc) {
			*options->command = &argv[i + 1];
			argv[i] = NULL;
			return i;
		}
	return argc;
}

/* The variables hold the defaults. */
static void print_default(const struct option_row *row)
{
	const unsigned int *number = row->variable;

	if (row->kind == OPTION_KIND_NUMBER && *number && *number >= row->min &&
	    *number <= row->max)
		printf(" (default %u)", *number);
	if (row->kind == OPTION_KIND_STRING && *(const char **)row->variable)
		printf(" (default %s)", *(const char **)row->variable);
}

static void print_row(const struct option_row *row, const char *dash)
{
	int width;

	width = row->letter ? printf("  -%c, %s%s", row->letter, dash, row->word) :
			      printf("      %s%s", dash, row->word);
	if (row->argument)
		width += printf(" %s", row->argument);
	printf("%*s%s", width < 30 ? 30 - width : 1, "", row->help);
	print_default(row);
	putchar('\n');
}

static void print_help(const struct options *options)
{
	const char *dash = options->single_dash ? "-" : "--";

	printf("usage: %s %s\n\n%s\n\n", program_invocation_short_name, options->usage,
	       options->purpose);
	for (const struct option_row *row = options->rows; row->word; row++)
		print_row(row, dash);
	print_row(&help_row, dash);
}

/* Those of the rows that are among the words, as a sentence: " Not with --write, --count." */
static void print_among(const char *begin, const char *words, const char *end,
			const struct options *options, const char *dash)
{
	const char *separator = begin;

	for (const struct option_row *row = options->rows; row->word; row++)
		if (among(row->word, words)) {
			printf("%s%s%s", separator, dash, row->word);
			separator = ", ";
		}
	if (separator != begin)
		printf("%s", end);
}

static void print_table_row(const struct options *options, const struct option_row *row,
			    const char *dash)
{
	printf("option|%s%.1s|%s%s|%s|", row->letter ? "-" : "", &row->letter, dash, row->word,
	       row->argument ?: "");
	for (const struct option_name *name = row->names; name && name->name; name++)
		printf("%s%s", name == row->names ? "" : ",", name->name);
	printf("|%s", row->help);
	print_default(row);
	putchar('|');
	print_among(" Goes with ", row->needs, ".", options, dash);
	print_among(" Not with ", row->not_with, ".", options, dash);
	print_among(" Not with ", row->idle_with, row->unless ? "" : ".", options, dash);
	print_among(", unless with ", row->unless, ".", options, dash);
	print_among(" Only with ", row->only_with, ".", options, dash);
	putchar('\n');
}

static void print_table(const struct options *options)
{
	const char *dash = options->single_dash ? "-" : "--";

	printf("usage|%s\npurpose|", options->usage);
	for (const char *at = options->purpose; *at; at++)
		putchar(*at == '\n' ? ' ' : *at);
	putchar('\n');
	for (const struct option_row *row = options->rows; row->word; row++)
		print_table_row(options, row, dash);
	print_table_row(options, &help_row, dash);
	for (int i = 0; options->words && options->words[i]; i++)
		printf("word|%s\n", options->words[i]);
}

int options_parse(const struct options *options, int argc, char **argv)
{
	struct option words[MAX_ROWS + 2] = {};
	unsigned int times[MAX_ROWS] = {};
	char letters[2 * MAX_ROWS + 3];
	typeof(getopt_long) *next = options->single_dash ? getopt_long_only : getopt_long;
	int id, err;

	if (argc == 2 && !strcmp(argv[1], "--help=table")) {
		print_table(options);
		return 0;
	}
	describe(options->rows, words, letters);
	argc = cut_command(options, argc, argv);
	opterr = 0;
	/* the help is looked for first, as long as the variables hold the defaults */
	while ((id = next(argc, argv, letters, words, NULL)) != -1 && id != '?' && id != ':')
		if (id == help_row.letter || id == HELP_ID) {
			print_help(options);
			return 0;
		}
	optind = 0;
	while ((id = next(argc, argv, letters, words, NULL)) != -1) {
		if (id == '?' || id == ':')
			return refuse(options, id, argv);
		err = take(options->rows, find(options->rows, id), optarg, times);
		if (err)
			return err;
	}
	err = check(options, times, argv + optind, argc - optind);
	return err ?: optind;
}

int options_seconds(const char *text, unsigned long long *ns)
{
	unsigned long long seconds, fraction = 0;
	char *end;

	errno = 0;
	seconds = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || errno || seconds > UINT_MAX)
		return -EINVAL;
	if (*end == '.')
		for (unsigned int unit = 100000000; isdigit((unsigned char)*++end); unit /= 10)
			fraction += unit * (*end - '0');
	if (*end || !(seconds || fraction))
		return -EINVAL;
	*ns = seconds * 1000000000 + fraction;
	return 0;
}

int options_exit(int result)
{
	return result == -EINVAL ? 2 : result < 0;
}

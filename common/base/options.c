// SPDX-License-Identifier: GPL-2.0
/* The command line, parsed and explained from one table. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "options.h"
#include "options_help.h"

#define MAX_ROWS 64
#define FIRST_ID 256		       /* getopt's value for row 0: above every letter */
#define HELP_ID	 (FIRST_ID + MAX_ROWS) /* and for --help */

static const struct option_row help_row = OPTIONS_HELP_ROW;

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
			return log_error(-EINVAL, "--%s: %s: not one of %s", row->word, text,
					 row->argument);
		value |= name->value;
	}
	*(int *)row->variable = value;
	return 0;
}

static int set(const struct option_row *row, const char *argument)
{
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
		if (!*argument)
			return log_error(-EINVAL, "--%s: empty %s", row->word, row->argument);
		*(const char **)row->variable = argument;
		return 0;
	case OPTION_KIND_NUMBER:
		return set_number(row, argument);
	case OPTION_KIND_NAME:
	case OPTION_KIND_NAMES:
		return set_names(row, argument);
	}
	return -EINVAL;
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

/* getopt leaves the culprit in optopt if it was a letter, else it is the last word read. */
static int refuse(int why, char **argv)
{
	const char *reason = why == ':' ? "expects an argument" : "unknown option";
	unsigned char letter = optopt; /* negative when it is no ASCII */

	if (optopt && optopt < FIRST_ID)
		return log_error(-EINVAL,
				 isgraph(letter) ? "-%c: %s (see --help)" :
						   "-\\%03o: %s (see --help)",
				 letter, reason);
	if (optopt && why != ':')
		reason = "takes no argument";
	return log_error(-EINVAL, "%s: %s (see --help)", argv[optind - 1], reason);
}

static int next(const struct options *options, int argc, char **argv, const char *letters,
		const struct option *words)
{
	return options->single_dash ? getopt_long_only(argc, argv, letters, words, NULL) :
				      getopt_long(argc, argv, letters, words, NULL);
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

int options_parse(const struct options *options, int argc, char **argv)
{
	struct option words[MAX_ROWS + 2] = {};
	char letters[2 * MAX_ROWS + 3];
	int id, err;

	describe(options->rows, words, letters);
	argc = cut_command(options, argc, argv);
	opterr = 0;
	/* the help is looked for first, as long as the variables hold the defaults */
	while ((id = next(options, argc, argv, letters, words)) != -1 && id != '?' && id != ':')
		if (id == help_row.letter || id == HELP_ID) {
			options_help(options);
			return 0;
		}
	optind = 0;
	while ((id = next(options, argc, argv, letters, words)) != -1) {
		if (id == '?' || id == ':')
			return refuse(id, argv);
		err = set(find(options->rows, id), optarg);
		if (err)
			return err;
	}
	if (argc - optind > options->max_words)
		return log_error(-EINVAL, "%s: unexpected argument (see --help)",
				 argv[optind + options->max_words]);
	for (const struct option_row *row = options->rows; row->word; row++)
		if (row->kind == OPTION_KIND_REQUIRED && !*(const char **)row->variable)
			return log_error(-EINVAL, "--%s: required (see --help)", row->word);
	return optind;
}

int options_exit(int result)
{
	return result == -EINVAL ? 2 : result < 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line. One row per option, bound to a variable: parsing, checks
 * and help all derive from the row, so that they cannot disagree.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
	OPTION_KIND_FLAG,     /* bool: there or not */
	OPTION_KIND_CHOICE,   /* int: this option stands for one value of several */
	OPTION_KIND_REPEAT,   /* int: grows each time the option is given */
	OPTION_KIND_STRING,   /* const char *: the word that follows */
	OPTION_KIND_REQUIRED, /* the same, and it must be given */
	OPTION_KIND_NUMBER,   /* unsigned int: a decimal number in a range */
	OPTION_KIND_NAME,     /* int: the value that goes with one of some names */
	OPTION_KIND_NAMES,    /* int: the values of several, with commas between them, or-ed */
};

/* A name that an argument may have; a table of them ends with { 0 }. */
struct option_name {
	const char *name;
	int value;
};

struct option_row {
	enum option_kind kind;
	char letter;	      /* of the short form, or 0 */
	const char *word;     /* of the long form */
	void *variable;	      /* of the kind's type; holds the default */
	const char *argument; /* its name in the help, or NULL */
	const char *help;
	int value;	       /* of a choice */
	unsigned int min, max; /* of a number, both included */
	const struct option_name *names;
};

/* clang-format off */
#define OPTION_FLAG(letter, word, variable, help) \
	{ OPTION_KIND_FLAG, letter, word, variable, NULL, help, 0, 0, 0, NULL }
#define OPTION_CHOICE(letter, word, variable, value, help) \
	{ OPTION_KIND_CHOICE, letter, word, variable, NULL, help, value, 0, 0, NULL }
#define OPTION_REPEAT(letter, word, variable, help) \
	{ OPTION_KIND_REPEAT, letter, word, variable, NULL, help, 0, 0, 0, NULL }
#define OPTION_STRING(letter, word, variable, argument, help) \
	{ OPTION_KIND_STRING, letter, word, variable, argument, help, 0, 0, 0, NULL }
#define OPTION_REQUIRED(letter, word, variable, argument, help) \
	{ OPTION_KIND_REQUIRED, letter, word, variable, argument, help, 0, 0, 0, NULL }
#define OPTION_NUMBER(letter, word, variable, argument, min, max, help) \
	{ OPTION_KIND_NUMBER, letter, word, variable, argument, help, 0, min, max, NULL }
#define OPTION_NAME(letter, word, variable, argument, names, help) \
	{ OPTION_KIND_NAME, letter, word, variable, argument, help, 0, 0, 0, names }
#define OPTION_NAMES(letter, word, variable, argument, names, help) \
	{ OPTION_KIND_NAMES, letter, word, variable, argument, help, 0, 0, 0, names }
#define OPTION_END { 0 }
/* clang-format on */

/* The rows of programs that print their numbers round by round. */
#define OPTION_ROUNDS(seconds, rounds)                                                         \
	OPTION_NUMBER(0, "interval", seconds, "SECONDS", 1, 86400, "Time between two rounds"), \
		OPTION_NUMBER('c', "count", rounds, "N", 1, ~0U, "End after N rounds")

/* The row that every program has. */
#define OPTION_VERBOSE(variable) \
	OPTION_REPEAT('v', "verbose", variable, "Show the libraries' messages; -vv: more")

/* What a program's command line is: its help is made of this, and of nothing else. */
struct options {
	const char *usage;	       /* what follows the program's name */
	const char *purpose;	       /* one sentence */
	const struct option_row *rows; /* ends with OPTION_END */
	int max_words;		       /* words allowed beside the options */
	bool single_dash;	       /* long options are taken with one dash, too */
	char ***command;	       /* where the words behind "--" go; NULL: none allowed */
};

/*
 * options_parse - read the command line into the rows' variables
 * @options: the program's rows; -h/--help is added
 * @argc, @argv: main's; options and words may be mixed
 *
 * Returns the index in @argv of the first word that is no option (@argc if
 * there is none), 0 when help was printed and there is nothing left to do, or
 * -EINVAL with the reason logged: see options_exit().
 */
int options_parse(const struct options *options, int argc, char **argv);

/* options_exit - main's exit status for a result: 0, 2 for -EINVAL (wrong usage), 1 for an errno else */
int options_exit(int result);

#endif

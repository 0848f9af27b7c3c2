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
	OPTION_KIND_EACH,   /* const char *[times + 1]: likewise, and each time that it is given */
	OPTION_KIND_NUMBER, /* unsigned int: a decimal number in a range */
	OPTION_KIND_NAME,   /* int: the value that goes with one of some names */
	OPTION_KIND_NAMES,  /* int: the values of several, with commas between them, or-ed */
	OPTION_KIND_TAKEN,  /* what the row's take() makes of the word that follows, each time */
};

/* A name that an argument may have; a table of them ends with { 0 }. */
struct option_name {
	const char *name;
	int value;
};

/*
 * A variable is set once: an option with an argument is refused when it is given
 * twice (unless it is of OPTION_KIND_EACH or OPTION_KIND_TAKEN), and beside another
 * option that sets the same variable.
 */
struct option_row {
	enum option_kind kind;
	char letter;	      /* of the short form, or 0 */
	const char *word;     /* of the long form */
	void *variable;	      /* of the kind's type; holds the default */
	const char *argument; /* its name in the help, or NULL */
	const char *help;
	int value;	       /* of a choice */
	unsigned int min, max; /* of a number, both included; its default may be neither: none */
	const struct option_name *names;
	/* 0, or -EINVAL with the reason logged */
	int (*take)(const struct option_row *row, const char *text);
	/* What can be added to a row. The texts are words of other rows, with commas between. */
	unsigned int times;    /* it may be repeated so often; 0: as often as one likes */
	const char *needs;     /* one of these must be given, too */
	const char *not_with;  /* none of these may be given */
	const char *idle_with; /* nor these, for then it does nothing, ... */
	const char *unless;    /* ... unless one of these is given, too */
	const char *only_with; /* no others may be given */
	bool instead;	       /* of what the program does else: nothing is required then, */
	bool with_words;       /* and only with this are words taken */
};

/* clang-format off */
#define OPTION_ROW(name, l, w, v, a, h, ...) \
	{ .kind = OPTION_KIND_##name, .letter = l, .word = w, .variable = v, .argument = a, \
	  .help = h, __VA_ARGS__ }
/* The last arguments of each are what is added, as in .needs = "unload" */
#define OPTION_FLAG(letter, word, variable, help, ...) \
	OPTION_ROW(FLAG, letter, word, variable, NULL, help, __VA_ARGS__)
#define OPTION_CHOICE(letter, word, variable, choice, help, ...) \
	OPTION_ROW(CHOICE, letter, word, variable, NULL, help, .value = choice, __VA_ARGS__)
#define OPTION_REPEAT(letter, word, variable, help, ...) \
	OPTION_ROW(REPEAT, letter, word, variable, NULL, help, __VA_ARGS__)
#define OPTION_STRING(letter, word, variable, argument, help, ...) \
	OPTION_ROW(STRING, letter, word, variable, argument, help, __VA_ARGS__)
#define OPTION_REQUIRED(letter, word, variable, argument, help, ...) \
	OPTION_ROW(REQUIRED, letter, word, variable, argument, help, __VA_ARGS__)
#define OPTION_EACH(letter, word, variable, argument, most, help, ...) \
	OPTION_ROW(EACH, letter, word, variable, argument, help, .times = most, __VA_ARGS__)
#define OPTION_NUMBER(letter, word, variable, argument, least, most, help, ...) \
	OPTION_ROW(NUMBER, letter, word, variable, argument, help, .min = least, .max = most, __VA_ARGS__)
#define OPTION_NAME(letter, word, variable, argument, table, help, ...) \
	OPTION_ROW(NAME, letter, word, variable, argument, help, .names = table, __VA_ARGS__)
#define OPTION_NAMES(letter, word, variable, argument, table, help, ...) \
	OPTION_ROW(NAMES, letter, word, variable, argument, help, .names = table, __VA_ARGS__)
#define OPTION_TAKEN(letter, word, variable, argument, taker, help, ...) \
	OPTION_ROW(TAKEN, letter, word, variable, argument, help, .take = taker, __VA_ARGS__)
#define OPTION_END { 0 }
/* clang-format on */

/* The row that every program has. */
#define OPTION_VERBOSE(variable) \
	OPTION_REPEAT('v', "verbose", variable, "Show the libraries' messages; -vv: more")

/* What a program's command line is: its help is made of this, and of nothing else. */
struct options {
	const char *usage;	       /* what follows the program's name */
	const char *purpose;	       /* one sentence */
	const struct option_row *rows; /* ends with OPTION_END */
	const char *const *words;      /* names of those that are required, NULL behind them */
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
 *
 * "--help=table" alone prints the rows for other programs, which make man pages of them and
 * complete command lines: "usage|TEXT", "purpose|TEXT",
 * "option|-LETTER|--WORD|ARGUMENT|NAME,...|HELP|WHAT GOES WITH IT", "word|NAME".
 */
int options_parse(const struct options *options, int argc, char **argv);

/*
 * options_seconds - a time as a command line has it: "60", "0.5"
 * @ns: set to it, at least 1, at most UINT_MAX seconds and a fraction
 *
 * Returns 0, or -EINVAL, which is not logged.
 */
int options_seconds(const char *text, unsigned long long *ns);

/* options_exit - main's exit status for a result: 0, 2 for -EINVAL (wrong usage), 1 for an errno else */
int options_exit(int result);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A command line with options of every kind, and what parsing it leaves. */
#ifndef UNIT_OPTIONS_FIXTURE_H
#define UNIT_OPTIONS_FIXTURE_H

#include <errno.h>
#include <getopt.h>

#include "heard.h"
#include "options.h"

#define WORDS_MAX 12

struct given {
	bool quiet;
	int mode, verbosity;
	const char *dev, *filename, *object;
	unsigned int count, counter, any;
};

static const struct given defaults = { .filename = "samples.pcap", .mode = 1, .count = 42 };
static struct given given;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &given.dev, "IFACE", "Interface to sample"),
	OPTION_FLAG('q', "quiet", &given.quiet, "Do not print the packets"),
	OPTION_CHOICE('S', "skb-mode", &given.mode, 2, "In the network stack"),
	OPTION_CHOICE('N', "native-mode", &given.mode, 3, "In the driver"),
	OPTION_STRING(0, "filename", &given.filename, "FILE", "Store the samples there"),
	OPTION_STRING('o', "object", &given.object, "FILE", "BPF object to load"),
	OPTION_NUMBER('c', "count", &given.count, "PACKETS", 1, 100, "End after so many"),
	OPTION_NUMBER(0, "counter", &given.counter, "N", 0, ~0U, "Its word begins as another's"),
	OPTION_NUMBER(0, "any", &given.any, "N", 0, ~0U, "Any number"),
	OPTION_VERBOSE(&given.verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [the usage]",
	.purpose = "The purpose.",
	.rows = rows,
	.max_words = 3,
};

static char *command_line[WORDS_MAX + 2]; /* as parsing left it: getopt moves words */

/* parse - a command line of @words, which end with NULL, with every variable at its default */
static inline int parse(const char *const *words, struct heard *heard)
{
	int argc = 1, result;

	given = defaults;
	command_line[0] = "program";
	for (; *words && argc <= WORDS_MAX; words++)
		command_line[argc++] = (char *)*words;
	command_line[argc] = NULL;
	optind = 0;	/* getopt starts anew */
	errno = ERANGE; /* somebody else's */
	hear_begin(heard);
	result = options_parse(&options, argc, command_line);
	hear_end(heard);
	return result;
}

#define PARSE(heard, ...) parse((const char *const[]){ __VA_ARGS__, NULL }, heard)

#endif

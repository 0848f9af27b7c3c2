/* SPDX-License-Identifier: GPL-2.0 */
/* A packet filter on a command line, as tcpdump takes it. */
#ifndef TRACING05_FILTER_OPTIONS_H
#define TRACING05_FILTER_OPTIONS_H

#include "filter_words.h"

struct filter_options {
	const char *file;	   /* that holds the expression; NULL: the last words do */
	int dump;		   /* 1 to 4: print what it becomes, and do nothing else */
	struct filter_words words; /* filter_options_read() makes its text */
};

/*
 * filter_options_read - after the options
 * @words: the command line's last words, NULL behind them
 *
 * Returns 0, or a negative errno with the reason logged.
 */
int filter_options_read(struct filter_options *options, char *const *words);

/* filter_options_dump - print the program as options->dump says; likewise */
int filter_options_dump(const struct filter_options *options);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A packet filter on a command line, as tcpdump takes it. */
#ifndef COMMON_FILTER_OPTIONS_H
#define COMMON_FILTER_OPTIONS_H

#include "filter_words.h"
#include "options.h"

struct filter_options {
	const char *file;	   /* that holds the expression; NULL: the last words do */
	int dump;		   /* 1 to 4: print what it becomes, and do nothing else */
	struct filter_words words; /* what filter_options_compile() makes of it */
};

/* Their rows; @options is a pointer to the above. */
#define FILTER_OPTIONS(options)                                                                \
	OPTION_STRING('F', "filter-file", &(options)->file, "FILE",                            \
		      "Take the filter expression from FILE"),                                 \
		OPTION_REPEAT('d', "dump-filter", &(options)->dump,                            \
			      "Print the filter; -dd: as C; -ddd: as numbers; -dddd: as eBPF", \
			      .times = 4)

/*
 * filter_options_compile - after the options
 * @words: the command line's last words, NULL behind them
 *
 * Prints the filter where that is asked for. Returns 0, or a negative errno with the
 * reason logged.
 */
int filter_options_compile(struct filter_options *options, char *const *words);

#endif

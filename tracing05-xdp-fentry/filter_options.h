/* SPDX-License-Identifier: GPL-2.0 */
/* A packet filter on a command line, as tcpdump takes it. */
#ifndef TRACING05_FILTER_OPTIONS_H
#define TRACING05_FILTER_OPTIONS_H

#include <stdbool.h>

#include "filter_words.h"
#include "live_capture.h"

struct filter_options {
	const char *file;	   /* that holds the expression; NULL: the last words do */
	int dump;		   /* 1 to 4: print what it becomes, and do nothing else */
	struct filter_words words; /* filter_options_read() makes its text */
	struct filter_words live;  /* the same for libpcap, where programs have @words */
};

/*
 * filter_options_read - after the options
 * @words: the command line's last words, NULL behind them
 *
 * Returns 0, or a negative errno with the reason logged.
 */
int filter_options_read(struct filter_options *options, char *const *words);

/*
 * filter_options_compile - make programs of the words
 * @live: of an interface where libpcap captures; NULL: there is none
 * @programs: is anything captured by XDP programs?
 *
 * Returns 0; 1 when the program was printed as options->dump says; or a negative errno with
 * the reason logged.
 */
int filter_options_compile(struct filter_options *options, struct live_capture *live,
			   bool programs);

/* filter_options_live - for live_capture_start() */
const struct sock_fprog *filter_options_live(const struct filter_options *options);

void filter_options_free(struct filter_options *options);

#endif

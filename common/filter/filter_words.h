/* SPDX-License-Identifier: GPL-2.0 */
/* The words of a command line that are a packet filter. */
#ifndef COMMON_FILTER_WORDS_H
#define COMMON_FILTER_WORDS_H

#include <linux/filter.h>

/* A filter: as it was typed, and as classic BPF. Without words: NULL, and no instruction. */
struct filter_words {
	char *text;
	struct sock_fprog program;
};

/*
 * filter_words_read - take the last words of a command line
 * @words: they are joined by blanks; NULL ends them. They are an expression of
 *	pcap-filter(7), whose program is left empty, or classic BPF as numbers,
 *	"LENGTH,OP JT JF K,OP JT JF K,...", as iptables' bpf match takes it.
 * @filter: filled in, for filter_words_free()
 *
 * Returns 0, or a negative errno with the reason logged.
 */
int filter_words_read(char *const *words, struct filter_words *filter);

/* filter_words_compile - compile an expression by pcap_filter_compile(); likewise */
int filter_words_compile(struct filter_words *filter, int link_type);

/* filter_words_program - for filter_open(): NULL without a filter */
const struct sock_fprog *filter_words_program(const struct filter_words *filter);

void filter_words_free(struct filter_words *filter);

#endif

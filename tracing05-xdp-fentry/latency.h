/* SPDX-License-Identifier: GPL-2.0 */
/* How long something took, again and again: a histogram of powers of two. */
#ifndef TRACING05_LATENCY_H
#define TRACING05_LATENCY_H

#include <linux/types.h>
#include <stdio.h>

/* Begins as { 0 }. */
struct latency {
	__u64 count, sum, least, most; /* ns */
	FILE *plot;		       /* where latency_print() draws it, too; NULL: nowhere */
	__u64 slots[64]; /* slot N: 2^N ns and more, less than 2^(N+1); 0 ns in slot 0 */
};

/* latency_add - add one duration in ns */
void latency_add(struct latency *latency, __u64 ns);

/* latency_print - least, average, most, and the histogram, as bcc prints it; and @latency->plot is drawn */
void latency_print(const struct latency *latency, FILE *out);

/*
 * latency_plot_open - before it begins: the histogram shall be drawn in a file, as SVG
 * @filename: what it held is gone now; NULL: there is to be none
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int latency_plot_open(struct latency *latency, const char *filename);

/* latency_plot - draw it, and close the file; nothing, if there is none; errors are logged */
void latency_plot(const struct latency *latency);

#endif

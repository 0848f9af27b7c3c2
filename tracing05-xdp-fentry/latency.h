/* SPDX-License-Identifier: GPL-2.0 */
/* How long something took, again and again: a histogram of powers of two. */
#ifndef TRACING05_LATENCY_H
#define TRACING05_LATENCY_H

#include <linux/types.h>
#include <stdio.h>

/* Begins as { 0 }. */
struct latency {
	__u64 count, sum, least, most; /* ns */
	__u64 slots[64]; /* slot N: 2^N ns and more, less than 2^(N+1); 0 ns in slot 0 */
};

/* latency_add - add one duration in ns */
void latency_add(struct latency *latency, __u64 ns);

/* latency_print - least, average, most, and the histogram */
void latency_print(const struct latency *latency, FILE *out);

#endif

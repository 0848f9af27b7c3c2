// SPDX-License-Identifier: GPL-2.0
/* Durations by powers of two. */
#include "latency.h"

#define BAR 40 /* characters of the longest bar */

static int slot_of(__u64 ns)
{
	return ns ? 63 - __builtin_clzll(ns) : 0;
}

void latency_add(struct latency *latency, __u64 ns)
{
	if (!latency->count || ns < latency->least)
		latency->least = ns;
	if (ns > latency->most)
		latency->most = ns;
	latency->count++;
	latency->sum += ns;
	latency->slots[slot_of(ns)]++;
}

static void print_slot(const struct latency *latency, FILE *out, int slot, int width, __u64 highest)
{
	unsigned long long from = slot ? 1ULL << slot : 0;
	int bar = latency->slots[slot] * BAR / highest;

	fprintf(out, "%*llu -> %-*llu : %-8llu |", width, from, width, (2ULL << slot) - 1,
		(unsigned long long)latency->slots[slot]);
	for (int i = 0; i < BAR; i++)
		fputc(i < bar ? '*' : ' ', out);
	fputs("|\n", out);
}

void latency_print(const struct latency *latency, FILE *out)
{
	int width = slot_of(latency->most) < 32 ? 10 : 20;
	__u64 highest = 0;

	latency_plot(latency);
	if (!latency->count)
		return;
	fprintf(out, "latency: %llu packets, %llu ns at least, %llu on average, %llu at most\n",
		(unsigned long long)latency->count, (unsigned long long)latency->least,
		(unsigned long long)(latency->sum / latency->count),
		(unsigned long long)latency->most);
	fprintf(out, "%*s%-*s : count     distribution\n", width - 5, "", width + 9, "nsecs");
	for (int slot = 0; slot < 64; slot++)
		if (latency->slots[slot] > highest)
			highest = latency->slots[slot];
	for (int slot = slot_of(latency->least); slot <= slot_of(latency->most); slot++)
		print_slot(latency, out, slot, width, highest);
}

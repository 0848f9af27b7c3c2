// SPDX-License-Identifier: GPL-2.0
/*
 * The longer of the two packets is the shorter one with a gap: bytes up to @gap stand
 * at the same offset in both, those from there on @shift bytes later in the longer.
 */
#include <stdbool.h>

#include "packet_diff.h"

#define ROW 16 /* bytes */

static void print_bytes(FILE *out, char sign, const unsigned char *bytes, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++) {
		if ((at - from) % ROW == 0)
			fprintf(out, "%s  0x%04zx: %c", at > from ? "\n" : "", at, sign);
		fprintf(out, " %02x", bytes[at]);
	}
	if (to > from)
		fputc('\n', out);
}

/* Runs of differing bytes from @from to @to of @before, which are @shift further on in @after. */
static void print_changes(FILE *out, const unsigned char *before, const unsigned char *after,
			  size_t from, size_t to, long shift)
{
	size_t end;

	for (size_t at = from; at < to; at = end + 1) {
		for (end = at; end < to && before[end] != after[end + shift]; end++)
			;
		print_bytes(out, '-', before, at, end);
		print_bytes(out, '+', after, at + shift, end + shift);
	}
}

/* The place of the gap that leaves the fewest differences, the last one if several do. */
static size_t find_gap(const unsigned char *shorter, size_t len, const unsigned char *longer,
		       size_t shift)
{
	size_t differences = 0, fewest, gap = 0;

	for (size_t i = 0; i < len; i++)
		differences += shorter[i] != longer[i + shift];
	fewest = differences;
	/* move byte after byte from behind the gap to before it */
	for (size_t i = 0; i < len; i++) {
		differences -= shorter[i] != longer[i + shift];
		differences += shorter[i] != longer[i];
		if (differences <= fewest) {
			fewest = differences;
			gap = i + 1;
		}
	}
	return gap;
}

void packet_diff(FILE *out, const void *before, size_t before_len, const void *after,
		 size_t after_len)
{
	bool grew = after_len >= before_len;
	size_t len = grew ? before_len : after_len;
	size_t shift = grew ? after_len - before_len : before_len - after_len;
	size_t gap =
		grew ? find_gap(before, len, after, shift) : find_gap(after, len, before, shift);

	print_changes(out, before, after, 0, gap, 0);
	if (grew) {
		print_bytes(out, '+', after, gap, gap + shift);
		print_changes(out, before, after, gap, before_len, shift);
	} else {
		print_bytes(out, '-', before, gap, gap + shift);
		print_changes(out, before, after, gap + shift, before_len, -(long)shift);
	}
}

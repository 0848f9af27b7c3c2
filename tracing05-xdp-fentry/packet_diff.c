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

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The place of the gap that leaves most alike and least different. Where several do, it
 * is the end, as of a packet that was trimmed or padded, else the first: a header that
 * was put before one of its kind begins like it.
 */
static size_t find_gap(const unsigned char *shorter, size_t same, const unsigned char *longer,
		       size_t moved, size_t shift)
{
	long score = 0, best;
	size_t gap = 0;

	for (size_t i = 0; i < moved; i++)
		score += shorter[i] == longer[i + shift] ? 1 : -1;
	best = score;
	/* move byte after byte from behind the gap to before it */
	for (size_t i = 0; i < same; i++) {
		if (i < moved)
			score -= shorter[i] == longer[i + shift] ? 1 : -1;
		score += shorter[i] == longer[i] ? 1 : -1;
		if (score > best || (score == best && i + 1 == same)) {
			best = score;
			gap = i + 1;
		}
	}
	return gap;
}

/* @grown: how much longer the whole packet became, of which these may be the beginnings */
static void print_diff(FILE *out, const unsigned char *before, size_t before_len,
		       const unsigned char *after, size_t after_len, long grown)
{
	bool grew = grown >= 0;
	size_t shift = grew ? grown : -grown, longer_len = grew ? after_len : before_len;
	size_t shorter_len = grew ? before_len : after_len;
	/* bytes of the shorter one whose like is there: at the same offset, and behind the gap */
	size_t same = least(shorter_len, longer_len);
	size_t moved = longer_len > shift ? least(shorter_len, longer_len - shift) : 0;
	size_t gap = grew ? find_gap(before, same, after, moved, shift) :
			    find_gap(after, same, before, moved, shift);
	size_t end = least(gap + shift, longer_len);

	print_changes(out, before, after, 0, gap, 0);
	if (grew) {
		print_bytes(out, '+', after, gap, end);
		print_changes(out, before, after, gap, moved, shift);
	} else {
		print_bytes(out, '-', before, gap, end);
		print_changes(out, before, after, gap + shift, moved + shift, -(long)shift);
	}
}

void packet_diff(FILE *out, const void *before, size_t before_len, const void *after,
		 size_t after_len)
{
	print_diff(out, before, before_len, after, after_len, (long)after_len - (long)before_len);
}

void packet_diff_records(FILE *out, const struct packet_record *before, const void *before_data,
			 const struct packet_record *after, const void *after_data)
{
	print_diff(out, before_data, before->cap_len, after_data, after->cap_len,
		   (long)after->wire_len - before->wire_len);
}

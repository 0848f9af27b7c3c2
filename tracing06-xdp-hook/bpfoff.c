// SPDX-License-Identifier: GPL-2.0
/* Turns a filter for IP packets into one for packets that hold these further in. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter_words.h"
#include "log.h"
#include "options.h"
#include "pcap_filter.h"

#define OFFSETS_MAX 64
#define ACCEPTS	    2 /* instructions behind each copy of the filter */

static const struct option_row rows[] = { OPTION_END };

static const struct options options = {
	.usage = "OFFSETS EXPRESSION",
	.purpose = "Shift a filter for IP packets to the offsets (bytes, with commas between them) "
		   "where\nencapsulated packets begin, and print it as xdpcap takes it.",
	.rows = rows,
	.words = (const char *const[]){ "OFFSETS", "EXPRESSION", NULL },
	.max_words = 1 << 16,
	.single_dash = true,
};

static int compare(const void *a, const void *b)
{
	const __u32 *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

/* Low ones first: a packet that is too short for the others can still match there. */
static int parse_offsets(const char *text, __u32 *offsets)
{
	const char *all = text;
	unsigned long offset;
	int count = 0;
	char *end;

	do {
		errno = 0;
		offset = strtoul(text, &end, 0);
		if (end == text || (*end && *end != ',') || *text == '-' || errno ||
		    offset > 65535 || count == OFFSETS_MAX)
			return log_error(-EINVAL, "OFFSETS: %s: not up to %d of 0 to 65535", all,
					 OFFSETS_MAX);
		offsets[count++] = offset;
		text = end + 1;
	} while (*end);
	qsort(offsets, count, sizeof(*offsets), compare);
	return count;
}

/* Does the filter ask how long the packet is? That cannot be shifted. */
static bool uses_length(const struct sock_fprog *program)
{
	for (unsigned int i = 0; i < program->len; i++) {
		__u16 code = program->filter[i].code;

		if (BPF_CLASS(code) <= BPF_LDX && BPF_MODE(code) == BPF_LEN)
			return true;
	}
	return false;
}

/* Instruction @i of @len, at an offset. Where it rejected, the next copy of the filter goes on. */
static void shift(struct sock_filter *insn, unsigned int i, unsigned int len, __u32 offset)
{
	const unsigned int to_end = len - i - 1;

	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
	case BPF_LDX:
		if (BPF_MODE(insn->code) == BPF_ABS || BPF_MODE(insn->code) == BPF_IND ||
		    BPF_MODE(insn->code) == BPF_MSH)
			insn->k += offset;
		break;
	case BPF_RET:
		if (BPF_RVAL(insn->code) == BPF_A)
			*insn = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, to_end);
		else if (!insn->k)
			*insn = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, to_end + ACCEPTS);
		break;
	}
}

static void print(const struct sock_filter *insn)
{
	printf(",%u %u %u %u", insn->code, insn->jt, insn->jf, insn->k);
}

static void shift_all(struct sock_fprog *program, __u32 offset)
{
	for (unsigned int i = 0; i < program->len; i++)
		shift(&program->filter[i], i, program->len, offset);
}

/* A copy of the filter; then it has accepted if A is not 0. */
static void print_copy(const struct sock_fprog *program)
{
	static const struct sock_filter accept[ACCEPTS] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};

	for (unsigned int i = 0; i < program->len; i++)
		print(&program->filter[i]);
	for (int i = 0; i < ACCEPTS; i++)
		print(&accept[i]);
}

int main(int argc, char **argv)
{
	static const struct sock_filter reject = BPF_STMT(BPF_RET | BPF_K, 0);
	__u32 offsets[OFFSETS_MAX];
	struct filter_words filter;
	int word, count, err;

	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	count = parse_offsets(argv[word], offsets);
	if (count < 0)
		return options_exit(count);
	err = filter_words_read(&argv[word + 1], &filter);
	if (!err)
		err = filter_words_compile(&filter, pcap_filter_link_type("RAW"));
	if (!err && uses_length(&filter.program))
		err = log_error(-EINVAL,
				"filter \"%s\": depends on the packet's length, which cannot be "
				"shifted",
				filter.text);
	if (err)
		return options_exit(err);
	printf("%u", count * (filter.program.len + ACCEPTS) + 1);
	for (int i = 0; i < count; i++) {
		shift_all(&filter.program, i ? offsets[i] - offsets[i - 1] : offsets[i]);
		print_copy(&filter.program);
	}
	print(&reject);
	putchar('\n');
	filter_words_free(&filter);
	return EXIT_SUCCESS;
}

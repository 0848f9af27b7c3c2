// SPDX-License-Identifier: GPL-2.0
/* A filter from words: libpcap's language, or classic BPF in numbers. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter_words.h"
#include "log.h"
#include "pcap_filter.h"

static char *join(char *const *words)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; out && words[i]; i++)
		fprintf(out, "%s%s", i ? " " : "", words[i]);
	if (out)
		fclose(out);
	return text;
}

/* "4,48 0 0 9,...": no expression begins so. */
static bool is_numbers(const char *text)
{
	text += strspn(text, " ");
	return isdigit((unsigned char)*text) && text[strspn(text, "0123456789")] == ',';
}

/* A decimal number up to @max, the blanks before it skipped; moves *@text behind it. */
static bool number(const char **text, unsigned long max, unsigned long *value)
{
	char *end;

	*text += strspn(*text, " ");
	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*value = strtoul(*text, &end, 10);
	*text = end;
	return !errno && *value <= max;
}

static bool instruction(const char **text, struct sock_filter *insn)
{
	unsigned long code, jt, jf, k;

	if (*(*text)++ != ',' || !number(text, 0xffff, &code) || !number(text, 0xff, &jt) ||
	    !number(text, 0xff, &jf) || !number(text, 0xffffffff, &k))
		return false;
	*insn = (struct sock_filter){ code, jt, jf, k };
	return true;
}

static int parse_numbers(const char *text, struct sock_fprog *program)
{
	unsigned long len = 0;

	if (!number(&text, BPF_MAXINSNS, &len) || !len)
		return log_error(-EINVAL, "filter: not 1 to %d instructions", BPF_MAXINSNS);
	program->filter = calloc(len, sizeof(*program->filter));
	if (!program->filter)
		return log_error(-ENOMEM, "filter: out of memory");
	for (; program->len < len; program->len++)
		if (!instruction(&text, &program->filter[program->len]))
			return log_error(-EINVAL,
					 "filter: instruction %u of %lu: not \"OP JT JF K\"",
					 program->len + 1, len);
	text += *text == ',';
	text += strspn(text, " ");
	return *text ? log_error(-EINVAL, "filter: more than %lu instructions", len) : 0;
}

int filter_words_read(char *const *words, struct filter_words *filter)
{
	int err;

	*filter = (struct filter_words){};
	if (!*words)
		return 0;
	filter->text = join(words);
	if (!filter->text)
		return log_error(-ENOMEM, "filter: out of memory");
	err = is_numbers(filter->text) ? parse_numbers(filter->text, &filter->program) : 0;
	if (err)
		filter_words_free(filter);
	return err;
}

int filter_words_compile(struct filter_words *filter, int link_type)
{
	if (!filter->text || filter->program.len)
		return 0;
	return pcap_filter_compile(filter->text, link_type, &filter->program);
}

const struct sock_fprog *filter_words_program(const struct filter_words *filter)
{
	return filter->program.len ? &filter->program : NULL;
}

void filter_words_free(struct filter_words *filter)
{
	pcap_filter_free(&filter->program);
	free(filter->text);
	*filter = (struct filter_words){};
}

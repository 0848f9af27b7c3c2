// SPDX-License-Identifier: GPL-2.0
/* The filter's source: words or a file; and what it becomes, to read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cbpf.h"
#include "ebpf.h"
#include "filter_options.h"
#include "log.h"
#include "pcap_filter.h"

/* The whole file as one word, for free(); its lines are one expression. */
static int read_file(const char *name, char **text)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	size_t size = 0;
	int err = 0;

	if (!file)
		return log_error(-errno, "%s: %s", name, strerror(errno));
	errno = 0;
	if (getdelim(text, &size, '\0', file) < 0)
		err = errno ? log_error(-errno, "%s: %s", name, strerror(errno)) :
			      log_error(-ENODATA, "%s: empty", name);
	if (file != stdin)
		fclose(file);
	return err;
}

int filter_options_read(struct filter_options *options, char *const *words)
{
	char *text[] = { NULL, NULL };
	int err;

	if (!options->file)
		return filter_words_read(words, &options->words);
	if (*words)
		return log_error(-EINVAL, "%s: a filter beside --filter-file", *words);
	err = read_file(options->file, text) ?: filter_words_read(text, &options->words);
	free(text[0]);
	return err;
}

/* As it is read at fentry and fexit: that is where these options are of use. */
static int dump_ebpf(const struct sock_fprog *program)
{
	static struct bpf_insn insns[CBPF_INSNS_MAX];
	const char *reason;
	int count = cbpf_translate(program, CBPF_READ_PROBE, insns, &reason);

	if (count < 0)
		return log_error(count, "filter: %s", reason);
	ebpf_print(stdout, insns, count);
	return 0;
}

static int dump(const struct filter_options *options)
{
	const struct sock_fprog *program = filter_words_program(&options->words);

	if (!program)
		return log_error(-EINVAL, "--dump-filter: no filter");
	if (options->dump > 3)
		return dump_ebpf(program);
	pcap_filter_dump(program, options->dump);
	return 0;
}

/* libpcap makes use of what the socket knows, for example of a VLAN tag that is no more in the packet. */
static int compile_live(struct filter_options *options, struct live_capture *live, bool programs)
{
	char *words[] = { options->words.text, NULL };

	if (!programs)
		return live_capture_compile(live, &options->words);
	return filter_words_read(words, &options->live) ?:
							  live_capture_compile(live, &options->live);
}

int filter_options_compile(struct filter_options *options, struct live_capture *live, bool programs)
{
	int err = live && options->words.text ? compile_live(options, live, programs) : 0;

	if (!live || programs)
		err = err ?: filter_words_compile(&options->words, PCAP_FILTER_ETHERNET);
	if (err || !options->dump)
		return err;
	return dump(options) ?: 1;
}

const struct sock_fprog *filter_options_live(const struct filter_options *options)
{
	return filter_words_program(options->live.text ? &options->live : &options->words);
}

void filter_options_free(struct filter_options *options)
{
	filter_words_free(&options->live);
	filter_words_free(&options->words);
}

// SPDX-License-Identifier: GPL-2.0
/* Filter expressions by libpcap. Its programs have the layout of the kernel's struct sock_filter. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "log.h"
#include "pcap_filter.h"

#define BLANKS	" \t\r\n"
#define SNAPLEN 262144 /* as tcpdump: what a program returns when it accepts */

_Static_assert(sizeof(struct bpf_insn) == sizeof(struct sock_filter), "the same instruction");

/*
 * libpcap has some primitives (inbound) for live captures only, and tells them from
 * files by whether there is a file: one without packets.
 */
static pcap_t *open_file_of(int link_type)
{
	char reason[PCAP_ERRBUF_SIZE], *bytes = NULL;
	pcap_t *dead = pcap_open_dead(link_type, SNAPLEN), *file = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);
	pcap_dumper_t *dumper = dead && stream ? pcap_dump_fopen(dead, stream) : NULL;

	if (dumper)
		pcap_dump_close(dumper); /* the stream with it */
	else if (stream)
		fclose(stream);
	stream = dumper ? fmemopen(NULL, size, "w+") : NULL;
	if (stream) {
		fwrite(bytes, 1, size, stream);
		rewind(stream);
		file = pcap_fopen_offline(stream, reason);
		if (!file)
			fclose(stream);
	}
	if (dead)
		pcap_close(dead);
	free(bytes);
	return file;
}

static int compile(pcap_t *file, const char *expression, struct bpf_program *program)
{
	return pcap_compile(file, program, expression, 1, 0);
}

/* What libpcap has against the text, as far as it is the number at its end. */
static bool refuses_number(pcap_t *file, const char *text, const char *number)
{
	struct bpf_program program;

	if (!compile(file, text, &program)) {
		pcap_freecode(&program);
		return false;
	}
	return strstr(pcap_geterr(file), number);
}

/*
 * How many bytes of the expression libpcap takes: what follows them is wrong. It does
 * not tell where, but it gets to a number that is none, octal with an 8 or 9, only
 * if everything before that can be the beginning of an expression.
 */
static size_t find_error(pcap_t *file, const char *expression, const char *reason)
{
	const char *number = strstr(reason, "08") ? "09" : "08";
	char *text = malloc(strlen(expression) + sizeof(" 08"));
	size_t good = 0, next = 0;

	while (text && expression[next]) {
		next += strcspn(expression + next, BLANKS "()") ?: 1;
		sprintf(text, "%.*s %s", (int)next, expression, number);
		if (!refuses_number(file, text, number))
			break;
		next += strspn(expression + next, BLANKS);
		good = next;
	}
	free(text);
	return good;
}

static int log_refused(pcap_t *file, const char *expression)
{
	char reason[PCAP_ERRBUF_SIZE];
	size_t at;

	snprintf(reason, sizeof(reason), "%s", pcap_geterr(file));
	at = find_error(file, expression, reason);
	if (!expression[at])
		return log_error(-EINVAL, "filter \"%s\": %s%s", expression, reason,
				 strstr(reason, "syntax error") ? " at its end" : "");
	return log_error(-EINVAL, "filter \"%s\": %s at character %zu, \"%.*s\"", expression,
			 reason, at + 1, (int)strcspn(expression + at, BLANKS), expression + at);
}

int pcap_filter_compile(const char *expression, int link_type, struct sock_fprog *program)
{
	struct bpf_program compiled = {};
	pcap_t *file = open_file_of(link_type);
	int err;

	*program = (struct sock_fprog){};
	if (!file)
		return log_error(-EINVAL, "link type %d: no filters for it", link_type);
	err = compile(file, expression, &compiled) ? log_refused(file, expression) : 0;
	if (!err && compiled.bf_len > USHRT_MAX)
		err = log_error(-E2BIG, "filter \"%s\": too long", expression);
	if (!err)
		program->filter = malloc(compiled.bf_len * sizeof(*program->filter));
	if (!err && !program->filter)
		err = log_error(-ENOMEM, "filter: out of memory");
	if (!err) {
		memcpy(program->filter, compiled.bf_insns,
		       compiled.bf_len * sizeof(*program->filter));
		program->len = compiled.bf_len;
	}
	pcap_freecode(&compiled);
	pcap_close(file);
	return err;
}

void pcap_filter_free(struct sock_fprog *program)
{
	free(program->filter);
	*program = (struct sock_fprog){};
}

int pcap_filter_link_type(const char *name)
{
	int link_type = pcap_datalink_name_to_val(name);

	if (link_type < 0)
		return log_error(-EINVAL, "%s: no link type: see pcap-linktype(7)", name);
	return link_type;
}

void pcap_filter_dump(const struct sock_fprog *program, int style)
{
	struct bpf_program of_libpcap = { program->len, (struct bpf_insn *)program->filter };

	bpf_dump(&of_libpcap, style);
}

bool pcap_filter_matches(const struct sock_fprog *program, const void *packet, size_t captured,
			 size_t length)
{
	return bpf_filter((struct bpf_insn *)program->filter, packet, length, captured);
}

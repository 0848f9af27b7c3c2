// SPDX-License-Identifier: GPL-2.0
/* Reads what xdp_prog_kern.c prints into the kernel's trace buffer, and makes it readable. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ethernet.h"
#include "json.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "text.h"
#include "trace_line.h"
#include "trace_pipe.h"

#define READ_EVERY 100	/* ms, when there is nothing to read */
#define AT_ONCE	   1000 /* lines, before the user's word is listened to */

static unsigned int count;
static int verbosity;
static bool raw, json;
static struct json out;

static const struct option_row rows[] = {
	OPTION_NUMBER('c', "count", &count, "N", 1, ~0U, "End after N packets (--raw: lines)"),
	OPTION_FLAG(0, "raw", &raw, "Each line of the trace buffer as it is, whoever wrote it",
		    .not_with = "json"),
	OPTION_FLAG(0, "json", &json, "One JSON object for each packet"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[-c N] [--raw | --json] [-v]",
	.purpose = "Show the packets that an XDP program prints with bpf_printk().",
	.rows = rows,
};

struct packet {
	char src[ETHERNET_MAC_TEXT], dst[ETHERNET_MAC_TEXT];
	unsigned int proto; /* ethertype, host byte order */
};

/* Is it our program's message, from its first character to its last? */
static bool parse_packet(const char *message, struct packet *packet)
{
	unsigned long long src, dst;
	int length = 0;

	if (sscanf(message, "src: %llx dst: %llx proto: %x%n", &src, &dst, &packet->proto,
		   &length) != 3 ||
	    !length || message[length] || (src | dst) >> 48 || packet->proto >> 16)
		return false;
	ethernet_mac(src, packet->src);
	ethernet_mac(dst, packet->dst);
	return true;
}

static void show_text(const struct packet *packet)
{
	const char *name = ethernet_type(packet->proto);

	printf("src: %s dst: %s proto: 0x%04x%s%s%s\n", packet->src, packet->dst, packet->proto,
	       name ? " (" : "", name ?: "", name ? ")" : "");
}

static void show_json(const struct trace_line *line, const struct packet *packet)
{
	json_open(&out, NULL, '{');
	json_real(&out, "time", line->seconds, 6);
	json_number(&out, "cpu", line->cpu);
	json_number(&out, "pid", line->pid);
	json_string(&out, "comm", line->comm);
	json_string(&out, "src", packet->src);
	json_string(&out, "dst", packet->dst);
	json_number(&out, "proto", packet->proto);
	json_string(&out, "protocol", ethernet_type(packet->proto));
	json_close(&out, '}');
	json_end(&out);
}

/* Returns whether the line is one that counts. */
static bool show(char *text)
{
	enum trace_line_kind kind;
	struct trace_line line;
	struct packet packet;

	if (raw) /* a terminal would obey what the line says */
		return puts(isatty(STDOUT_FILENO) ? TEXT_NAME(text) : text) >= 0;
	kind = trace_line_parse(text, &line);
	if (kind == TRACE_LINE_LOST && !line.lost)
		log_note("CPU %u: lines lost", line.cpu);
	else if (kind == TRACE_LINE_LOST)
		log_note("CPU %u: %lu lines lost: they came faster than they were read", line.cpu,
			 line.lost);
	if (kind != TRACE_LINE_MESSAGE || !parse_packet(line.message, &packet))
		return false;
	if (json)
		show_json(&line, &packet);
	else
		show_text(&packet);
	return true;
}

/* Reads until the user, the count or a failure ends it. */
static int run(struct trace_pipe *pipe)
{
	unsigned int shown = 0;
	int found = 0, ready;
	char *line;

	do {
		trace_pipe_look(pipe);
		for (int n = 0; n < AT_ONCE && (found = trace_pipe_next(pipe, &line)) > 0; n++)
			if (show(line) && ++shown == count)
				return 0;
		if (found < 0 || ferror(stdout))
			return -EIO;
		ready = signals_wait(trace_pipe_fd(pipe), found ? 0 : READ_EVERY);
	} while (ready >= 0);
	return ready == -EINTR ? 0 : ready;
}

int main(int argc, char **argv)
{
	struct trace_pipe *pipe;
	int word, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	setvbuf(stdout, NULL, _IOLBF, 0);
	out.out = stdout;
	if (signals_init())
		return EXIT_FAILURE;

	/* the program is loaded by somebody else, so nothing is to load and attach: open, run */
	pipe = trace_pipe_open();
	if (!pipe)
		return EXIT_FAILURE;
	log_note("reading what is printed from now on; Ctrl-C ends it");
	err = run(pipe);
	trace_pipe_close(pipe);
	return err || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

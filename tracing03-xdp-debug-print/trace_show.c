// SPDX-License-Identifier: GPL-2.0
/* "src: 5ab36362ded7 dst: 3a0b0b8e5e6a proto: 86dd", and what is made of it. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "ethernet.h"
#include "json.h"
#include "log.h"
#include "text.h"
#include "trace_line.h"
#include "trace_show.h"

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

	printf("src: %s dst: %s proto: 0x%04x", packet->src, packet->dst, packet->proto);
	if (name)
		printf(" (%s)", name);
	putchar('\n');
}

static void show_json(const struct trace_line *line, const struct packet *packet)
{
	struct json out = { .out = stdout };

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

/* A file gets the line as it is; a terminal would obey what it says. */
static void show_raw(const char *line)
{
	if (isatty(STDOUT_FILENO)) {
		char visible[TEXT_VISIBLE_BYTES * strlen(line) + 1];

		puts(text_visible(visible, sizeof(visible), line, "\t"));
	} else {
		puts(line);
	}
}

static void tell_lost(const struct trace_line *line)
{
	if (line->lost)
		log_note("CPU %u: %lu lines lost: they came faster than they were read", line->cpu,
			 line->lost);
	else
		log_note("CPU %u: lines lost", line->cpu);
}

bool trace_show_from_now(struct trace_show *show, const char *tracefs)
{
	char path[PATH_MAX];
	FILE *marker;

	snprintf(show->mark, sizeof(show->mark), "reader %d begins at %llu", getpid(),
		 clock_monotonic());
	snprintf(path, sizeof(path), "%s/trace_marker", tracefs);
	marker = fopen(path, "we");
	if (!marker)
		return false;
	fputs(show->mark, marker);
	return !fclose(marker);
}

static void show_line(struct trace_show *show, char *text, struct trace_silence *silence)
{
	enum trace_line_kind kind;
	struct trace_line line;
	struct packet packet;

	if (*show->mark) {
		if (strstr(text, show->mark))
			*show->mark = '\0';
		return;
	}
	if (show->raw) {
		show_raw(text);
		show->shown++;
		return;
	}
	kind = trace_line_parse(text, &line);
	if (kind == TRACE_LINE_LOST) {
		tell_lost(&line);
		return;
	}
	if (kind != TRACE_LINE_MESSAGE || !parse_packet(line.message, &packet)) {
		trace_silence_skip(silence, kind == TRACE_LINE_MESSAGE ? line.message : text);
		return;
	}
	if (show->json)
		show_json(&line, &packet);
	else
		show_text(&packet);
	show->shown++;
	trace_silence_show(silence);
}

size_t trace_show_lines(struct trace_show *show, char *text, size_t len, bool full,
			struct trace_silence *silence)
{
	char *line = text, *newline;

	while (!trace_show_done(show) && (newline = memchr(line, '\n', text + len - line))) {
		*newline = '\0';
		show_line(show, line, silence);
		line = newline + 1;
	}
	if (full && line == text && !trace_show_done(show)) {
		text[len] = '\0';
		show_line(show, text, silence);
		return len;
	}
	return line - text;
}

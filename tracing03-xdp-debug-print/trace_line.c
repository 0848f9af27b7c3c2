// SPDX-License-Identifier: GPL-2.0
/*
 * "            ping-4242    [001] ..s2. 123.456789: bpf_trace_printk: message", or
 * "CPU:1 [LOST 27 EVENTS]".
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "trace_line.h"

#define COMM_COLUMNS 16 /* right-aligned; a '-' stands behind them */

static enum trace_line_kind parse_lost(const char *text, struct trace_line *line)
{
	int length = 0;

	line->lost = 0;
	if (sscanf(text, "CPU:%u [LOST %lu EVENTS]%n", &line->cpu, &line->lost, &length) == 2 &&
	    length && !text[length])
		return TRACE_LINE_LOST;
	length = 0;
	if (sscanf(text, "CPU:%u [LOST EVENTS]%n", &line->cpu, &length) == 1 && length &&
	    !text[length])
		return TRACE_LINE_LOST;
	return TRACE_LINE_OTHER;
}

enum trace_line_kind trace_line_parse(char *text, struct trace_line *line)
{
	int length = 0;
	char *at, *end;

	if (strlen(text) <= COMM_COLUMNS || text[COMM_COLUMNS] != '-')
		return parse_lost(text, line);
	at = text + COMM_COLUMNS + 1;
	if (sscanf(at, "%d%n", &line->pid, &length) != 1)
		return parse_lost(text, line);
	at += length + strspn(at + length, " ");
	if (*at == '(') /* the thread group */
		at += strcspn(at, "[");
	length = 0;
	/* between CPU and time stand flags, whose number differs from kernel to kernel */
	if (sscanf(at, " [%u] %*[^ ] %lf:%n", &line->cpu, &line->seconds, &length) != 2 || !length)
		return TRACE_LINE_OTHER;
	at += length + strspn(at + length, " ");
	end = strstr(at, ": ");
	if (!end)
		return TRACE_LINE_OTHER;
	*end = '\0';
	line->function = at;
	line->message = end + 2;
	text[COMM_COLUMNS] = '\0';
	snprintf(line->comm, sizeof(line->comm), "%s", text + strspn(text, " "));
	return TRACE_LINE_MESSAGE;
}

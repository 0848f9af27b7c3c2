/* SPDX-License-Identifier: GPL-2.0 */
/* What becomes of a line: the packet that xdp_prog_kern.c printed, as text or JSON. */
#ifndef TRACING03_TRACE_SHOW_H
#define TRACING03_TRACE_SHOW_H

#include <stdbool.h>

#include "trace_silence.h"

struct trace_show {
	bool raw, json;	    /* as the options say */
	unsigned int shown; /* packets, or lines when they are raw */
	char mark[64];	    /* nothing is shown before this has come; "" when it has */
};

/*
 * trace_show_from_now - show only what is printed from now on
 *
 * For that, a mark is printed into the buffer. Returns whether it could be: without it
 * nothing would be shown.
 */
bool trace_show_from_now(struct trace_show *show, const char *tracefs);

/*
 * trace_show_line - show a line of the trace buffer on stdout, if it is one to show
 * @line: without its newline; it is cut into pieces
 * @silence: learns of lines that are not shown
 *
 * What must not be read by a terminal is made visible. Lines that the buffer lost are
 * told on stderr.
 */
void trace_show_line(struct trace_show *show, char *line, struct trace_silence *silence);

#endif

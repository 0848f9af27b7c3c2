/* SPDX-License-Identifier: GPL-2.0 */
/* What becomes of a line: the packet that xdp_prog_kern.c printed, as text or JSON. */
#ifndef TRACING03_TRACE_SHOW_H
#define TRACING03_TRACE_SHOW_H

#include <stdbool.h>

#include "trace_silence.h"

struct trace_show {
	bool raw, json;	    /* as the options say */
	unsigned int most;  /* it is done when so many are shown; 0: never */
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

/* trace_show_done - is as much shown as there was to show? */
static inline bool trace_show_done(const struct trace_show *show)
{
	return show->most && show->shown >= show->most;
}

/*
 * trace_show_lines - show the lines of the trace buffer on stdout that are to be shown
 * @text: what was read, @len bytes; it is cut into pieces, and has room for one more
 * @full: no more of it can be read: a line that is only begun is shown, if it is alone
 * @silence: learns of lines that are not shown
 *
 * What must not be read by a terminal is made visible. Lines that the buffer lost are
 * told on stderr. Returns how many bytes it took: whole lines, and none once it is done.
 */
size_t trace_show_lines(struct trace_show *show, char *text, size_t len, bool full,
			struct trace_silence *silence);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why nothing comes. The trace buffer is the whole machine's: somebody may have switched
 * tracing off, or read the lines himself, for each goes to one reader only; or the lines
 * that come are not those that are looked for.
 */
#ifndef TRACING03_TRACE_SILENCE_H
#define TRACING03_TRACE_SILENCE_H

#include <linux/types.h>
#include <stdbool.h>
#include <sys/types.h>

struct trace_silence {
	const char *tracefs;  /* where it is; all else begins with 0 */
	__u64 heard;	      /* when a line came last, in ns of CLOCK_MONOTONIC */
	__u64 looked;	      /* when tracing_on was read last */
	bool off;	      /* what it said */
	bool searched;	      /* for another reader, in this silence */
	pid_t other;	      /* that was found */
	__u64 shown;	      /* when a line was shown last, or the reading began */
	unsigned int skipped; /* lines since then */
	bool told;	      /* of those */
	char example[128];    /* of those */
};

/*
 * trace_silence_refused - say why trace_pipe was not opened
 * @err: the negative errno, which is returned
 *
 * Since Linux 6.6 the kernel permits one reader at a time; the one that is there is named.
 */
int trace_silence_refused(const char *tracefs, int err);

/*
 * trace_silence_look - say what keeps lines away; call it as often as you like
 * @came: whether there was something to read just now
 *
 * At the beginning, and again after two seconds without a line: whether tracing is off,
 * and once in each silence, for it goes through all processes, whether another reads.
 * After five seconds in which lines came, and none to show: how many, and one of them.
 */
void trace_silence_look(struct trace_silence *silence, bool came);

/* trace_silence_skip - a line was not shown; @text: of the line, what matters */
void trace_silence_skip(struct trace_silence *silence, const char *text);

/* trace_silence_show - a line was shown */
void trace_silence_show(struct trace_silence *silence);

/*
 * trace_silence_reader - find another process that has trace_pipe open
 * @comm: set to its name where there is one
 *
 * One CPU's pipe and the raw pipes count, those of other instances do not. Returns
 * its process id, or 0 where none is to be seen: those of other process
 * namespaces are not, nor is anybody else's without root.
 */
pid_t trace_silence_reader(char comm[16]);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A line of the kernel's trace buffer, as trace_pipe delivers it, taken apart. */
#ifndef TRACING03_TRACE_LINE_H
#define TRACING03_TRACE_LINE_H

enum trace_line_kind {
	TRACE_LINE_OTHER,   /* nothing that is known here */
	TRACE_LINE_MESSAGE, /* somebody wrote it: all members are set */
	TRACE_LINE_LOST,    /* the buffer had no room: cpu and lost are set */
};

struct trace_line {
	char comm[16]; /* the task that was running; "<...>" where the kernel forgot */
	int pid;       /* of that task */
	unsigned int cpu;
	double seconds;	      /* of the trace clock, by default since the machine's start */
	const char *function; /* who wrote: "bpf_trace_printk", "tracing_mark_write", ... */
	const char *message;  /* what */
	unsigned long lost;   /* messages; 0 where the kernel did not count them */
};

/*
 * trace_line_parse - take a line apart
 * @text: the line without its newline; it is cut into pieces
 * @line: filled; it points into @text
 *
 * Of the formats that trace_options can choose, the default is understood, and
 * that with thread groups (record-tgid). A task's name may hold anything: it
 * takes the first 16 columns.
 */
enum trace_line_kind trace_line_parse(char *text, struct trace_line *line);

#endif

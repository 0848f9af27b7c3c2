/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's trace buffer, read as trace_pipe delivers it: each line once, to
 * one reader. The buffer is the whole machine's, so others may stand in the way.
 */
#ifndef TRACING03_TRACE_PIPE_H
#define TRACING03_TRACE_PIPE_H

struct trace_pipe;

/*
 * trace_pipe_open - begin to read; what was written before is left out
 *
 * Finds tracefs wherever it is mounted, and mounts it where it is not. Returns a
 * handle for trace_pipe_close(), or NULL with the reason logged: since Linux 6.6
 * the kernel permits one reader at a time, and the one that is there is named.
 */
struct trace_pipe *trace_pipe_open(void);

/*
 * trace_pipe_fd - a descriptor for signals_wait()
 *
 * Look at intervals too: newer kernels call it readable when the buffer is half full.
 */
int trace_pipe_fd(const struct trace_pipe *pipe);

/*
 * trace_pipe_next - the next line
 * @line: set to it, without its newline; it may be written to, until the next call
 *
 * Returns 1, 0 when there is none now, or a negative errno with the reason logged.
 */
int trace_pipe_next(struct trace_pipe *pipe, char **line);

/*
 * trace_pipe_look - say what keeps lines away: tracing is off, another reader takes them
 *
 * Says it once, and again when it has changed. It goes through all processes, so
 * it does that every two seconds at most: call it as often as you like.
 */
void trace_pipe_look(struct trace_pipe *pipe);

/* trace_pipe_close - NULL is permitted */
void trace_pipe_close(struct trace_pipe *pipe);

#endif

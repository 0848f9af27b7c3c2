// SPDX-License-Identifier: GPL-2.0
/* Reading trace_pipe, and who else may be at it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "trace_pipe.h"
#include "trace_reader.h"
#include "tracepoints.h"

#define LOOK_EVERY (2 * CLOCK_NS_PER_SEC)
#define SKIP_FOR   (5 * CLOCK_NS_PER_SEC) /* at most, should our line be taken by another reader */

struct trace_pipe {
	const char *tracefs;
	int fd;
	int on;		   /* what tracing_on was when we looked last */
	pid_t other;	   /* the reader that was last complained of */
	__u64 looked;	   /* when, in ns of CLOCK_MONOTONIC */
	size_t begin, end; /* of what is in the buffer and was not handed out */
	char buffer[64 * 1024];
};

static int open_file(const char *tracefs, const char *name, int flags)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", tracefs, name);
	return open(path, flags | O_CLOEXEC);
}

/* Is it recorded at all? Returns 1, 0, or -1 where that cannot be told. */
static int tracing_on(const char *tracefs)
{
	int fd = open_file(tracefs, "tracing_on", O_RDONLY);
	char digit = 0;

	if (fd < 0)
		return -1;
	if (read(fd, &digit, 1) != 1)
		digit = 0;
	close(fd);
	return digit == '0' ? 0 : digit == '1' ? 1 : -1;
}

static void explain(const char *tracefs, int err)
{
	char comm[16];
	pid_t other = err == -EBUSY ? trace_reader_other(comm) : 0;

	if (other) {
		log_error(err, "%s/trace_pipe: busy: process %d (%s) reads it", tracefs, other,
			  comm);
	} else {
		log_error(err, "%s/trace_pipe: %s%s", tracefs, strerror(-err),
			  err == -EACCES || err == -EPERM ? ": run as root" :
			  err == -EBUSY			  ? ": another process reads it" :
							    "");
	}
}

/* Reads what there is behind what is left. Returns 1, 0 when there is nothing, or an errno. */
static int fill(struct trace_pipe *pipe)
{
	ssize_t len;

	memmove(pipe->buffer, pipe->buffer + pipe->begin, pipe->end - pipe->begin);
	pipe->end -= pipe->begin;
	pipe->begin = 0;
	len = read(pipe->fd, pipe->buffer + pipe->end, sizeof(pipe->buffer) - 1 - pipe->end);
	if (len < 0 && errno != EAGAIN && errno != EINTR)
		return log_error(-errno, "%s/trace_pipe: %s", pipe->tracefs, strerror(errno));
	if (len > 0)
		pipe->end += len;
	return len > 0;
}

/* A line that fills the whole buffer is handed out as it is. */
int trace_pipe_next(struct trace_pipe *pipe, char **line)
{
	char *start, *newline;
	int err;

	for (;;) {
		start = pipe->buffer + pipe->begin;
		newline = memchr(start, '\n', pipe->end - pipe->begin);
		if (newline || pipe->end - pipe->begin == sizeof(pipe->buffer) - 1)
			break;
		err = fill(pipe);
		if (err <= 0)
			return err;
	}
	if (!newline)
		newline = pipe->buffer + pipe->end;
	*newline = '\0';
	pipe->begin = newline + 1 - pipe->buffer;
	if (pipe->begin > pipe->end)
		pipe->begin = pipe->end;
	*line = start;
	return 1;
}

/* Leaves out what was written before a line that we write now. */
static int skip_old(struct trace_pipe *pipe)
{
	int fd = open_file(pipe->tracefs, "trace_marker", O_WRONLY), found;
	__u64 began = clock_monotonic();
	bool marked;
	char text[64], *line;
	int len = snprintf(text, sizeof(text), "reader %d begins at %llu", getpid(), began);

	marked = fd >= 0 && write(fd, text, len) == len;
	if (fd >= 0)
		close(fd);
	while ((found = trace_pipe_next(pipe, &line)) > 0)
		if (strstr(line, text) || clock_monotonic() - began >= SKIP_FOR)
			return 0;
	if (!found && marked)
		log_note("%s/trace_pipe: another reader takes lines", pipe->tracefs);
	return found;
}

struct trace_pipe *trace_pipe_open(void)
{
	const char *tracefs = tracepoints_tracefs();
	struct trace_pipe *pipe = tracefs ? calloc(1, sizeof(*pipe)) : NULL;

	if (!pipe)
		return NULL;
	pipe->tracefs = tracefs;
	pipe->on = 1;
	pipe->fd = open_file(tracefs, "trace_pipe", O_RDONLY | O_NONBLOCK);
	if (pipe->fd < 0)
		explain(tracefs, -errno);
	else if (!skip_old(pipe))
		return pipe;
	trace_pipe_close(pipe);
	return NULL;
}

int trace_pipe_fd(const struct trace_pipe *pipe)
{
	return pipe->fd;
}

void trace_pipe_look(struct trace_pipe *pipe)
{
	char comm[16];
	pid_t other;
	int on;

	if (clock_monotonic() - pipe->looked < LOOK_EVERY)
		return;
	pipe->looked = clock_monotonic();
	on = tracing_on(pipe->tracefs);
	if (!on && pipe->on)
		log_note("%s/tracing_on: is 0, so nothing is recorded: echo 1 > %s/tracing_on",
			 pipe->tracefs, pipe->tracefs);
	pipe->on = on;
	other = trace_reader_other(comm);
	if (other && other != pipe->other)
		log_note("%s/trace_pipe: process %d (%s) reads it too, and each line goes to one "
			 "reader only",
			 pipe->tracefs, other, comm);
	pipe->other = other;
}

void trace_pipe_close(struct trace_pipe *pipe)
{
	if (!pipe)
		return;
	if (pipe->fd >= 0)
		close(pipe->fd);
	free(pipe);
}

// SPDX-License-Identifier: GPL-2.0
/* Looking at tracing_on, and for open trace_pipe files in /proc. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "trace_silence.h"

#define LOOK_AFTER (2 * CLOCK_NS_PER_SEC)
#define TELL_AFTER (5 * CLOCK_NS_PER_SEC)

static void read_comm(pid_t pid, char comm[16])
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%15[^\n]", comm) != 1)
		snprintf(comm, 16, "?");
	if (file)
		fclose(file);
}

/* Is the descriptor, named by its link in /proc, one of the main buffer's pipes? */
static bool is_pipe(const char *descriptor)
{
	char target[PATH_MAX];
	ssize_t len = readlink(descriptor, target, sizeof(target) - 1);

	target[len < 0 ? 0 : len] = '\0';
	return strstr(target, "/trace_pipe") && !strstr(target, "/instances/");
}

pid_t trace_silence_reader(char comm[16])
{
	pid_t found = 0;
	glob_t files;

	if (glob("/proc/[0-9]*/fd/*", GLOB_NOSORT, NULL, &files))
		return 0;
	for (size_t i = 0; i < files.gl_pathc && !found; i++) {
		pid_t pid = atoi(files.gl_pathv[i] + strlen("/proc/"));

		if (pid != getpid() && is_pipe(files.gl_pathv[i]))
			found = pid;
	}
	globfree(&files);
	if (found)
		read_comm(found, comm);
	return found;
}

int trace_silence_refused(const char *tracefs, int err)
{
	const char *hint = "";
	char comm[16];
	pid_t other;

	if (err == -EBUSY) {
		other = trace_silence_reader(comm);
		if (other)
			return log_error(err, "%s/trace_pipe: busy: process %d (%s) reads it",
					 tracefs, other, comm);
		hint = ": another process reads it";
	} else if (err == -EACCES || err == -EPERM) {
		hint = ": run as root";
	}
	return log_error(err, "%s/trace_pipe: %s%s", tracefs, strerror(-err), hint);
}

/* Is nothing recorded? */
static bool is_off(const char *tracefs)
{
	char path[PATH_MAX];
	FILE *file;
	int digit;

	snprintf(path, sizeof(path), "%s/tracing_on", tracefs);
	file = fopen(path, "r");
	if (!file)
		return false;
	digit = fgetc(file);
	fclose(file);
	return digit == '0';
}

static void look_around(struct trace_silence *silence)
{
	bool off = is_off(silence->tracefs);
	char comm[16];
	pid_t other;

	if (off && !silence->off)
		log_note("%s/tracing_on: is 0, so nothing is recorded: echo 1 > %s/tracing_on",
			 silence->tracefs, silence->tracefs);
	silence->off = off;
	if (silence->searched)
		return;
	silence->searched = true;
	other = trace_silence_reader(comm);
	if (other && other != silence->other)
		log_note("%s/trace_pipe: process %d (%s) reads it too, and each line goes to one "
			 "reader only",
			 silence->tracefs, other, comm);
	silence->other = other;
}

static void tell_skipped(struct trace_silence *silence)
{
	silence->told = true;
	log_note("%u line%s left out that xdp_prog_kern.c does not print, as \"%s\": --raw shows "
		 "all",
		 silence->skipped, silence->skipped == 1 ? "" : "s", silence->example);
}

void trace_silence_look(struct trace_silence *silence, bool came)
{
	__u64 now = clock_monotonic();

	if (!silence->shown)
		silence->shown = now;
	if (silence->skipped && !silence->told && now - silence->shown >= TELL_AFTER)
		tell_skipped(silence);
	if (came) {
		silence->heard = now;
		silence->searched = false;
	} else if (now - silence->heard >= LOOK_AFTER && now - silence->looked >= LOOK_AFTER) {
		silence->looked = now;
		look_around(silence);
	}
}

void trace_silence_skip(struct trace_silence *silence, const char *text)
{
	if (!silence->skipped++)
		snprintf(silence->example, sizeof(silence->example), "%s", text);
}

void trace_silence_show(struct trace_silence *silence)
{
	silence->shown = clock_monotonic();
	silence->skipped = 0;
}

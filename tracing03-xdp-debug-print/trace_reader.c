// SPDX-License-Identifier: GPL-2.0
/* Looking for open trace_pipe files in /proc. */
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_reader.h"

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

pid_t trace_reader_other(char comm[16])
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

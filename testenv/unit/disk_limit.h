/* SPDX-License-Identifier: GPL-2.0 */
/* A disk that is full when a file has reached some size. */
#ifndef UNIT_DISK_LIMIT_H
#define UNIT_DISK_LIMIT_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* limit_files - no file of this process may grow beyond @bytes; RLIM_INFINITY ends it */
static inline void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	fflush(stdout); /* the test's own output may be a file too */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	if (setrlimit(RLIMIT_FSIZE, &limit))
		abort();
}

#endif

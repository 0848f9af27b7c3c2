/* SPDX-License-Identifier: GPL-2.0 */
/* Something that ends the process, or must not stay with it: done in a child. */
#ifndef UNIT_CHILD_H
#define UNIT_CHILD_H

#include <linux/capability.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A body returns 0, or the number of the line that failed. No assertion may stand in it. */
#define WANT(condition)                  \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

/* in_child - run @body in a child; returns what it returned, or -1 when a signal ended it */
static inline int in_child(int (*body)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(60); /* it must not hang */
		status = body();
		fflush(stdout);
		_exit(status);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* drop_capabilities - as an ordinary user from here on; for a child */
static inline int drop_capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};

	return syscall(SYS_capset, &header, none);
}

#endif

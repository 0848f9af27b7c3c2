// SPDX-License-Identifier: GPL-2.0
/* Starting a command with the signals as they were before signals_init(). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "log.h"

#define PATIENCE 1000 /* ms that a command gets to end by itself */

pid_t command_start(char **argv)
{
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	pid_t pid;
	int err;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	err = posix_spawnp(&pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return err ? log_error(-err, "%s: %s", argv[0], strerror(err)) : pid;
}

bool command_ended(pid_t pid)
{
	int status;
	pid_t ended = waitpid(pid, &status, WNOHANG);

	if (ended == pid && WIFSIGNALED(status))
		log_note("command: ended by signal %d", WTERMSIG(status));
	else if (ended == pid && WEXITSTATUS(status))
		log_note("command: exit status %d", WEXITSTATUS(status));
	return ended != 0;
}

void command_stop(pid_t pid)
{
	struct pollfd end = { .fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };

	kill(pid, SIGTERM);
	if (poll(&end, 1, PATIENCE) != 1)
		kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (end.fd >= 0)
		close(end.fd);
}

// SPDX-License-Identifier: GPL-2.0
/* Starting a command with the signals as they were before signals_init(). */
#include <errno.h>
#include <fcntl.h>
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

/* Exit statuses, as shells, env(1) and timeout(1) have them. */
enum {
	NOT_RUN = 126,
	NOT_FOUND = 127,
	SIGNALLED = 128, /* and the signal's number */
};

/* With the signals as they were before signals_init(). Returns 0 or an errno. */
static int spawn(pid_t *pid, char **argv, const posix_spawn_file_actions_t *files, short flags)
{
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int err;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	sigaddset(&defaults, SIGUSR2);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes,
				 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags);
	err = posix_spawnp(pid, argv[0], files, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return err;
}

pid_t command_start(char **argv, int out, int *status)
{
	posix_spawn_file_actions_t files;
	pid_t pid;
	int err;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	err = spawn(&pid, argv, &files, 0);
	posix_spawn_file_actions_destroy(&files);
	if (!err)
		return pid;
	*status = err == ENOENT ? NOT_FOUND : NOT_RUN;
	return log_error(-err, "%s: %s", argv[0], strerror(err));
}

pid_t command_filter(char **argv, int *in, int *out)
{
	posix_spawn_file_actions_t files;
	int to[2], from[2], err;
	pid_t pid;

	if (pipe2(to, O_CLOEXEC))
		return -errno;
	if (pipe2(from, O_CLOEXEC)) {
		err = errno;
		close(to[0]);
		close(to[1]);
		return -err;
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, to[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, from[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	err = spawn(&pid, argv, &files, POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_destroy(&files);
	close(to[0]);
	close(from[1]);
	*in = to[1];
	*out = from[0];
	if (!err)
		return pid;
	close(*in);
	close(*out);
	return -err;
}

bool command_ended(pid_t pid, int *status)
{
	int how;
	pid_t ended = waitpid(pid, &how, WNOHANG);

	if (ended != pid)
		return ended != 0;
	if (WIFSIGNALED(how)) {
		*status = SIGNALLED + WTERMSIG(how);
		log_note("command: ended by signal %d", WTERMSIG(how));
	} else {
		*status = WEXITSTATUS(how);
		if (*status)
			log_note("command: exit status %d", *status);
	}
	return true;
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

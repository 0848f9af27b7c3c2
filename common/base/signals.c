// SPDX-License-Identifier: GPL-2.0
/* Signals become readable from a descriptor, so none can slip in between a check and a wait. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "log.h"
#include "signals.h"

static int stop_fd = -1;
static sigset_t taken; /* the signals that come by the descriptor */

static int take(void)
{
	sigset_t blocked = taken;

	sigaddset(&blocked, SIGUSR1); /* one that comes early waits for signals_report() */
	if (sigprocmask(SIG_BLOCK, &blocked, NULL))
		return log_error(-errno, "signals: %s", strerror(errno));
	stop_fd = signalfd(stop_fd, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
	return stop_fd < 0 ? log_error(-errno, "signals: %s", strerror(errno)) : 0;
}

int signals_init(void)
{
	struct sigaction hangup;

	signal(SIGPIPE, SIG_IGN); /* a write error does as well */
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&taken);
	sigaddset(&taken, SIGINT);
	sigaddset(&taken, SIGTERM);
	if (!sigaction(SIGHUP, NULL, &hangup) && hangup.sa_handler != SIG_IGN)
		sigaddset(&taken, SIGHUP);
	return take();
}

int signals_report(void)
{
	sigaddset(&taken, SIGUSR1);
	return take();
}

/* A terminal echoes Ctrl-C as "^C": what comes next shall begin on a line of its own. */
static int what_was_told(void)
{
	struct signalfd_siginfo info = {};

	if (read(stop_fd, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGINT &&
	    isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return info.ssi_signo == SIGUSR1 ? SIGNALS_REPORT : -EINTR;
}

int signals_wait(int fd, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	if (poll(fds, 2, timeout_ms) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		return what_was_told();
	return fds[1].revents != 0;
}

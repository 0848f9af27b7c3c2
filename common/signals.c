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

int signals_init(void)
{
	struct sigaction hangup;
	sigset_t stop;

	signal(SIGPIPE, SIG_IGN); /* a write error does as well */
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	if (!sigaction(SIGHUP, NULL, &hangup) && hangup.sa_handler != SIG_IGN)
		sigaddset(&stop, SIGHUP);

	if (sigprocmask(SIG_BLOCK, &stop, NULL))
		return log_error(-errno, "signals: %s", strerror(errno));
	stop_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	if (stop_fd < 0)
		return log_error(-errno, "signals: %s", strerror(errno));
	return 0;
}

/* A terminal echoes Ctrl-C as "^C": what comes next shall begin on a line of its own. */
static void end_line(void)
{
	struct signalfd_siginfo info;

	if (read(stop_fd, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGINT &&
	    isatty(STDERR_FILENO))
		fputc('\n', stderr);
}

int signals_wait(int fd, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	if (poll(fds, 2, timeout_ms) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents) {
		end_line();
		return -EINTR;
	}
	return fds[1].revents != 0;
}

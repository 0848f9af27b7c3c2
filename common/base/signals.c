// SPDX-License-Identifier: GPL-2.0
/* Signals become readable from a descriptor, so none can slip in between a check and a wait. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "signals.h"

#define PATIENCE 1000 /* ms that a reader gets to go on, once the program is to stop */

static int stop_fd = -1;
static bool stopped;   /* told to stop */
static int pending;    /* what was told while something was written; 0: nothing */
static __u64 deadline; /* ns of CLOCK_MONOTONIC; 0: never */
static sigset_t taken; /* the signals that come by the descriptor */

static int take(void)
{
	sigset_t blocked = taken;

	sigaddset(&blocked, SIGUSR1); /* one that comes early waits for signals_report() */
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	stop_fd = signalfd(stop_fd, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
	return stop_fd < 0 ? log_error(-errno, "signals: %s", strerror(errno)) : 0;
}

int signals_init(void)
{
	struct sigaction hangup;

	signal(SIGPIPE, SIG_IGN); /* a write error does as well */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGUSR2, SIG_IGN); /* with it tcpdump is made to flush what here is flushed always */
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
	if (info.ssi_signo == SIGUSR1)
		return SIGNALS_REPORT;
	stopped = true;
	return -EINTR;
}

int signals_wait(int fd, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	int told = pending;

	pending = 0;
	if (told)
		return told;
	if (poll(fds, 2, timeout_ms) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		return what_was_told();
	return fds[1].revents != 0;
}

void signals_deadline(unsigned long long ns)
{
	deadline = ns ? clock_monotonic() + ns : 0;
}

bool signals_over(void)
{
	return deadline && clock_monotonic() >= deadline;
}

/* ms after which it is not worth it to wait for a reader any more */
static int patience(void)
{
	__u64 now = clock_monotonic(), left;

	if (stopped || signals_over())
		return PATIENCE;
	left = deadline - now;
	return deadline && left < INT_MAX * CLOCK_NS_PER_MS ? (int)(left / CLOCK_NS_PER_MS) + 1 :
							      -1;
}

int signals_ready(int fd, short events, int most_ms)
{
	struct pollfd fds[] = {
		{ .fd = stop_fd, .events = POLLIN },
		{ .fd = fd, .events = events },
	};
	int ready;

	for (;;) {
		bool last = stopped || signals_over(); /* one more word, or no move, ends it */
		int wait = patience();
		bool over = most_ms >= 0 && (wait < 0 || most_ms < wait);

		ready = poll(fds, 2, over ? most_ms : wait);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready > 0 && fds[1].revents)
			return 0;
		if (ready > 0)
			pending = what_was_told();
		if (over && !ready)
			return -ETIME;
		if (last && (!ready || pending == -EINTR))
			return -EINTR;
	}
}

bool signals_unread(int fd)
{
	struct pollfd out = { .fd = fd };

	return poll(&out, 1, 0) == 1 && out.revents & (POLLERR | POLLHUP);
}

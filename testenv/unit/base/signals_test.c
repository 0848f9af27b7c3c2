// SPDX-License-Identifier: GPL-2.0
/*
 * common/signals: what ends a wait, and what does not. Each test in a process of its own, for
 * signals_init() is for a whole program's life.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "child.h"
#include "clock.h"
#include "signals.h"
#include "unit.h"

#define LONG 30000 /* ms, of a wait that something else ends */

static int stopped_by(int number)
{
	WANT(!signals_init());
	WANT(signals_wait(-1, 0) == 0);
	raise(number);
	WANT(signals_wait(-1, LONG) == -EINTR);
	WANT(signals_wait(-1, 0) == 0); /* told once */
	raise(number);
	WANT(signals_wait(-1, LONG) == -EINTR);
	return 0;
}

TEST_IN_CHILD(interrupt)
{
	return stopped_by(SIGINT);
}

TEST_IN_CHILD(terminate)
{
	return stopped_by(SIGTERM);
}

TEST_IN_CHILD(hangup)
{
	signal(SIGHUP, SIG_DFL);
	return stopped_by(SIGHUP);
}

/* A script's background process: sh -c 'program &'. */
TEST_IN_CHILD(ignored_interrupt)
{
	signal(SIGINT, SIG_IGN);
	return stopped_by(SIGINT);
}

/* nohup. */
TEST_IN_CHILD(ignored_hangup)
{
	signal(SIGHUP, SIG_IGN);
	WANT(!signals_init());
	raise(SIGHUP);
	WANT(signals_wait(-1, 0) == 0);
	raise(SIGTERM);
	WANT(signals_wait(-1, LONG) == -EINTR);
	return 0;
}

/* Sends the signal when its parent sleeps. */
static void stop_parent(int number)
{
	pid_t parent = getppid();
	char path[64], stat[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", parent);
	do {
		int fd = open(path, O_RDONLY);
		ssize_t len = read(fd, stat, sizeof(stat) - 1);

		if (len < 0)
			_exit(1);
		stat[len] = '\0';
		close(fd);
	} while (!strstr(stat, ") S "));
	kill(parent, number);
	_exit(0);
}

TEST_IN_CHILD(while_waiting)
{
	WANT(!signals_init());
	if (!fork())
		stop_parent(SIGINT);
	WANT(signals_wait(-1, LONG) == -EINTR);
	return 0;
}

/* What the user wants to know is no reason to stop. */
TEST_IN_CHILD(reported)
{
	WANT(!signals_init() && !signals_report());
	WANT(signals_wait(-1, 0) == 0);
	raise(SIGUSR1);
	WANT(signals_wait(-1, LONG) == SIGNALS_REPORT);
	WANT(signals_wait(-1, 0) == 0); /* told once */
	raise(SIGTERM);
	WANT(signals_wait(-1, LONG) == -EINTR);
	raise(SIGUSR1);
	WANT(signals_wait(-1, LONG) == SIGNALS_REPORT);
	return 0;
}

/* Between a program's ready line and signals_report() it may be asked already. */
TEST_IN_CHILD(reported_early)
{
	WANT(!signals_init());
	raise(SIGUSR1);
	WANT(signals_wait(-1, 0) == 0);
	WANT(!signals_report());
	WANT(signals_wait(-1, LONG) == SIGNALS_REPORT);
	return 0;
}

TEST_IN_CHILD(report_while_waiting)
{
	WANT(!signals_init() && !signals_report());
	if (!fork())
		stop_parent(SIGUSR1);
	WANT(signals_wait(-1, LONG) == SIGNALS_REPORT);
	return 0;
}

TEST_IN_CHILD(time_passes)
{
	__u64 before;

	WANT(!signals_init());
	before = clock_monotonic();
	WANT(signals_wait(-1, 20) == 0);
	WANT(clock_monotonic() - before >= 20 * CLOCK_NS_PER_MS);
	return 0;
}

TEST_IN_CHILD(readable)
{
	int ends[2];
	char byte;

	WANT(!signals_init() && !pipe(ends));
	WANT(signals_wait(ends[0], 0) == 0);
	WANT(write(ends[1], "x", 1) == 1);
	WANT(signals_wait(ends[0], LONG) == 1);
	WANT(signals_wait(ends[0], 0) == 1);
	raise(SIGINT); /* the user's word counts more */
	WANT(signals_wait(ends[0], LONG) == -EINTR);
	WANT(read(ends[0], &byte, 1) == 1);
	WANT(signals_wait(ends[0], 0) == 0);
	close(ends[1]);
	WANT(signals_wait(ends[0], LONG) == 1);
	return 0;
}

TEST_IN_CHILD(broken_pipe)
{
	int ends[2];

	WANT(!signals_init() && !pipe(ends));
	close(ends[0]);
	WANT(write(ends[1], "x", 1) == -1 && errno == EPIPE);
	return 0;
}

static void limit_descriptors(rlim_t count)
{
	static rlim_t usual;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (!usual)
		usual = limit.rlim_cur;
	limit.rlim_cur = count < usual ? count : usual;
	setrlimit(RLIMIT_NOFILE, &limit);
}

TEST_IN_CHILD(waiting_fails)
{
	int result;

	WANT(!signals_init());
	limit_descriptors(1);
	result = signals_wait(-1, 0);
	limit_descriptors(RLIM_INFINITY);
	WANT(result == -EINVAL);
	return 0;
}

TEST_IN_CHILD(no_descriptor)
{
	int result;

	hear_begin(&heard);
	limit_descriptors(0);
	result = signals_init();
	limit_descriptors(RLIM_INFINITY);
	hear_end(&heard);
	WANT(result == -EMFILE);
	WANT(!strcmp(heard.err, "signals: Too many open files\n"));
	return 0;
}

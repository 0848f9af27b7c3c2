// SPDX-License-Identifier: GPL-2.0
/* tracing03/trace_silence: a directory that stands for tracefs, and a clock that the test sets. */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "clock.h"
#include "scratch.h"
#include "trace_silence.h"
#include "unit.h"

static __u64 now; /* ns; Makefile has clock_monotonic() ask here */
static struct trace_silence silence;
__u64 __wrap_clock_monotonic(void);
__u64 __wrap_clock_monotonic(void)
{
	return now;
}

FIXTURE(begin)
{
	now = 1000 * CLOCK_NS_PER_SEC;
	silence = (struct trace_silence){ .tracefs = scratch, .searched = true };
	scratch_write(scratch_path("tracing_on"), "1\n");
	return 0;
}

/* What is said when that many seconds more have passed. */
static const char *look_after(unsigned int seconds, bool came)
{
	now += seconds * CLOCK_NS_PER_SEC;
	HEAR(trace_silence_look(&silence, came));
	return heard.err;
}

GROUP(scratch_make, scratch_remove);
EACH(begin, NULL);

TEST(tracing_off)
{
	const char off[] = "/tracing_on: is 0, so nothing is recorded: echo 1 > ";

	assert_string_equal(look_after(0, false), "");
	scratch_write(scratch_path("tracing_on"), "0\n");
	assert_string_equal(look_after(1, false), ""); /* not so soon again */
	assert_non_null(strstr(look_after(1, false), off));
	assert_string_equal(look_after(9, false), ""); /* said already */
	scratch_write(scratch_path("tracing_on"), "1\n");
	assert_string_equal(look_after(9, false), "");
	scratch_write(scratch_path("tracing_on"), "0\n");
	assert_string_equal(look_after(9, true), ""); /* lines come */
	assert_string_equal(look_after(1, false), "");
	assert_non_null(strstr(look_after(1, false), off));
}

TEST(off_from_the_start)
{
	scratch_write(scratch_path("tracing_on"), "0\n");
	assert_non_null(strstr(look_after(0, false), "is 0, so nothing is recorded"));
}

TEST(no_tracing_on)
{
	unlink(scratch_path("tracing_on"));
	assert_string_equal(look_after(0, false), "");
}

/* A process that has trace_pipe open, once it has written to it. */
static pid_t read_elsewhere(void)
{
	const char *path = scratch_path("trace_pipe");
	char byte;
	pid_t pid;
	int fd;

	mkfifo(path, 0600);
	fd = open(path, O_RDWR | O_CLOEXEC);
	pid = fork();
	if (!pid) {
		if (write(fd, "", 1) == 1)
			pause();
		_exit(0);
	}
	assert_int_equal(read(fd, &byte, 1), 1);
	close(fd);
	return pid;
}

/* The test's machine may have others, too; so which one is named is not looked at. */
TEST(another_reader)
{
	pid_t pid = read_elsewhere();

	silence.searched = false;
	assert_non_null(strstr(look_after(0, false), ") reads it too, and each line goes to one "));
	assert_string_equal(look_after(9, false), ""); /* once in a silence */
	assert_string_equal(look_after(9, true), "");
	assert_true(silence.searched == false && silence.other > 0);
	assert_string_equal(look_after(2, false), ""); /* the same one */
	assert_true(silence.searched);
	HEAR(trace_silence_refused(scratch, -EBUSY));
	assert_non_null(strstr(heard.err, "/trace_pipe: busy: process "));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(scratch_path("trace_pipe"));
}

TEST(refused)
{
	int err;

	hear_begin(&heard);
	err = trace_silence_refused("/t", -EACCES);
	trace_silence_refused("/t", -ENODEV);
	hear_end(&heard);
	assert_int_equal(err, -EACCES);
	assert_string_equal(heard.err, "/t/trace_pipe: Permission denied: run as root\n"
				       "/t/trace_pipe: No such device\n");
}

TEST(skipped)
{
	assert_string_equal(look_after(0, true), "");
	trace_silence_skip(&silence, "eth: \033[31m 5a");
	trace_silence_skip(&silence, "another");
	assert_string_equal(look_after(4, true), "");
	assert_string_equal(look_after(1, true),
			    "2 lines left out that xdp_prog_kern.c does not print, as "
			    "\"eth: \\033[31m 5a\": --raw shows all\n");
	trace_silence_skip(&silence, "another");
	assert_string_equal(look_after(9, true), ""); /* said already */
}

/* What is not shown among what is needs no word, nor does what is not there. */
TEST(not_only_skipped)
{
	assert_string_equal(look_after(0, true), "");
	assert_string_equal(look_after(9, true), "");
	trace_silence_skip(&silence, "another");
	trace_silence_show(&silence);
	assert_string_equal(look_after(9, true), "");
	trace_silence_skip(&silence, "the last one");
	assert_string_equal(look_after(0, true),
			    "1 line left out that xdp_prog_kern.c does not print, as "
			    "\"the last one\": --raw shows all\n");
}

// SPDX-License-Identifier: GPL-2.0
/* command: how a command starts, how it ends, and what is said of that. */
#include <signal.h>
#include <sys/wait.h>

#include "clock.h"
#include "command.h"
#include "scratch.h"
#include "signals.h"
#include "unit.h"

#define COMMAND(...) ((char *[]){ __VA_ARGS__, NULL })

static int status;

/* Runs a command to its end. */
static void run(char **argv, int want, const char *said)
{
	siginfo_t info;
	pid_t pid;
	bool ended, again;

	status = -1;
	hear_begin(&heard);
	pid = command_start(argv, STDOUT_FILENO, &status);
	waitid(P_PID, pid, &info, WEXITED | WNOWAIT); /* it is there to be waited for again */
	ended = command_ended(pid, &status);
	again = command_ended(pid, &status);
	hear_end(&heard);
	assert_true(pid > 0 && ended && again);
	assert_int_equal(status, want);
	assert_string_equal(heard.err, said);
}

GROUP(scratch_make, scratch_remove);

TEST(how_it_ended)
{
	run(COMMAND("true"), 0, "");
	run(COMMAND("sh", "-c", "exit 3"), 3, "command: exit status 3\n");
	run(COMMAND("sh", "-c", "kill -9 $$"), 137, "command: ended by signal 9\n");
}

TEST(words_arrive)
{
	run(COMMAND("sh", "-c", "printf '%s.' \"$@\"", "sh", "a b", "", "--", "$HOME"), 0, "");
	assert_string_equal(heard.out, "a b..--.$HOME.");
}

TEST(not_started)
{
	static const struct {
		const char *name;
		int err, status;
	} commands[] = {
		{ "nonesuch-command", ENOENT, 127 },
		{ "/nonesuch/command", ENOENT, 127 },
		{ "", ENOENT, 127 },
		{ "/", EACCES, 126 },
		{ "/etc/passwd", EACCES, 126 },
	};

	for (size_t i = 0; i < COUNT(commands); i++) {
		assert_int_equal(HEARD(command_start(COMMAND((char *)commands[i].name),
						     STDOUT_FILENO, &status)),
				 -commands[i].err);
		assert_int_equal(status, commands[i].status);
		ASSERT_SAID("%s: %s\n", commands[i].name, strerror(commands[i].err));
	}
}

TEST(still_running)
{
	pid_t pid = command_start(COMMAND("sleep", "100"), STDOUT_FILENO, &status);

	assert_false(command_ended(pid, &status));
	assert_false(command_ended(pid, &status));
	command_stop(pid);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_true(command_ended(pid, &status));
}

TEST(stdout_is_another)
{
	pid_t pid;

	hear_begin(&heard);
	pid = command_start(COMMAND("echo", "text"), STDERR_FILENO, &status);
	waitid(P_PID, pid, &(siginfo_t){}, WEXITED);
	hear_end(&heard);
	assert_string_equal(heard.out, "");
	assert_string_equal(heard.err, "text\n");
}

/* This program blocks and ignores signals; the command has them as a shell would start it. */
TEST(signals)
{
	static char seen[] = "grep -E '^Sig(Blk|Ign)' /proc/self/status";
	unsigned long long blocked, ignored;

	assert_int_equal(signals_init(), 0);
	assert_int_equal(signals_report(), 0);
	run(COMMAND("sh", "-c", seen), 0, "");
	assert_int_equal(sscanf(heard.out, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	assert_int_equal(blocked, 0);
	assert_int_equal(ignored & (1 << (SIGPIPE - 1) | 1 << (SIGXFSZ - 1)), 0);
}

static void wait_until_ready(pid_t pid, const char *file)
{
	while (scratch_size(file) <= 0 && !command_ended(pid, &status))
		usleep(1000);
}

/* It is told to end first, and gets the time for it. */
TEST(stop_is_gentle)
{
	static char cleanup[] = "trap 'echo cleaned >\"$1\"; exit' TERM; echo >\"$0\"; "
				"while :; do sleep 0.01; done";
	const char *ready = scratch_path("ready"), *cleaned = scratch_path("cleaned");
	char text[8];
	pid_t pid = command_start(COMMAND("sh", "-c", cleanup, (char *)ready, (char *)cleaned),
				  STDOUT_FILENO, &status);

	wait_until_ready(pid, ready);
	command_stop(pid);
	scratch_read(cleaned, text, sizeof(text));
	assert_memory_equal(text, "cleaned\n", sizeof(text));
}

/* One that does not want to end is not waited for without end. */
TEST(stop_is_final)
{
	static char stubborn[] = "trap '' TERM; echo >\"$0\"; exec sleep 30";
	const char *ready = scratch_path("deaf");
	__u64 before;
	pid_t pid =
		command_start(COMMAND("sh", "-c", stubborn, (char *)ready), STDOUT_FILENO, &status);

	wait_until_ready(pid, ready);
	before = clock_monotonic();
	command_stop(pid);
	assert_true(clock_monotonic() - before < 10 * CLOCK_NS_PER_SEC);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
}

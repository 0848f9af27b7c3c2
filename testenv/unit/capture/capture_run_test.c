// SPDX-License-Identifier: GPL-2.0
/* capture, capture_run(): what ends the loop, what it reads meanwhile, and what it counts. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "capture_fixture.h"
#include "pcapng_blocks.h"
#include "signals.h"

#define MS CLOCK_NS_PER_MS

/* The clock that is read, and by how much it is set forward. */
static __u64 forward;

__u64 __real_clock_monotonic(void);
__u64 __wrap_clock_monotonic(void);

__u64 __wrap_clock_monotonic(void)
{
	return __real_clock_monotonic() + forward;
}

/* A source that does what a test wants at each reading; what has come by then is complete. */
static int (*script)(unsigned int reading);
static unsigned int readings, checks;
static int check_err;

static int read_script(struct packet_source *packets)
{
	packets->turn = (struct packet_turn){ .complete = clock_monotonic(), .wait = 40 };
	return script(readings++);
}

static int check(struct capture_source *source)
{
	assert_ptr_equal(source->check, check);
	checks++;
	return check_err;
}

/* run - read until something ends it; what is said is heard */
static int run_until(int (*what)(unsigned int), struct capture_until *until)
{
	script = what;
	readings = checks = counts_err = check_err = 0;
	forward = 0;
	counted = (struct packet_counts){ .seen = 7, .lost = 2 };
	return HEARD(capture_run(capture, until));
}

static int run(int (*what)(unsigned int), unsigned int seconds)
{
	return run_until(what, &(struct capture_until){ .ns = seconds * CLOCK_NS_PER_SEC });
}

/* assert_drained - as after detaching, with this result and these counts */
static void assert_drained(int err, __u64 seen, __u64 stored, __u64 lost)
{
	struct capture_totals totals;

	assert_int_equal(HEARD(capture_drain(capture, &totals)), err);
	end_capture();
	assert_int_equal(totals.seen, seen);
	assert_int_equal(totals.stored, stored);
	assert_int_equal(totals.lost, lost);
}

static int one_each_time(unsigned int reading)
{
	event(reading + 1, reading + 1);
	return 0;
}

FIXTURE(begin)
{
	packets.read = read_script;
	source.check = check;
	alarm(60); /* it must not hang, and SIGTERM is blocked */
	return signals_init() ?: scratch_make(state);
}

GROUP(begin, scratch_remove);
EACH(NULL, end_each);

TEST(limit)
{
	start_capture("limit.pcap", 3, show);
	assert_int_equal(run(one_each_time, 0), 0);
	assert_int_equal(readings, 3);
	ASSERT_SHOWN(1, 2, 3);
	assert_string_equal(heard.err, "");
	end_capture();
	ASSERT_STORED("limit.pcap", 1, 2, 3);
}

static __u32 shown_while_unread;

/* The rings are not empty: what an unread event may be older than has to wait. */
static int more_at_first(unsigned int reading)
{
	if (reading) {
		shown_while_unread = shown_count;
		return 0;
	}
	event(1 * MS, 1);
	event(12 * MS, 2);
	packets.turn.complete = 12 * MS - 1;
	return 1;
}

TEST(more)
{
	start_capture(NULL, 2, show);
	assert_int_equal(run(more_at_first, 0), 0);
	assert_int_equal(readings, 2);
	assert_int_equal(shown_while_unread, 1);
	ASSERT_SHOWN(1, 2);
}

static int more_ten_times(unsigned int reading)
{
	if (reading == 10)
		raise(SIGINT);
	return reading < 10;
}

/* Where there is more to read, nobody waits for it. */
TEST(more_at_once)
{
	__u64 before = clock_monotonic(), took;

	start_capture(NULL, 0, show);
	assert_int_equal(run(more_ten_times, 0), 0);
	took = clock_monotonic() - before;
	assert_int_equal(readings, 11);
	assert_in_range(took, 0, 200 * CLOCK_NS_PER_MS); /* it would be 400 */
}

static int asked_then_stopped(unsigned int reading)
{
	event(1, 1);
	raise(reading ? SIGINT : SIGUSR1);
	return 0;
}

TEST(signals)
{
	start_capture(NULL, 0, show);
	assert_int_equal(run(asked_then_stopped, 0), 0);
	assert_int_equal(readings, 2);
	assert_string_equal(heard.err, "7 packets seen, 1 captured, 2 lost\n");
}

static int asked_with_a_filter(unsigned int reading)
{
	counted.rejected = 4;
	return asked_then_stopped(reading);
}

TEST(signal_with_a_filter)
{
	start_capture(NULL, 0, show);
	assert_int_equal(run(asked_with_a_filter, 0), 0);
	assert_string_equal(heard.err, "7 packets seen, 3 matched, 1 captured, 2 lost\n");
}

static int nothing(unsigned int reading)
{
	(void)reading;
	return 0;
}

TEST(duration)
{
	__u64 before = clock_monotonic(), took;

	start_capture(NULL, 0, show);
	assert_int_equal(run(nothing, 1), 0);
	took = clock_monotonic() - before;
	assert_in_range(took, CLOCK_NS_PER_SEC, 10 * CLOCK_NS_PER_SEC);
	assert_int_equal(checks, 1);
}

static struct packet_counts told;

/* Each reading comes a second after the one before; the fourteenth ends it. */
static int second(unsigned int reading)
{
	forward += CLOCK_NS_PER_SEC;
	counted = told;
	if (reading == 13)
		raise(SIGINT);
	return 1;
}

static const char *said_of(struct packet_counts counts)
{
	start_capture(NULL, 0, show);
	told = counts;
	assert_int_equal(run(second, 0), 0);
	end_capture();
	return heard.err;
}

/* After five seconds in which nothing was captured the user is told why, once. */
TEST(why_nothing)
{
	assert_string_equal(
		said_of((struct packet_counts){}),
		"no packet in 5 s: XDP sees what an interface receives, not what it sends\n");
	assert_string_equal(said_of((struct packet_counts){ .seen = 9, .rejected = 9 }),
			    "9 packets in 5 s, and none of them matches the filter\n");
	assert_string_equal(said_of((struct packet_counts){ .seen = 9, .rejected = 8 }), "");
}

/* What the packets come to is gone. */
static int gone(unsigned int reading)
{
	(void)reading;
	check_err = -ENODEV;
	return 0;
}

TEST(check_fails)
{
	start_capture(NULL, 0, show);
	assert_int_equal(run(gone, 60), -ENODEV);
	assert_int_equal(checks, 1);
}

/* One packet, too young for its turn, and no more. */
static int fails(unsigned int reading)
{
	if (!reading)
		event(clock_monotonic(), 1);
	return reading ? -EIO : 0;
}

/* What had come before the source failed is stored, and the rest is lost. */
TEST(read_fails)
{
	start_capture("fails.pcap", 0, show);
	assert_int_equal(run(fails, 0), -EIO);
	assert_int_equal(readings, 2);
	assert_drained(-EIO, 7, 1, 6);
	ASSERT_SHOWN(1);
	ASSERT_STORED("fails.pcap", 1);
}

static int some_are_left(unsigned int reading)
{
	event(clock_monotonic(), reading + 1);
	return reading < 2;
}

TEST(drain)
{
	start_capture("drain.pcap", 0, show);
	script = some_are_left;
	readings = 0;
	counted = (struct packet_counts){ .seen = 7, .lost = 4 };
	assert_drained(0, 7, 3, 4);
	ASSERT_STORED("drain.pcap", 1, 2, 3);
}

/* Nobody knows what the programs counted; then nothing is said of it. */
TEST(no_counts)
{
	start_capture("uncounted.pcap", 0, show);
	assert_int_equal(run(fails, 0), -EIO);
	counts_err = -ENOENT;
	assert_drained(-EIO, 0, 1, 0);
}

static int status; /* main's, of the latest command */

static int run_command(char **command, int limit)
{
	struct capture_until until = { .command = command };
	int err;

	start_capture(NULL, limit, show);
	err = run_until(one_each_time, &until);
	status = capture_exit(err, &until);
	end_capture();
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
	return err;
}

#define COMMAND(...) ((char *[]){ __VA_ARGS__, NULL })

TEST(command)
{
	const struct {
		char **command;
		int limit, err, status;
		const char *said; /* or NULL */
	} commands[] = {
		{ COMMAND("true"), 0, 0, 0, "" },
		{ COMMAND("sh", "-c", "exit 3"), 0, 0, 3, "command: exit status 3\n" },
		{ COMMAND("nonesuch-command"), 0, -ENOENT, 127, NULL },
		{ COMMAND("/"), 0, -EACCES, 126, NULL },
		{ COMMAND("sh", "-c", "kill $$"), 0, 0, 128 + SIGTERM, NULL },
		{ COMMAND("sleep", "100"), 2, 0, 0, NULL }, /* the limit comes first */
	};

	for (size_t i = 0; i < COUNT(commands); i++) {
		assert_int_equal(run_command(commands[i].command, commands[i].limit),
				 commands[i].err);
		assert_int_equal(status, commands[i].status);
		assert_true(!readings == (commands[i].err < 0));
		if (commands[i].said)
			assert_string_equal(heard.err, commands[i].said);
	}
	ASSERT_SHOWN(1, 2);
}

/* What a command says must not stand among the packets. */
TEST(command_and_stdout)
{
	static char say[] = "echo said";
	struct capture_until until = { .command = COMMAND("sh", "-c", say) };
	int file = open(scratch_path("stdout.pcap"), O_RDWR | O_CREAT, 0600), saved, err;

	for (int dev = 0; dev < 2; dev++) {
		fflush(stdout);
		saved = dup(STDOUT_FILENO);
		dup2(file, STDOUT_FILENO);
		ftruncate(file, 0);
		capture = capture_new(dev ? "/dev/stdout" : "-", NULL, NULL, 0, NULL);
		err = begin_capture();
		script = nothing;
		heard.saved_err = hear_on(STDERR_FILENO);
		err = err ?: capture_run(capture, &until);
		hear_off(STDERR_FILENO, heard.saved_err, heard.err, sizeof(heard.err));
		end_capture();
		dup2(saved, STDOUT_FILENO);
		close(saved);
		assert_int_equal(err, 0);
		assert_string_equal(heard.err, "said\n");
		assert_int_equal(pcap_read(scratch_path("stdout.pcap"), SNAPLEN, NULL, 0), 0);
	}
	close(file);
}

/* What is counted after each reading; readings are a second apart. */
static const __u64 lost_then[] = { 2, 2, 5, 5, 5, 6 };

static int lossy(unsigned int reading)
{
	forward += CLOCK_NS_PER_SEC;
	if (reading >= COUNT(lost_then))
		return 0; /* the last ones' turn comes */
	event(clock_monotonic(), reading + 1);
	counted.lost = lost_then[reading];
	return 0;
}

static __u64 drop_count(const struct block *block)
{
	const __u8 *option = find_option(block, 4);

	return option ? u64_at(option + 4) : 0;
}

TEST(losses)
{
	const char *filename = scratch_path("losses.pcapng");
	static const __u64 want[] = { 2, 0, 0, 3, 0, 0 };
	start_capture("losses.pcapng", COUNT(want), show);
	assert_int_equal(run(lossy, 0), 0);
	script = nothing;
	assert_drained(0, 7, 6, 6);
	forward = 0;
	assert_int_equal(read_blocks(filename), 2 + COUNT(want) + 1);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_int_equal(drop_count(&blocks[2 + i]), want[i]);
	assert_int_equal(blocks[2 + COUNT(want)].type, ISB);
	assert_number(&blocks[2 + COUNT(want)], 5, 6);
}

TEST(autostop)
{
	static const struct {
		const char *text;
		unsigned long long ns; /* 0: refused */
	} texts[] = {
		{ "duration:1", 1000000000 },
		{ "duration:4294967295", 4294967295000000000 },
		{ "duration:007", 7000000000 },
		{ "duration:0", 0 },
		{ "duration:", 0 },
		{ "duration", 0 },
		{ "duration:5s", 0 },
		{ "duration:1.5", 1500000000 },
		{ "duration:0.0000000019", 1 },
		{ "duration:0.0000000009", 0 },
		{ "duration:1.5s", 0 },
		{ "duration:1.5.5", 0 },
		{ "duration:.5", 0 },
		{ "duration:0.", 0 },
		{ "duration:-5", 0 },
		{ "duration:+5", 0 },
		{ "duration: 5", 0 },
		{ "duration:4294967296", 0 },
		{ "duration:4294967297", 0 },
		{ "duration:18446744073709551617", 0 },
		{ " duration:5", 0 },
		{ "files:5", 0 },
		{ "5", 0 },
	};
	struct capture_until until = {};
	char want[128];
	int err;

	assert_int_equal(capture_until_settle(&until), 0);
	assert_true(!until.ns);
	for (size_t i = 0; i < COUNT(texts); i++) {
		until.autostop = texts[i].text;
		until.ns = 0;
		err = HEARD(capture_until_settle(&until));
		snprintf(want, sizeof(want), "--autostop: %s: not duration:SECONDS\n",
			 texts[i].text);
		assert_string_equal(heard.err, texts[i].ns ? "" : want);
		assert_int_equal(err, texts[i].ns ? 0 : -EINVAL);
		assert_true(until.ns == texts[i].ns || err);
	}
}

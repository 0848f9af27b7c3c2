// SPDX-License-Identifier: GPL-2.0
/* common/capture_run: what ends the loop, what it reads meanwhile, and what it counts. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "capture_fixture.h"
#include "capture_run.h"
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

/* A source that does what a test wants at each reading. */
static int (*script)(struct capture *capture, unsigned int reading);
static unsigned int readings, checks;
static int counts_err, check_err;
static struct packet_counts counted;

static struct capture *read_for; /* the packets go to it */

static int read_script(struct packet_source *packets)
{
	(void)packets;
	return script(read_for, readings++);
}

static int count(struct packet_source *packets, struct packet_counts *counts)
{
	(void)packets;
	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	counts[0] = counted;
	return counts_err;
}

static int check(struct capture_source *source)
{
	assert_ptr_equal(source->check, check);
	checks++;
	return check_err;
}

static struct packet_source packets = { .fd = -1, .read = read_script, .counts = count };
static struct capture_source source = { .packets = &packets, .check = check };

/* run - read until something ends it; what is said is heard */
static int run_until(struct capture *capture, int (*what)(struct capture *, unsigned int),
		     struct capture_until *until)
{
	int err;

	script = what;
	read_for = capture;
	readings = checks = counts_err = check_err = 0;
	forward = 0;
	counted = (struct packet_counts){ .seen = 7, .lost = 2 };
	err = HEARD(capture_run(capture, &source, until));
	return err;
}

static int run(struct capture *capture, int (*what)(struct capture *, unsigned int),
	       struct capture_until until)
{
	return run_until(capture, what, &until);
}

/* drain - as after detaching */
static int drain(struct capture *capture, struct capture_totals *totals)
{
	return HEARD(capture_drain(capture, &source, totals));
}

static int one_each_time(struct capture *capture, unsigned int reading)
{
	event(capture, reading + 1, reading + 1);
	return 0;
}

static int begin(void **state)
{
	alarm(60); /* it must not hang, and SIGTERM is blocked */
	return signals_init() ?: scratch_make(state);
}

GROUP(begin, scratch_remove);

TEST(limit)
{
	struct capture *capture = start_capture("limit.pcap", 3);

	assert_int_equal(run(capture, one_each_time, (struct capture_until){}), 0);
	assert_int_equal(readings, 3);
	ASSERT_SHOWN(1, 2, 3);
	assert_string_equal(heard.err, "");
	capture_free(capture);
	ASSERT_STORED("limit.pcap", 1, 2, 3);
}

static __u32 shown_while_unread;

/* The rings are not empty: what an unread event may be older than has to wait. */
static int more_at_first(struct capture *capture, unsigned int reading)
{
	if (reading) {
		shown_while_unread = shown_count;
		return 0;
	}
	event(capture, 1 * MS, 1);
	event(capture, 12 * MS, 2);
	return 1;
}

TEST(more)
{
	struct capture *capture = start_capture(NULL, 2);

	assert_int_equal(run(capture, more_at_first, (struct capture_until){}), 0);
	assert_int_equal(readings, 2);
	assert_int_equal(shown_while_unread, 1);
	ASSERT_SHOWN(1, 2);
	capture_free(capture);
}

static int more_ten_times(struct capture *capture, unsigned int reading)
{
	(void)capture;
	if (reading == 10)
		raise(SIGINT);
	return reading < 10;
}

/* Where there is more to read, nobody waits for it. */
TEST(more_at_once)
{
	struct capture *capture = start_capture(NULL, 0);
	__u64 before = clock_monotonic(), took;

	assert_int_equal(run(capture, more_ten_times, (struct capture_until){}), 0);
	took = clock_monotonic() - before;
	assert_int_equal(readings, 11);
	assert_in_range(took, 0, 200 * CLOCK_NS_PER_MS); /* it would be 400 */
	capture_free(capture);
}

static int asked_then_stopped(struct capture *capture, unsigned int reading)
{
	event(capture, 1, 1);
	raise(reading ? SIGINT : SIGUSR1);
	return 0;
}

TEST(signals)
{
	struct capture *capture = start_capture(NULL, 0);

	assert_int_equal(run(capture, asked_then_stopped, (struct capture_until){}), 0);
	assert_int_equal(readings, 2);
	assert_string_equal(heard.err, "7 packets seen, 1 captured, 2 lost\n");
	capture_free(capture);
}

static int asked_with_a_filter(struct capture *capture, unsigned int reading)
{
	counted.rejected = 4;
	return asked_then_stopped(capture, reading);
}

TEST(signal_with_a_filter)
{
	struct capture *capture = start_capture(NULL, 0);

	assert_int_equal(run(capture, asked_with_a_filter, (struct capture_until){}), 0);
	assert_string_equal(heard.err, "7 packets seen, 3 matched, 1 captured, 2 lost\n");
	capture_free(capture);
}

static int nothing(struct capture *capture, unsigned int reading)
{
	(void)capture;
	(void)reading;
	return 0;
}

TEST(duration)
{
	struct capture *capture = start_capture(NULL, 0);
	__u64 before = clock_monotonic(), took;

	assert_int_equal(run(capture, nothing, (struct capture_until){ .seconds = 1 }), 0);
	took = clock_monotonic() - before;
	assert_in_range(took, CLOCK_NS_PER_SEC, 10 * CLOCK_NS_PER_SEC);
	assert_int_equal(checks, 1);
	capture_free(capture);
}

static struct packet_counts told;

/* Each reading comes a second after the one before; the fourteenth ends it. */
static int second(struct capture *capture, unsigned int reading)
{
	(void)capture;
	forward += CLOCK_NS_PER_SEC;
	counted = told;
	if (reading == 13)
		raise(SIGINT);
	return 1;
}

static const char *said_of(struct packet_counts counts)
{
	struct capture *capture = start_capture(NULL, 0);

	told = counts;
	assert_int_equal(run(capture, second, (struct capture_until){}), 0);
	capture_free(capture);
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
static int gone(struct capture *capture, unsigned int reading)
{
	(void)capture;
	(void)reading;
	check_err = -ENODEV;
	return 0;
}

TEST(check_fails)
{
	struct capture *capture = start_capture(NULL, 0);

	assert_int_equal(run(capture, gone, (struct capture_until){ .seconds = 60 }), -ENODEV);
	assert_int_equal(checks, 1);
	capture_free(capture);
}

/* One packet, too young for its turn, and no more. */
static int fails(struct capture *capture, unsigned int reading)
{
	if (!reading)
		event(capture, clock_monotonic(), 1);
	return reading ? -EIO : 0;
}

/* What had come before the source failed is stored, and the rest is lost. */
TEST(read_fails)
{
	struct capture *capture = start_capture("fails.pcap", 0);
	struct capture_totals totals;

	assert_int_equal(run(capture, fails, (struct capture_until){}), -EIO);
	assert_int_equal(readings, 2);
	assert_int_equal(drain(capture, &totals), -EIO);
	capture_free(capture);
	ASSERT_SHOWN(1);
	ASSERT_STORED("fails.pcap", 1);
	assert_int_equal(totals.seen, 7);
	assert_int_equal(totals.stored, 1);
	assert_int_equal(totals.lost, 6);
}

static int some_are_left(struct capture *capture, unsigned int reading)
{
	event(capture, clock_monotonic(), reading + 1);
	return reading < 2;
}

TEST(drain)
{
	struct capture *capture = start_capture("drain.pcap", 0);
	struct capture_totals totals;

	script = some_are_left;
	read_for = capture;
	readings = 0;
	counted = (struct packet_counts){ .seen = 7, .lost = 4 };
	assert_int_equal(drain(capture, &totals), 0);
	capture_free(capture);
	ASSERT_STORED("drain.pcap", 1, 2, 3);
	assert_int_equal(totals.seen, 7);
	assert_int_equal(totals.stored, 3);
	assert_int_equal(totals.lost, 4);
}

/* Nobody knows what the programs counted; then nothing is said of it. */
TEST(no_counts)
{
	struct capture *capture = start_capture("uncounted.pcap", 0);
	struct capture_totals totals;

	assert_int_equal(run(capture, fails, (struct capture_until){}), -EIO);
	counts_err = -ENOENT;
	assert_int_equal(drain(capture, &totals), -EIO);
	capture_free(capture);
	assert_int_equal(totals.stored, 1);
	assert_int_equal(totals.seen, 0);
	assert_int_equal(totals.lost, 0);
}

static int status; /* main's, of the latest command */

static int run_command(char **command, int limit)
{
	struct capture *capture = start_capture(NULL, limit);
	struct capture_until until = { .command = command };
	int err = run_until(capture, one_each_time, &until);

	status = capture_exit(err, &until);
	capture_free(capture);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
	return err;
}

#define COMMAND(...) ((char *[]){ __VA_ARGS__, NULL })

TEST(command)
{
	assert_int_equal(run_command(COMMAND("true"), 0), 0);
	assert_int_equal(status, 0);
	assert_string_equal(heard.err, "");
	assert_true(readings > 0);
	assert_int_equal(run_command(COMMAND("sh", "-c", "exit 3"), 0), 0);
	assert_int_equal(status, 3);
	assert_string_equal(heard.err, "command: exit status 3\n");
	assert_int_equal(run_command(COMMAND("nonesuch-command"), 0), -ENOENT);
	assert_int_equal(status, 127);
	assert_int_equal(readings, 0);
	assert_int_equal(run_command(COMMAND("/"), 0), -EACCES);
	assert_int_equal(status, 126);
	assert_int_equal(run_command(COMMAND("sh", "-c", "kill $$"), 0), 0);
	assert_int_equal(status, 128 + SIGTERM);
	/* the limit comes first */
	assert_int_equal(run_command(COMMAND("sleep", "100"), 2), 0);
	assert_int_equal(status, 0);
	ASSERT_SHOWN(1, 2);
}

/* What a command says must not stand among the packets. */
TEST(command_and_stdout)
{
	static char say[] = "echo said";
	struct capture_until until = { .command = COMMAND("sh", "-c", say) };
	struct capture *capture;
	int file = open(scratch_path("stdout.pcap"), O_RDWR | O_CREAT, 0600), saved, err;

	for (int dev = 0; dev < 2; dev++) {
		fflush(stdout);
		saved = dup(STDOUT_FILENO);
		dup2(file, STDOUT_FILENO);
		ftruncate(file, 0);
		capture = capture_new(dev ? "/dev/stdout" : "-", NULL, 0, NULL);
		err = begin_capture(capture);
		script = nothing;
		read_for = capture;
		heard.saved_err = hear_on(STDERR_FILENO);
		err = err ?: capture_run(capture, &source, &until);
		hear_off(STDERR_FILENO, heard.saved_err, heard.err, sizeof(heard.err));
		capture_free(capture);
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

static int lossy(struct capture *capture, unsigned int reading)
{
	forward += CLOCK_NS_PER_SEC;
	if (reading >= COUNT(lost_then))
		return 0; /* the last ones' turn comes */
	event(capture, clock_monotonic(), reading + 1);
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
	struct capture *capture = start_capture("losses.pcapng", COUNT(want));
	struct capture_totals totals;

	assert_int_equal(run(capture, lossy, (struct capture_until){}), 0);
	script = nothing;
	assert_int_equal(drain(capture, &totals), 0);
	capture_free(capture);
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
		unsigned int seconds; /* 0: refused */
	} texts[] = {
		{ "duration:1", 1 },
		{ "duration:4294967295", 4294967295 },
		{ "duration:007", 7 },
		{ "duration:0", 0 },
		{ "duration:", 0 },
		{ "duration", 0 },
		{ "duration:5s", 0 },
		{ "duration:1.5", 0 },
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
	assert_int_equal(until.seconds, 0);
	for (size_t i = 0; i < COUNT(texts); i++) {
		until.autostop = texts[i].text;
		until.seconds = 0;
		err = HEARD(capture_until_settle(&until));
		snprintf(want, sizeof(want), "--autostop: %s: not duration:SECONDS\n",
			 texts[i].text);
		assert_string_equal(heard.err, texts[i].seconds ? "" : want);
		assert_int_equal(err, texts[i].seconds ? 0 : -EINVAL);
		assert_true(until.seconds == texts[i].seconds || err);
	}
}

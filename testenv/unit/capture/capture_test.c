// SPDX-License-Identifier: GPL-2.0
/*
 * common/capture: which packets are shown and stored, when, and what is reported of them; what
 * is said, once, and what is counted when something fails.
 */
#include <fcntl.h>
#include <stdio_ext.h>
#include <sys/syscall.h>
#include <time.h>

#include "capture_fixture.h"
#include "pcapng_blocks.h"

#define MS  CLOCK_NS_PER_MS
#define SEC CLOCK_NS_PER_SEC

static unsigned int readings; /* of any clock */

/* What the code under test calls instead of the C library's. */
int clock_gettime(clockid_t id, struct timespec *now)
{
	readings++;
	return syscall(SYS_clock_gettime, id, now);
}

GROUP(scratch_make, scratch_remove);
EACH(NULL, end_each);

TEST(time_order)
{
	start_capture("order.pcap", 0, show);
	event(3 * MS, 3);
	event(1 * MS, 1);
	event(2 * MS, 2);
	settle(CAPTURE_ENDED);
	assert_false(capture_complete(capture));
	ASSERT_SHOWN(1, 2, 3);
	ASSERT_STORED("order.pcap", 1, 2, 3); /* before the capture is closed */
	end_capture();
	ASSERT_STORED("order.pcap", 1, 2, 3);
}

/* A packet's turn has come when no ring can hold an older one. */
TEST(packets_wait)
{
	start_capture("wait.pcap", 0, show);
	event(200 * MS, 2);
	settle(0);
	settle(200 * MS - 1);
	ASSERT_NONE_SHOWN();
	event(199 * MS, 1);
	settle(200 * MS);
	ASSERT_SHOWN(1, 2);
	event(300 * MS, 3);
	settle(CAPTURE_ENDED);
	ASSERT_SHOWN(1, 2, 3);
	end_capture();
	ASSERT_STORED("wait.pcap", 1, 2, 3);
}

TEST(limit)
{
	start_capture("limit.pcap", 3, show);
	event(5, 5);
	event(1, 1);
	settle(2);
	assert_false(capture_complete(capture));
	event(3, 3);
	event(7, 7);
	settle(CAPTURE_ENDED);
	assert_true(capture_complete(capture));
	event(9, 9);
	settle(CAPTURE_ENDED);
	assert_true(capture_complete(capture));
	ASSERT_SHOWN(1, 3, 5);
	assert_totals(20, 4, 3, 4);
	end_capture();
	ASSERT_STORED("limit.pcap", 1, 3, 5);
}

/* What comes in order need not wait, and waits for those that do if they are older. */
TEST(in_order)
{
	start_capture("in_order.pcap", 5, show);
	event_in_order(1, 1);
	ASSERT_SHOWN(1);
	event(4, 4);
	event(2, 2);
	event_in_order(3, 3);
	ASSERT_SHOWN(1, 2, 3);
	event_in_order(5, 5);
	ASSERT_SHOWN(1, 2, 3, 4, 5);
	assert_true(capture_complete(capture));
	event_in_order(6, 6);
	settle(CAPTURE_ENDED);
	assert_totals(6, 0, 5, 0);
	end_capture();
	ASSERT_STORED("in_order.pcap", 1, 2, 3, 4, 5);
}

/* Stamps are monotonic; the file has the time of day. */
TEST(wall_clock)
{
	struct pcap_stored stored;
	struct timespec before, after;

	start_capture("wall.pcap", 0, show);
	clock_gettime(CLOCK_REALTIME, &before);
	event(clock_monotonic(), 1);
	clock_gettime(CLOCK_REALTIME, &after);
	settle(CAPTURE_ENDED);
	end_capture();
	assert_int_equal(pcap_read(scratch_path("wall.pcap"), SNAPLEN, &stored, 1), 1);
	assert_in_range(stored.wall / CLOCK_NS_PER_SEC, before.tv_sec - 1, after.tv_sec + 1);
}

/* What is measured anew may be a little less; a clock that was set back is far less. */
TEST(time_of_day)
{
	static const struct {
		__u64 wall, stored;
	} times[] = {
		{ 1700000000 * SEC + 123456789, 1700000000 * SEC + 123456789 },
		{ 1700000000 * SEC + 123456788, 1700000000 * SEC + 123456789 },
		{ 1700000000 * SEC + 113456790, 1700000000 * SEC + 123456789 },
		{ 1700000000 * SEC + 113456789, 1700000000 * SEC + 113456789 }, /* 10 ms */
		{ 1600000000 * SEC, 1600000000 * SEC },
		{ 1600000000 * SEC + 1, 1600000000 * SEC + 1 },
		{ 1600000000 * SEC, 1600000000 * SEC + 1 },
		{ 2147483647 * SEC + 999999999, 2147483647 * SEC + 999999999 },
		{ 0, 0 },
	};
	struct pcap_stored stored[COUNT(times)];

	start_capture("times.pcap", 0, show);
	for (size_t i = 0; i < COUNT(times); i++) {
		capture->distance = times[i].wall - i;
		event_in_order(i, i);
	}
	settle(CAPTURE_ENDED);
	end_capture();
	assert_int_equal(pcap_read(scratch_path("times.pcap"), SNAPLEN, stored, COUNT(times)),
			 COUNT(times));
	for (size_t i = 0; i < COUNT(times); i++)
		assert_true(stored[i].wall == times[i].stored);
}

/* A clock is not read for each packet. */
TEST(reads_the_clock_once)
{
	const unsigned int measuring = 16; /* how far the clocks are apart, if it is time to */
	unsigned int before;

	start_capture("clock.pcap", 0, show);
	for (__u32 i = 0; i < COUNT(shown); i++)
		event(i, i);
	before = readings;
	assert_int_equal(capture_settle(capture, COUNT(shown)), 0);
	assert_int_equal(shown_count, COUNT(shown));
	assert_in_range(readings - before, 1, measuring + 1);
}

TEST(report)
{
	start_capture("report.pcap", 0, show);
	assert_totals(0, 0, 0, 0);
	event(1, 1);
	settle(CAPTURE_ENDED);
	assert_totals(~0ULL, ~0ULL - 1, 1, ~0ULL - 1);
}

/* With the packets on stdout, nothing else is written there. */
TEST(stdout)
{
	hear_begin(&heard);
	start_capture("-", 0, show);
	event(1, 1);
	capture_settle(capture, CAPTURE_ENDED);
	hear_end(&heard);
	assert_string_equal(capture->writer->filename, "stdout");
	assert_true(capture->on_stdout);
	end_capture();
	ASSERT_SHOWN(1);
	assert_memory_equal(heard.out, "\x4d\x3c\xb2\xa1", 4);
}

/* Without a file the packets are shown all the same, and counted. */
TEST(no_file)
{
	struct capture_totals totals;

	start_capture(NULL, 2, show);
	for (int i = 1; i <= 3; i++)
		event(i, i);
	settle(CAPTURE_ENDED);
	ASSERT_SHOWN(1, 2);
	assert_true(capture_complete(capture));
	capture_drain(capture, &totals);
	assert_int_equal(totals.taken, 2);
	assert_int_equal(totals.stored, 0);
}

/* The kernel's ids are each CPU's own; those shown count from 1 in the order of time. */
TEST(ids)
{
	static const struct {
		__u16 cpu;
		__u32 kernel, ours;
		__u32 ifindex;
	} ids_of[] = {
		{ 0, 0, 0, 0 },
		/* the first without a number; of one CPU: an entry and its exit; those between two numbers were lost */
		{ 0, 100, 1, 0 },
		{ 0, 100, 1, 0 },
		{ 0, 101, 2, 0 },
		{ 0, 105, 3, 0 },
		/* of several CPUs, which are under way at once, with the same numbers */
		{ 0, 1, 4, 0 },
		{ 65535, 1, 5, 0 },
		{ 1, 1, 6, 0 },
		{ 0, 1, 4, 0 },
		{ 65535, 1, 5, 0 },
		{ 65535, 2, 7, 0 },
		{ 0, 2, 8, 0 },
		/* without a number */
		{ 0, 0, 0, 0 },
		{ 0, 7, 9, 0 },
		{ 0, 0, 0, 0 },
		{ 0, 7, 9, 0 },
		/* a CPU's number begins anew after 2^32 packets */
		{ 3, ~0U, 10, 0 },
		{ 3, 1, 11, 0 },
		/* each interface's programs have numbers of their own */
		{ 2, 7, 12, 1 },
		{ 2, 7, 12, 1 },
		{ 2, 7, 13, 2 },
		{ 2, 7, 14, 1 },
	};
	struct event made;

	start_capture("ids.pcap", 0, show);
	for (unsigned int i = 0; i < COUNT(ids_of); i++) {
		size_t size = make_event(&made, i + 1, ids_of[i].ifindex, SNAPLEN);

		made.record.cpu = ids_of[i].cpu;
		made.record.packet_id = ids_of[i].kernel;
		capture_event(capture, &made, size);
	}
	settle(CAPTURE_ENDED);
	assert_int_equal(shown_count, COUNT(ids_of));
	for (unsigned int i = 0; i < COUNT(ids_of); i++)
		assert_int_equal(ids[i], ids_of[i].ours);
}

/* Each capture point has an interface of its own; a packet of no point is a failure. */
TEST(points)
{
	struct event made;
	size_t size = make_event(&made, 1, 1, SNAPLEN);

	start_capture("points.pcap", 0, show);
	made.record.hook = PACKET_HOOK_EXIT;
	hear_begin(&heard);
	capture_event(capture, &made, size);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), -EBADMSG);
	hear_end(&heard);
	assert_string_equal(heard.err, "program 0, hook 2: nobody captures there\n");
}

/* Only packets that go into a file, and nowhere else, leave the terminal to the numbers. */
TEST(silent)
{
	static const struct {
		const char *name;
		capture_show show;
		bool silent;
	} captures[] = {
		{ "silent.pcap", NULL, true },
		{ "silent.pcap", show, false },
		{ "-", NULL, false },
		{ NULL, show, false },
	};

	for (size_t i = 0; i < COUNT(captures); i++) {
		const char *name = captures[i].name;
		const char *path = name && *name != '-' ? scratch_path(name) : name;

		capture = HEARD(capture_new(path, NULL, NULL, 0, captures[i].show));
		assert_non_null(capture);
		assert_true(capture->silent == captures[i].silent);
		end_capture();
	}
}

TEST(nothing_to_show_with)
{
	capture = capture_new(scratch_path("quiet.pcap"), NULL, NULL, 0, NULL);
	assert_int_equal(begin_capture(), 0);
	event(1, 1);
	settle(CAPTURE_ENDED);
	end_capture();
	ASSERT_STORED("quiet.pcap", 1);
}

/* What came of the packets between two moments: the statistics that end a file. */
static void assert_told(const char *name, __u64 received, __u64 accepted, __u64 dropped)
{
	assert_int_equal(read_blocks(scratch_path(name)), 4);
	assert_int_equal(blocks[3].type, ISB);
	assert_number(&blocks[3], 4, received);
	assert_number(&blocks[3], 6, accepted);
	assert_number(&blocks[3], 5, dropped);
}

static void start_files(const char *name, struct file_rotation *rotation)
{
	const char *first = file_rotation_first(rotation, scratch_path(name));

	capture = capture_new(first, NULL, rotation, 0, NULL);
	assert_non_null(capture);
	assert_int_equal(begin_capture(), 0);
}

/* In several files: each tells what happened since the one before it, and all is told. */
TEST(files)
{
	struct file_rotation rotation = { .size = 1 };

	start_files("files.pcapng", &rotation);
	counted = (struct packet_counts){ .seen = 7, .rejected = 2, .lost = 1 };
	event(1, 1);
	event(2, 2);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_totals(12, 3, 2, 3);
	end_capture();
	assert_told("files.pcapng", 7, 5, 1);
	assert_told("files1.pcapng", 12 - 7, 12 - 5, 3 - 1);
	ASSERT_STORED("files.pcapng", 1);
	ASSERT_STORED("files1.pcapng", 2);
}

/* By time also where no packet comes, up to the last file: that is the end. */
TEST(last_file)
{
	struct file_rotation rotation = { .time = 1000 * MS, .files = 2 };
	__u64 begin;
	int err;

	start_files("turn.pcap", &rotation);
	begin = rotation.begin;
	event(begin, 1);
	assert_int_equal(capture_settle(capture, begin + 1000 * MS - 1), 0);
	assert_string_equal(capture->writer->filename, scratch_path("turn.pcap"));
	assert_int_equal(capture_settle(capture, begin + 1000 * MS), 0);
	assert_string_equal(capture->writer->filename, scratch_path("turn1.pcap"));
	assert_false(capture_complete(capture));
	event(begin + 1000 * MS, 2);
	event(begin + 2000 * MS, 3);
	err = HEARD(capture_settle(capture, begin + 2000 * MS));
	assert_int_equal(err, 0);
	assert_string_equal(heard.err, "Maximum file limit reached: 2\n");
	assert_true(capture_complete(capture));
	event(begin + 2000 * MS, 4);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_totals(2, 0, 2, 0);
	end_capture();
	ASSERT_STORED("turn.pcap", 1);
	ASSERT_STORED("turn1.pcap", 2);
}

/* Nobody started it: the file is as it was, and one that was not there is not there. */
TEST(never_started)
{
	const char *there = scratch_path("there.pcap");

	scratch_write(there, "data");
	capture_free(capture_new(there, NULL, NULL, 0, show));
	assert_int_equal(scratch_size(there), 4);
	capture_free(capture_new(scratch_path("missing.pcap"), NULL, NULL, 0, show));
	assert_int_equal(scratch_size(scratch_path("missing.pcap")), -1);
	capture_free(NULL);

	assert_null(HEARD(capture_new(scratch_path("absent/x"), NULL, NULL, 0, show)));
	assert_non_null(strstr(heard.err, "/absent/x: No such file or directory\n"));
}

#define ROOM_FOR_TWO (24 + 2 * (16 + SNAPLEN) + 50) /* bytes of a file */

/* Settles twice: the second time the failure is returned again, and not said again. */
static void assert_fails(int err, const char *message)
{
	int first, second;

	hear_begin(&heard);
	first = capture_settle(capture, CAPTURE_ENDED);
	event(1000, 9);
	second = capture_settle(capture, CAPTURE_ENDED);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);
	assert_int_equal(first, err);
	assert_int_equal(second, err);
	assert_string_equal(heard.err, message);
	assert_string_equal(heard.out, "");
}

/* What the file does not hold is lost, whatever the programs counted. */
TEST(full_disk)
{
	char message[128];

	start_capture("full.pcap", 0, show);
	snprintf(message, sizeof(message), "%s/full.pcap: File too large\n", scratch);
	event(1, 1);
	event(2, 2);
	settle(CAPTURE_ENDED);
	event(3, 3);
	limit_files(ROOM_FOR_TWO);
	assert_fails(-EFBIG, message);
	assert_totals(20, 1, 2, 18);
	end_capture();
	ASSERT_STORED("full.pcap", 1, 2);
}

TEST(no_room_to_start)
{
	capture = capture_new("/dev/full", NULL, NULL, 0, show);
	assert_int_equal(HEARD(begin_capture()), -ENOSPC);
	assert_string_equal(heard.err, "/dev/full: No space left on device\n");
}

/* One event is no packet: nothing after it can be trusted. */
TEST(garbage)
{
	struct event event1;
	size_t size = make_event(&event1, 1, 1, SNAPLEN);

	start_capture("garbage.pcap", 0, show);
	event(1, 1);
	settle(CAPTURE_ENDED);
	hear_begin(&heard);
	capture_event(capture, &event1, 7);
	capture_event(capture, &event1, size - 1);
	hear_end(&heard);
	assert_string_equal(heard.err, "event of 7 bytes: Bad message\n");
	assert_fails(-EBADMSG, "");
	assert_totals(4, 0, 1, 3);
	end_capture();
	ASSERT_STORED("garbage.pcap", 1);
}

static void show_number(const struct packet_record *record, const void *data)
{
	(void)data;
	printf("%u\n", record->ifindex);
}

/* settle_unseen - while stdout is full; returns what capture_settle() does */
static int settle_unseen(void)
{
	int err, full = open("/dev/full", O_WRONLY);

	hear_begin(&heard);
	dup2(full, STDOUT_FILENO);
	err = capture_settle(capture, CAPTURE_ENDED);
	__fpurge(stdout);
	hear_end(&heard);
	clearerr(stdout);
	close(full);
	return err;
}

/* Nobody can see the packets any more; those of the file are counted all the same. */
TEST(stdout_fails)
{
	start_capture("unseen.pcap", 0, show_number);
	event(1, 1);
	event(2, 2);
	assert_int_equal(settle_unseen(), -ENOSPC);
	assert_string_equal(heard.err, "stdout: No space left on device\n");
	assert_totals(5, 0, 2, 3);
	end_capture();
	ASSERT_STORED("unseen.pcap", 1, 2);
}

/* Nobody has seen what could not be printed. */
TEST(nothing_shown)
{
	struct capture_totals totals;

	start_capture(NULL, 0, show_number);
	event(1, 1);
	settle(CAPTURE_ENDED);
	for (int i = 2; i < 100; i++)
		event(i, i);
	settle_unseen();
	counted = (struct packet_counts){ .seen = 99 };
	HEAR(capture_drain(capture, &totals));
	assert_int_equal(totals.taken, 1);
	assert_int_equal(totals.lost, 98);
}

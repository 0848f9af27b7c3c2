// SPDX-License-Identifier: GPL-2.0
/* common/capture: which packets are shown and stored, when, and what is reported of them. */
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "capture_fixture.h"

#define MS CLOCK_NS_PER_MS

static unsigned int readings; /* of any clock */

/* What the code under test calls instead of the C library's. */
int clock_gettime(clockid_t id, struct timespec *now)
{
	readings++;
	return syscall(SYS_clock_gettime, id, now);
}

GROUP(scratch_make, scratch_remove);

TEST(time_order)
{
	struct capture *capture = start_capture("order.pcap", 0);

	event(capture, 3 * MS, 3);
	event(capture, 1 * MS, 1);
	event(capture, 2 * MS, 2);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_false(capture_complete(capture));
	ASSERT_SHOWN(1, 2, 3);
	ASSERT_STORED("order.pcap", 1, 2, 3); /* before the capture is closed */
	capture_free(capture);
	ASSERT_STORED("order.pcap", 1, 2, 3);
}

/* A packet's turn has come 10 ms after its stamp, when no ring can hold an older one. */
TEST(packets_wait)
{
	struct capture *capture = start_capture("wait.pcap", 0);

	event(capture, 200 * MS, 2);
	assert_int_equal(capture_settle(capture, 200 * MS), 0);
	assert_int_equal(capture_settle(capture, 210 * MS - 1), 0);
	ASSERT_NONE_SHOWN();
	event(capture, 199 * MS, 1);
	assert_int_equal(capture_settle(capture, 210 * MS), 0);
	ASSERT_SHOWN(1, 2);
	event(capture, 300 * MS, 3);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	ASSERT_SHOWN(1, 2, 3);
	capture_free(capture);
	ASSERT_STORED("wait.pcap", 1, 2, 3);
}

TEST(limit)
{
	struct capture *capture = start_capture("limit.pcap", 3);

	event(capture, 5, 5);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, 2 + 10 * MS), 0);
	assert_false(capture_complete(capture));
	event(capture, 3, 3);
	event(capture, 7, 7);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_true(capture_complete(capture));
	event(capture, 9, 9);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_true(capture_complete(capture));
	ASSERT_SHOWN(1, 3, 5);
	assert_totals(capture, 20, 4, 3, 4);
	capture_free(capture);
	ASSERT_STORED("limit.pcap", 1, 3, 5);
}

/* Stamps are monotonic; the file has the time of day. */
TEST(wall_clock)
{
	struct capture *capture = start_capture("wall.pcap", 0);
	struct pcap_stored stored;
	struct timespec before, after;

	clock_gettime(CLOCK_REALTIME, &before);
	event(capture, clock_monotonic(), 1);
	clock_gettime(CLOCK_REALTIME, &after);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	capture_free(capture);
	assert_int_equal(pcap_read(scratch_path("wall.pcap"), SNAPLEN, &stored, 1), 1);
	assert_in_range(stored.wall / CLOCK_NS_PER_SEC, before.tv_sec - 1, after.tv_sec + 1);
}

/* A clock is not read for each packet. */
TEST(reads_the_clock_once)
{
	struct capture *capture = start_capture("clock.pcap", 0);
	const unsigned int measuring = 16; /* how far the clocks are apart, if it is time to */
	unsigned int before;

	for (__u32 i = 0; i < COUNT(shown); i++)
		event(capture, i, i);
	before = readings;
	assert_int_equal(capture_settle_until(capture, COUNT(shown)), 0);
	assert_int_equal(shown_count, COUNT(shown));
	assert_in_range(readings - before, 1, measuring + 1);
	capture_free(capture);
}

TEST(report)
{
	struct capture *capture = start_capture("report.pcap", 0);

	assert_totals(capture, 0, 0, 0, 0);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_totals(capture, ~0ULL, ~0ULL - 1, 1, ~0ULL - 1);
	capture_free(capture);
}

/* With the packets on stdout, nothing else is written there. */
TEST(stdout)
{
	struct capture *capture;

	hear_begin(&heard);
	capture = start_capture("-", 0);
	event(capture, 1, 1);
	capture_settle(capture, CAPTURE_ENDED);
	hear_end(&heard);
	assert_string_equal(capture_file(capture), "stdout");
	assert_true(capture_on_stdout(capture));
	capture_free(capture);
	ASSERT_SHOWN(1);
	assert_memory_equal(heard.out, "\x4d\x3c\xb2\xa1", 4);
}

/* Without a file the packets are shown all the same, and counted. */
TEST(no_file)
{
	struct capture *capture = start_capture(NULL, 2);
	struct capture_totals totals;

	for (int i = 1; i <= 3; i++)
		event(capture, i, i);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	ASSERT_SHOWN(1, 2);
	assert_true(capture_complete(capture));
	totals = capture_end(capture, NULL, 0);
	assert_int_equal(totals.taken, 2);
	assert_int_equal(totals.stored, 0);
	capture_free(capture);
}

/* When the rings could not be read to their ends, what the latest event allows is settled. */
TEST(unread)
{
	struct capture *capture = start_capture("unread.pcap", 0);

	event(capture, 1 * MS, 1);
	event(capture, 12 * MS, 3);
	event(capture, 2 * MS, 2);
	assert_int_equal(capture_settle(capture, CAPTURE_UNREAD), 0);
	ASSERT_SHOWN(1, 2);
	capture_free(capture);
}

/* The kernel's ids are each CPU's own; those shown count from 1 in the order of time. */
TEST(ids)
{
	static const struct {
		__u32 number;
		__u16 cpu;
	} packets[] = { { 70, 1 }, { 70, 1 }, { 9, 0 }, { 71, 1 }, { 0, 0 }, { 9, 0 } };
	struct capture *capture = start_capture("ids.pcap", 0);
	struct event made;

	for (unsigned int i = 0; i < COUNT(packets); i++) {
		size_t size = make_event(&made, i + 1, packets[i].number, SNAPLEN);

		made.record.cpu = packets[i].cpu;
		capture_event(capture, &made, size);
	}
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_memory_equal(ids, NUMBERS(1, 1, 2, 3, 0, 2), 6 * sizeof(*ids));
	capture_free(capture);
}

/* Each capture point has an interface of its own; a packet of no point is a failure. */
TEST(points)
{
	struct capture *capture = start_capture("points.pcap", 0);
	struct event made;
	size_t size = make_event(&made, 1, 1, SNAPLEN);

	made.record.hook = PACKET_HOOK_EXIT;
	hear_begin(&heard);
	capture_event(capture, &made, size);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), -EBADMSG);
	hear_end(&heard);
	assert_string_equal(heard.err, "program 0, hook 2: nobody captures there\n");
	capture_free(capture);
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
		struct capture *capture;

		capture = HEARD(capture_new(path, NULL, 0, captures[i].show));
		assert_non_null(capture);
		assert_true(capture_silent(capture) == captures[i].silent);
		capture_free(capture);
	}
}

TEST(nothing_to_show_with)
{
	struct capture *capture = capture_new(scratch_path("quiet.pcap"), NULL, 0, NULL);

	assert_int_equal(begin_capture(capture), 0);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	capture_free(capture);
	ASSERT_STORED("quiet.pcap", 1);
}

/* Nobody started it: the file is as it was, and one that was not there is not there. */
TEST(never_started)
{
	const char *there = scratch_path("there.pcap");
	struct capture *capture;

	scratch_write(there, "data");
	capture_free(capture_new(there, NULL, 0, show));
	assert_int_equal(scratch_size(there), 4);
	capture_free(capture_new(scratch_path("missing.pcap"), NULL, 0, show));
	assert_int_equal(scratch_size(scratch_path("missing.pcap")), -1);
	capture_free(NULL);

	capture = HEARD(capture_new(scratch_path("absent/x"), NULL, 0, show));
	assert_null(capture);
	assert_non_null(strstr(heard.err, "/absent/x: No such file or directory\n"));
}

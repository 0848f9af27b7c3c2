// SPDX-License-Identifier: GPL-2.0
/* common/capture: which packets are shown and stored, when, and what is reported of them. */
#include <time.h>

#include "capture_fixture.h"

#define MS CLOCK_NS_PER_MS

static void test_time_order(void **state)
{
	struct capture *capture = start_capture("order.pcap", 0);

	(void)state;
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
static void test_packets_wait(void **state)
{
	struct capture *capture = start_capture("wait.pcap", 0);

	(void)state;
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

static void test_limit(void **state)
{
	struct capture *capture = start_capture("limit.pcap", 3);

	(void)state;
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
	assert_report(capture, "limit.pcap", 20, 4, 3, 4);
	capture_free(capture);
	ASSERT_STORED("limit.pcap", 1, 3, 5);
}

/* Stamps are monotonic; the file has the time of day. */
static void test_wall_clock(void **state)
{
	struct capture *capture = start_capture("wall.pcap", 0);
	struct pcap_stored stored;
	struct timespec before, after;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &before);
	event(capture, clock_monotonic(), 1);
	clock_gettime(CLOCK_REALTIME, &after);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	capture_free(capture);
	assert_int_equal(pcap_read(scratch_path("wall.pcap"), SNAPLEN, &stored, 1), 1);
	assert_in_range(stored.wall / CLOCK_NS_PER_SEC, before.tv_sec - 1, after.tv_sec + 1);
}

static void test_report(void **state)
{
	struct capture *capture = start_capture("report.pcap", 0);

	(void)state;
	assert_report(capture, "report.pcap", 0, 0, 0, 0);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	assert_report(capture, "report.pcap", ~0ULL, ~0ULL - 1, 1, ~0ULL - 1);
	capture_free(capture);
}

/* With the packets on stdout nothing else goes there: no packet is shown, the report is on stderr. */
static void test_stdout(void **state)
{
	static const struct packet_counts counts = { .seen = 3, .lost = 2 };
	struct capture *capture;

	(void)state;
	hear_begin(&heard);
	capture = start_capture("-", 0);
	event(capture, 1, 1);
	capture_settle(capture, CAPTURE_ENDED);
	capture_report(capture, &counts);
	hear_end(&heard);
	capture_free(capture);
	ASSERT_NONE_SHOWN();
	assert_memory_equal(heard.out, "\x4d\x3c\xb2\xa1", 4);
	assert_null(memmem(heard.out, sizeof(heard.out), "samples", 7));
	assert_string_equal(heard.err,
			    "1 packet samples stored in stdout\n2 packet samples lost\n");
}

static void test_nothing_to_show_with(void **state)
{
	struct capture *capture = capture_new(scratch_path("quiet.pcap"), 0, NULL);

	(void)state;
	assert_int_equal(
		capture_start(capture, &(struct packet_interface){ .name = "veth9" }, SNAPLEN), 0);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	capture_free(capture);
	ASSERT_STORED("quiet.pcap", 1);
}

/* Nobody started it: the file is as it was, and one that was not there is not there. */
static void test_never_started(void **state)
{
	const char *there = scratch_path("there.pcap");
	struct capture *capture;

	(void)state;
	scratch_write(there, "data");
	capture_free(capture_new(there, 0, show));
	assert_int_equal(scratch_size(there), 4);
	capture_free(capture_new(scratch_path("missing.pcap"), 0, show));
	assert_int_equal(scratch_size(scratch_path("missing.pcap")), -1);
	capture_free(NULL);

	hear_begin(&heard);
	capture = capture_new(scratch_path("absent/x"), 0, show);
	hear_end(&heard);
	assert_null(capture);
	assert_non_null(strstr(heard.err, "/absent/x: No such file or directory\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_order),
		cmocka_unit_test(test_packets_wait),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_wall_clock),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_stdout),
		cmocka_unit_test(test_nothing_to_show_with),
		cmocka_unit_test(test_never_started),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

// SPDX-License-Identifier: GPL-2.0
/* common/capture: what is said, once, and what is counted when something fails. */
#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>

#include "capture_fixture.h"
#include "disk_limit.h"

#define ROOM_FOR_TWO (24 + 2 * (16 + SNAPLEN) + 50) /* bytes of a file */

/* Settles twice: the second time the failure is returned again, and not said again. */
static void assert_fails(struct capture *capture, int err, const char *message)
{
	int first, second;

	hear_begin(&heard);
	first = capture_settle(capture, CAPTURE_ENDED);
	event(capture, 1000, 9);
	second = capture_settle(capture, CAPTURE_ENDED);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);
	assert_int_equal(first, err);
	assert_int_equal(second, err);
	assert_string_equal(heard.err, message);
	assert_string_equal(heard.out, "");
}

GROUP(scratch_make, scratch_remove);

/* What the file does not hold is lost, whatever the programs counted. */
TEST(full_disk)
{
	struct capture *capture = start_capture("full.pcap", 0);
	char message[128];

	snprintf(message, sizeof(message), "%s/full.pcap: File too large\n", scratch);
	event(capture, 1, 1);
	event(capture, 2, 2);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	event(capture, 3, 3);
	limit_files(ROOM_FOR_TWO);
	assert_fails(capture, -EFBIG, message);
	assert_totals(capture, 20, 1, 2, 18);
	capture_free(capture);
	ASSERT_STORED("full.pcap", 1, 2);
}

TEST(no_room_to_start)
{
	struct capture *capture = capture_new("/dev/full", NULL, 0, show);
	int err;

	err = HEARD(begin_capture(capture));
	capture_free(capture);
	assert_int_equal(err, -ENOSPC);
	assert_string_equal(heard.err, "/dev/full: No space left on device\n");
}

/* One event is no packet: nothing after it can be trusted. */
TEST(garbage)
{
	struct capture *capture = start_capture("garbage.pcap", 0);
	struct event event1;
	size_t size = make_event(&event1, 1, 1, SNAPLEN);

	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	hear_begin(&heard);
	capture_event(capture, &event1, 7);
	capture_event(capture, &event1, size - 1);
	hear_end(&heard);
	assert_string_equal(heard.err, "event of 7 bytes: Bad message\n");
	assert_fails(capture, -EBADMSG, "");
	assert_totals(capture, 4, 0, 1, 3);
	capture_free(capture);
	ASSERT_STORED("garbage.pcap", 1);
}

static void show_number(const struct packet_record *record, const void *data)
{
	(void)data;
	printf("%u\n", record->ifindex);
}

/* Nobody can see the packets any more; those of the file are counted all the same. */
TEST(stdout_fails)
{
	struct capture *capture = capture_new(scratch_path("unseen.pcap"), NULL, 0, show_number);
	int err, full = open("/dev/full", O_WRONLY);

	assert_int_equal(begin_capture(capture), 0);
	event(capture, 1, 1);
	event(capture, 2, 2);
	hear_begin(&heard);
	dup2(full, STDOUT_FILENO);
	err = capture_settle(capture, CAPTURE_ENDED);
	__fpurge(stdout);
	hear_end(&heard);
	clearerr(stdout);
	close(full);
	assert_int_equal(err, -ENOSPC);
	assert_string_equal(heard.err, "stdout: No space left on device\n");
	assert_totals(capture, 5, 0, 2, 3);
	capture_free(capture);
	ASSERT_STORED("unseen.pcap", 1, 2);
}

/* Nobody has seen what could not be printed. */
TEST(nothing_shown)
{
	struct capture *capture = capture_new(NULL, NULL, 0, show_number);
	struct capture_totals totals;
	int full = open("/dev/full", O_WRONLY);

	assert_int_equal(begin_capture(capture), 0);
	event(capture, 1, 1);
	assert_int_equal(capture_settle(capture, CAPTURE_ENDED), 0);
	for (int i = 2; i < 100; i++)
		event(capture, i, i);
	hear_begin(&heard);
	dup2(full, STDOUT_FILENO);
	capture_settle(capture, CAPTURE_ENDED);
	totals = capture_end(capture, (struct packet_counts[PACKET_POINTS]){ { .seen = 99 } }, 0);
	__fpurge(stdout);
	hear_end(&heard);
	clearerr(stdout);
	close(full);
	capture_free(capture);
	assert_int_equal(totals.taken, 1);
	assert_int_equal(totals.lost, 98);
}

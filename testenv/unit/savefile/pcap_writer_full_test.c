// SPDX-License-Identifier: GPL-2.0
/* common/pcap_writer: what is in the file when the disk is full. */
#include <errno.h>

#include "pcap_writer_fixture.h"

/* Whatever the size at which the disk is full: the file is whole, and all of it is counted. */
static void test_full_disk(void **state)
{
	const char *filename = scratch_path("full.pcap");
	struct packet_writer *writer;

	(void)state;
	for (int most = ON_DISK(2); most <= ON_DISK(4); most++) {
		int fit = (most - ON_DISK(0)) / (ON_DISK(1) - ON_DISK(0));

		writer = start(filename, 100);
		assert_int_equal(write_until_full(writer, most, 1), -EFBIG);
		assert_int_equal(packet_writer_stored(writer), fit);
		assert_int_equal(pcap_read(filename, 100, NULL, 0), fit);
		packet_writer_close(writer);
		assert_int_equal(pcap_read(filename, 100, NULL, 0), fit);
	}
}

/* Where many packets wait in the buffer, those of whole flushes stay. */
static void test_full_disk_in_the_buffer(void **state)
{
	const char *filename = scratch_path("buffer.pcap");
	struct packet_writer *writer = start(filename, 100);
	unsigned long long stored;

	(void)state;
	assert_int_equal(write_until_full(writer, 3 << 20, ~0U), -EFBIG);
	stored = packet_writer_stored(writer);
	packet_writer_close(writer);
	assert_in_range(ON_DISK(stored), 1 << 20, 3 << 20);
	assert_int_equal(pcap_read(filename, 100, NULL, 0), stored);
}

/* What was not flushed before closing is flushed by it, and cut alike. */
static void test_full_disk_at_the_end(void **state)
{
	const char *filename = scratch_path("end.pcap");
	struct packet_writer *writer = start(filename, 100);

	(void)state;
	assert_int_equal(write_packet(writer, 1, 1, 100), 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	for (int i = 2; i < 10; i++)
		assert_int_equal(write_packet(writer, i, i, 100), 0);
	hear_begin(&heard);
	limit_files(ON_DISK(2) + 50);
	packet_writer_close(writer);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);
	assert_non_null(strstr(heard.err, "/end.pcap: File too large\n"));
	assert_int_equal(pcap_read(filename, 100, NULL, 0), 1);
}

static void test_no_room_to_start(void **state)
{
	struct packet_writer *writer = packet_writer_open(&pcap_format, "/dev/full");
	int err;

	(void)state;
	assert_non_null(writer);
	hear_begin(&heard);
	err = packet_writer_start(writer, NULL, 100);
	hear_end(&heard);
	assert_int_equal(err, -ENOSPC);
	assert_string_equal(heard.err, "/dev/full: No space left on device\n");
	assert_int_equal(packet_writer_stored(writer), 0);
	hear_begin(&heard);
	packet_writer_close(writer);
	hear_end(&heard);
	assert_string_equal(heard.err, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_full_disk_in_the_buffer),
		cmocka_unit_test(test_full_disk_at_the_end),
		cmocka_unit_test(test_no_room_to_start),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

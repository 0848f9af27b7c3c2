// SPDX-License-Identifier: GPL-2.0
/* common/pcap_writer: what libpcap reads from the file, and what happens to a file that was there. */
#include <errno.h>
#include <sys/stat.h>

#include "pcap_writer_fixture.h"

#define SEC 1000000000ULL

static struct pcap_stored stored[64];

static void test_what_is_written_is_read(void **state)
{
	static const __u64 walls[] = { 1700000000 * SEC + 123456789, 1700000000 * SEC + 123456790,
				       1700000001 * SEC, 2147483647 * SEC + 999999999 };
	const char *filename = scratch_path("roundtrip.pcap");
	struct packet_writer *writer = start(filename, 1024);
	__u32 i;

	(void)state;
	for (i = 0; i < COUNT(walls); i++)
		assert_int_equal(write_packet(writer, walls[i], i, i * 341), 0);
	assert_int_equal(packet_writer_stored(writer), 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	assert_int_equal(packet_writer_stored(writer), COUNT(walls));
	packet_writer_close(writer);

	assert_int_equal(pcap_read(filename, 1024, stored, COUNT(stored)), COUNT(walls));
	for (i = 0; i < COUNT(walls); i++) {
		assert_true(stored[i].wall == walls[i]);
		assert_int_equal(stored[i].cap_len, i * 341);
		assert_int_equal(stored[i].wire_len, i * 341 + EVENT_CUT);
		assert_true(is_packet(stored[i].data, stored[i].cap_len, i));
	}
}

static void test_the_clock_steps_back(void **state)
{
	static const __u64 walls[] = { 50 * SEC, 20 * SEC, 51 * SEC, 51 * SEC, 0 };
	static const __u64 want[] = { 50 * SEC, 50 * SEC, 51 * SEC, 51 * SEC, 51 * SEC };
	const char *filename = scratch_path("back.pcap");
	struct packet_writer *writer = start(filename, 64);
	__u32 i;

	(void)state;
	for (i = 0; i < COUNT(walls); i++)
		assert_int_equal(write_packet(writer, walls[i], i, 60), 0);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, 64, stored, COUNT(stored)), COUNT(walls));
	for (i = 0; i < COUNT(walls); i++) {
		assert_true(stored[i].wall == want[i]);
		assert_true(is_packet(stored[i].data, 60, i));
	}
}

/* More than the buffer holds; at any flush, the file is whole. */
static void test_many_packets(void **state)
{
	const char *filename = scratch_path("many.pcap");
	struct packet_writer *writer = start(filename, EVENT_DATA);
	__u32 i;

	(void)state;
	assert_int_equal(pcap_read(filename, EVENT_DATA, NULL, 0), 0);
	for (i = 1; i <= 5000; i++) {
		assert_int_equal(write_packet(writer, i, i, EVENT_DATA - i % 64), 0);
		if (i % 1000 == 0) {
			assert_int_equal(packet_writer_flush(writer), 0);
			assert_int_equal(packet_writer_stored(writer), i);
			assert_int_equal(pcap_read(filename, EVENT_DATA, NULL, 0), i);
		}
	}
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, EVENT_DATA, stored, 2), 5000);
	assert_true(is_packet(stored[1].data, stored[1].cap_len, 2));
}

static void test_largest_packet(void **state)
{
	static char data[PACKET_SNAPLEN_MAX];
	const struct packet_record record = { .wire_len = 1 << 20, .cap_len = sizeof(data) };
	const char *filename = scratch_path("large.pcap");
	struct packet_writer *writer = start(filename, PACKET_SNAPLEN_MAX);

	(void)state;
	for (int i = 0; i < 40; i++)
		assert_int_equal(packet_writer_write(writer, 0, i, &record, data), 0);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, PACKET_SNAPLEN_MAX, stored, 40), 40);
	assert_int_equal(stored[39].cap_len, sizeof(data));
	assert_int_equal(stored[39].wire_len, 1 << 20);
}

static void test_closing_flushes(void **state)
{
	const char *filename = scratch_path("closed.pcap");
	struct packet_writer *writer = start(filename, 64);

	(void)state;
	assert_int_equal(write_packet(writer, 1, 1, 60), 0);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, 64, stored, 1), 1);
	packet_writer_close(NULL);
}

/* Only starting touches what is there; what nobody started leaves nothing behind. */
static void test_never_started(void **state)
{
	const char *there = scratch_path("there.pcap"), *missing = scratch_path("missing.pcap");
	struct packet_writer *writer;

	(void)state;
	scratch_write(there, "somebody's data");
	writer = packet_writer_open(&pcap_format, there);
	assert_non_null(writer);
	packet_writer_close(writer);
	assert_int_equal(scratch_size(there), strlen("somebody's data"));

	writer = packet_writer_open(&pcap_format, missing);
	assert_non_null(writer);
	packet_writer_close(writer);
	assert_int_equal(scratch_size(missing), -1);
}

static void test_what_was_there_is_gone(void **state)
{
	const char *filename = scratch_path("old.pcap");
	struct packet_writer *writer;

	(void)state;
	writer = start(filename, 1024);
	for (int i = 0; i < 50; i++)
		assert_int_equal(write_packet(writer, i, i, 1024), 0);
	packet_writer_close(writer);
	writer = start(filename, 64);
	assert_int_equal(write_packet(writer, 1, 1, 60), 0);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, 64, stored, 1), 1);
}

static void assert_cannot_open(const char *filename, int err)
{
	struct packet_writer *writer;
	char message[256];

	snprintf(message, sizeof(message), "%s: %s\n", filename, strerror(err));
	hear_begin(&heard);
	writer = packet_writer_open(&pcap_format, filename);
	hear_end(&heard);
	assert_string_equal(heard.err, message);
	assert_string_equal(heard.out, "");
	assert_null(writer);
}

static void test_cannot_be_written(void **state)
{
	const char *file = scratch_path("read-only"), *directory = scratch_path("directory");
	uid_t user = geteuid();

	(void)state;
	assert_cannot_open(scratch_path("absent/a.pcap"), ENOENT);
	assert_int_equal(mkdir(directory, 0755), 0);
	assert_cannot_open(directory, EISDIR);
	scratch_write(file, "");
	assert_cannot_open(scratch_path("read-only/a.pcap"), ENOTDIR);

	/* root may write anywhere */
	assert_int_equal(chmod(file, 0444), 0);
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_int_equal(user ? 0 : seteuid(65534), 0);
	assert_cannot_open(file, EACCES);
	assert_int_equal(user ? 0 : seteuid(user), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_the_clock_steps_back),
		cmocka_unit_test(test_many_packets),
		cmocka_unit_test(test_largest_packet),
		cmocka_unit_test(test_closing_flushes),
		cmocka_unit_test(test_never_started),
		cmocka_unit_test(test_what_was_there_is_gone),
		cmocka_unit_test(test_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

// SPDX-License-Identifier: GPL-2.0
/* common/packet_writer: what holds for the files of every format. */
#include <errno.h>

#include "disk_limit.h"
#include "events.h"
#include "heard.h"
#include "packet_writer.h"
#include "pcap_reader.h"
#include "pcap_writer.h"
#include "pcapng.h"
#include "scratch.h"
#include "unit.h"

#define SNAPLEN 100

static const struct packet_format *const formats[] = { &pcap_format, &pcapng_format };
static struct heard heard;

static struct packet_writer *start(const struct packet_format *format, const char *filename)
{
	static const struct packet_section section = { .application = "test v1",
						       .comment = "a comment" };
	static const struct packet_interface interface = { .name = "eth0", .filter = "tcp" };
	struct packet_writer *writer = packet_writer_open(format, filename);

	assert_non_null(writer);
	assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
	assert_int_equal(packet_writer_start(writer, &section, SNAPLEN), 0);
	return writer;
}

static int write_packet(struct packet_writer *writer, __u64 wall, __u32 number)
{
	struct event event;

	make_event(&event, 0, number, SNAPLEN);
	return packet_writer_write(writer, 0, wall, &event.record, event.data);
}

/* The same calls, the same packets, whatever else the format can hold. */
static void test_the_same_calls(void **state)
{
	static const struct packet_statistics statistics = { .received = 3 };
	static const __u64 walls[] = { 7, 9, 8, 1700000000123456789 };
	static const __u64 want[] = { 7, 9, 9, 1700000000123456789 };
	const char *filename = scratch_path("same");
	struct pcap_stored stored[COUNT(walls)];

	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++) {
		struct packet_writer *writer = start(formats[f], filename);

		assert_string_equal(packet_writer_name(writer), filename);
		for (size_t i = 0; i < COUNT(walls); i++)
			assert_int_equal(write_packet(writer, walls[i], i), 0);
		assert_int_equal(packet_writer_stored(writer), 0);
		assert_int_equal(packet_writer_flush(writer), 0);
		assert_int_equal(packet_writer_stored(writer), COUNT(walls));
		assert_int_equal(packet_writer_add_statistics(writer, 0, &statistics), 0);
		packet_writer_close(writer);

		assert_int_equal(pcap_read(filename, SNAPLEN, stored, COUNT(walls)), COUNT(walls));
		for (size_t i = 0; i < COUNT(walls); i++) {
			assert_true(stored[i].wall == want[i]);
			assert_true(is_packet(stored[i].data, SNAPLEN, i));
		}
	}
}

/* What a file of so many packets has on the disk. */
static long size_of(const struct packet_format *format, __u32 packets)
{
	const char *filename = scratch_path("size");
	struct packet_writer *writer = start(format, filename);

	for (__u32 i = 1; i <= packets; i++)
		assert_int_equal(write_packet(writer, i, i), 0);
	packet_writer_close(writer);
	return scratch_size(filename);
}

/* Whatever the size at which the disk is full: the file is whole, and all of it is counted. */
static void fill_disk(const struct packet_format *format, int most, int fit, __u32 every)
{
	const char *filename = scratch_path("full");
	struct packet_writer *writer = start(format, filename);
	char message[256];
	int err = 0, again;

	hear_begin(&heard);
	limit_files(most);
	for (__u32 i = 1; i < 100000 && !err; i++) {
		err = write_packet(writer, i, i);
		if (!err && i % every == 0)
			err = packet_writer_flush(writer);
	}
	again = write_packet(writer, 1, 1);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);

	snprintf(message, sizeof(message), "%s: %s\n", filename, strerror(EFBIG));
	assert_string_equal(heard.err, message);
	assert_int_equal(err, -EFBIG);
	assert_int_equal(again, -EFBIG);
	if (fit < 0)
		fit = packet_writer_stored(writer);
	assert_int_equal(packet_writer_stored(writer), fit);
	assert_int_equal(pcap_read(filename, SNAPLEN, NULL, 0), fit);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, SNAPLEN, NULL, 0), fit);
	assert_int_equal(scratch_size(filename), size_of(format, fit));
}

static void test_full_disk(void **state)
{
	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++) {
		long empty = size_of(formats[f], 0), packet = size_of(formats[f], 1) - empty;

		for (int most = empty + packet; most <= empty + 3 * packet; most += 3)
			fill_disk(formats[f], most, (most - empty) / packet, 1);
	}
}

/* Where many packets wait in memory, those of whole flushes stay. */
static void test_full_disk_while_many_wait(void **state)
{
	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++) {
		fill_disk(formats[f], 3 << 20, -1, ~0U);
		assert_in_range(scratch_size(scratch_path("full")), 1 << 20, 3 << 20);
	}
}

static void test_no_room_to_start(void **state)
{
	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++) {
		struct packet_writer *writer = packet_writer_open(formats[f], "/dev/full");
		int err;

		hear_begin(&heard);
		err = packet_writer_start(writer, NULL, SNAPLEN);
		packet_writer_close(writer);
		hear_end(&heard);
		assert_int_equal(err, -ENOSPC);
		assert_string_equal(heard.err, "/dev/full: No space left on device\n");
	}
}

static void test_never_started(void **state)
{
	static const struct packet_interface interface = { .name = "eth0" };
	const char *there = scratch_path("there"), *missing = scratch_path("missing");

	(void)state;
	scratch_write(there, "somebody's data");
	for (size_t f = 0; f < COUNT(formats); f++) {
		struct packet_writer *writer = packet_writer_open(formats[f], there);

		assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
		packet_writer_close(writer);
		assert_int_equal(scratch_size(there), strlen("somebody's data"));
		packet_writer_close(packet_writer_open(formats[f], missing));
		assert_int_equal(scratch_size(missing), -1);
	}
	packet_writer_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_calls),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_full_disk_while_many_wait),
		cmocka_unit_test(test_no_room_to_start),
		cmocka_unit_test(test_never_started),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

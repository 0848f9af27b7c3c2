// SPDX-License-Identifier: GPL-2.0
/* packet_writer: what holds for the files of every format, as libpcap reads them. */
#include "each_format.h"
#include "events.h"
#include "pcap_reader.h"
#include "scratch.h"
#include "unit.h"

#define SEC 1000000000ULL

static struct pcap_stored stored[512];

static struct packet_writer *start(const struct packet_format *format, const char *filename,
				   unsigned int snaplen)
{
	static const struct packet_section section = { .application = "test v1",
						       .comment = "a comment" };
	static const struct packet_interface interface = { .name = "eth0", .filter = "tcp" };
	struct packet_writer *writer = packet_writer_open(format, filename, NULL);

	assert_non_null(writer);
	assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
	assert_int_equal(packet_writer_start(writer, &section, snaplen), 0);
	return writer;
}

GROUP(scratch_make, scratch_remove);

/* Packets of each length. What is flushed is there, and nothing else. */
TEST_OF_EACH_FORMAT(lengths)
{
	const char *filename = scratch_path("lengths");
	struct packet_writer *writer = start(format, filename, 300);
	static const struct packet_statistics statistics = { .received = 3 };
	__u32 i;

	assert_string_equal(writer->filename, filename);
	assert_int_equal(pcap_read(filename, 300, NULL, 0), 0);
	for (i = 0; i <= 300; i++)
		assert_int_equal(write_packet(writer, SEC + i, i, i), 0);
	assert_int_equal(writer->stored, 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	assert_int_equal(writer->stored, 301);
	assert_int_equal(pcap_read(filename, 300, stored, COUNT(stored)), 301);
	for (i = 0; i <= 300; i++) {
		assert_true(stored[i].wall == SEC + i);
		assert_int_equal(stored[i].cap_len, i);
		assert_int_equal(stored[i].wire_len, i + EVENT_CUT);
		assert_true(is_packet(stored[i].data, i, i));
	}
	assert_int_equal(packet_writer_add_statistics(writer, 0, &statistics), 0);
	assert_int_equal(write_packet(writer, SEC + i, i, 60), 0);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, 300, NULL, 0), 302);
}

/* More than the buffer holds, of packets that are as large as there can be. */
TEST_OF_EACH_FORMAT(largest_packets)
{
	static char data[PACKET_SNAPLEN_MAX];
	struct packet_record record = { .wire_len = 1 << 20 };
	const char *filename = scratch_path("large");
	struct packet_writer *writer = start(format, filename, PACKET_SNAPLEN_MAX);

	memset(data, 0xff, sizeof(data));
	for (int i = 0; i < 40; i++) {
		record.cap_len = sizeof(data) - i % 4;
		assert_int_equal(
			packet_writer_write(writer, &(struct packet_place){}, &record, data), 0);
	}
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, PACKET_SNAPLEN_MAX, stored, 40), 40);
	assert_int_equal(stored[39].cap_len, sizeof(data) - 3);
	assert_int_equal(stored[39].wire_len, 1 << 20);
	assert_memory_equal(stored[39].data, data, sizeof(stored[39].data));
}

/* libpcap's number of a link type is not always the file's; it must come out again. */
TEST_OF_EACH_FORMAT(link_types)
{
	static const int types[][2] = { { 0, DLT_EN10MB },
					{ DLT_EN10MB, DLT_EN10MB },
					{ DLT_RAW, DLT_RAW },
					{ DLT_LINUX_SLL2, DLT_LINUX_SLL2 } };
	const char *filename = scratch_path("link");
	char reason[PCAP_ERRBUF_SIZE];

	for (size_t i = 0; i < COUNT(types); i++) {
		const struct packet_section section = { .link_type = types[i][0] };
		const struct packet_interface interface = {};
		struct packet_writer *writer = packet_writer_open(format, filename, NULL);
		pcap_t *file;

		assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
		assert_int_equal(packet_writer_start(writer, &section, 100), 0);
		packet_writer_close(writer);
		file = pcap_open_offline(filename, reason);
		assert_non_null(file);
		assert_int_equal(pcap_datalink(file), types[i][1]);
		pcap_close(file);
	}
}

/* What a file of so many equal packets has on the disk. */
static long size_of(const struct packet_format *format, __u32 packets)
{
	const char *filename = scratch_path("size");
	struct packet_writer *writer = start(format, filename, 100);

	for (__u32 i = 1; i <= packets; i++)
		assert_int_equal(write_packet(writer, i, 1, 100), 0);
	packet_writer_close(writer);
	return scratch_size(filename);
}

/* Whatever the size at which the disk is full: every packet that fits is there, and counted. */
static void fill_disk(const struct packet_format *format, long most, int fit, __u32 every)
{
	const char *filename = scratch_path("full");
	struct packet_writer *writer = start(format, filename, 100);
	int err = 0, again;

	hear_begin(&heard);
	limit_files(most);
	for (__u32 i = 1; i < 100000 && !err; i++) {
		err = write_packet(writer, i, 1, 100);
		if (!err && i % every == 0)
			err = packet_writer_flush(writer);
	}
	again = write_packet(writer, 1, 1, 100);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);

	ASSERT_SAID("%s: %s\n", filename, strerror(EFBIG));
	assert_int_equal(err, -EFBIG);
	assert_int_equal(again, -EFBIG);
	assert_int_equal(writer->stored, fit);
	assert_int_equal(pcap_read(filename, 100, NULL, 0), fit);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(filename, 100, NULL, 0), fit);
}

TEST_OF_EACH_FORMAT(full_disk)
{
	long empty = size_of(format, 0), packet = size_of(format, 1) - empty;

	for (long most = empty + packet; most <= empty + 3 * packet; most += 3)
		fill_disk(format, most, (most - empty) / packet, 1);
	/* many wait in memory, and some of them fit; some were written before */
	fill_disk(format, 5000, (5000 - empty) / packet, ~0U);
	fill_disk(format, (3 << 20) + 77, ((3 << 20) + 77 - empty) / packet, ~0U);
}

/* What was not flushed before closing is flushed by it, and cut alike. */
TEST_OF_EACH_FORMAT(full_disk_at_the_end)
{
	const char *filename = scratch_path("end");
	long size = size_of(format, 5) + 50;
	struct packet_writer *writer = start(format, filename, 100);

	for (int i = 1; i < 10; i++)
		assert_int_equal(write_packet(writer, i, 1, 100), 0);
	hear_begin(&heard);
	limit_files(size);
	packet_writer_close(writer);
	limit_files(RLIM_INFINITY);
	hear_end(&heard);
	assert_non_null(strstr(heard.err, "/end: File too large\n"));
	assert_int_equal(pcap_read(filename, 100, NULL, 0), 5);
}

TEST_OF_EACH_FORMAT(no_room_to_start)
{
	struct packet_writer *writer = packet_writer_open(format, "/dev/full", NULL);
	int err;

	hear_begin(&heard);
	err = packet_writer_start(writer, NULL, 100);
	packet_writer_close(writer);
	hear_end(&heard);
	assert_int_equal(err, -ENOSPC);
	assert_string_equal(heard.err, "/dev/full: No space left on device\n");
}

/* Only starting touches what is there; what nobody started leaves nothing behind. */
TEST_OF_EACH_FORMAT(never_started)
{
	static const struct packet_interface interface = { .name = "eth0" };
	const char *there = scratch_path("there"), *missing = scratch_path("missing");
	struct packet_writer *writer;

	scratch_write(there, "somebody's data");
	writer = packet_writer_open(format, there, NULL);
	assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
	packet_writer_close(writer);
	assert_int_equal(scratch_size(there), strlen("somebody's data"));
	packet_writer_close(packet_writer_open(format, missing, NULL));
	assert_int_equal(scratch_size(missing), -1);
	packet_writer_close(NULL);
}

TEST_OF_EACH_FORMAT(what_was_there_is_gone)
{
	const char *filename = scratch_path("old");

	scratch_write(filename, "what was there is longer than a file without packets: ........"
				"................................................................"
				"................................................................"
				"................................................................");
	packet_writer_close(start(format, filename, 64));
	assert_int_equal(pcap_read(filename, 64, NULL, 0), 0);
}

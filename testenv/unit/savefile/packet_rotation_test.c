// SPDX-License-Identifier: GPL-2.0
/* packet_writer: several files, each whole, and all packets in them, for each format. */
#include <sys/stat.h>

#include "clock.h"
#include "each_format.h"
#include "pcap_reader.h"
#include "pcapng_blocks.h"
#include "scratch.h"
#include "unit.h"
#include "events.h"

#define SEC CLOCK_NS_PER_SEC

static const struct packet_interface eth0 = { .name = "eth0" }, eth1 = { .name = "eth1" };
static struct pcap_stored stored[512];

static struct packet_writer *start(const struct packet_format *format, const char *filename,
				   struct file_rotation *rotation)
{
	struct packet_writer *writer =
		packet_writer_open(format, file_rotation_first(rotation, filename), rotation);
	char application[] = "test v1", comment[] = "a comment", hardware[] = "a machine";

	assert_non_null(writer);
	assert_int_equal(packet_writer_add_interface(writer, &eth0), 0);
	assert_int_equal(packet_writer_start(writer,
					     &(struct packet_section){ .application = application,
								       .comment = comment,
								       .hardware = hardware },
					     300),
			 0);
	memset(application, 'x', sizeof(application) - 1); /* they were copied */
	memset(comment, 'x', sizeof(comment) - 1);
	memset(hardware, 'x', sizeof(hardware) - 1);
	return writer;
}

/* write_at - a packet of that stamp, as a capture does it; its number is what is returned plus 1 */
static int write_at(struct packet_writer *writer, __u64 stamp, __u32 number, __u32 cap_len)
{
	static const struct packet_statistics statistics = { .received = 3 };
	int err = 0;

	if (packet_writer_due(writer, stamp, true))
		err = packet_writer_add_statistics(writer, 0, &statistics) ?:
			      packet_writer_next(writer, stamp);
	return err ?: write_packet(writer, SEC + number, number, cap_len);
}

/* The name of a file, from 0 on. */
static const char *name_of(const char *stem, int number)
{
	char name[64];

	snprintf(name, sizeof(name), number ? "%s%d" : "%s", stem, number);
	return scratch_path(name);
}

GROUP(scratch_make, scratch_remove);

/* By size: each but the last is larger than that, by less than a packet. */
TEST_OF_EACH_FORMAT(sizes)
{
	struct file_rotation rotation = { .size = 1000 };
	struct packet_writer *writer = start(format, scratch_path("sizes"), &rotation);
	__u32 number = 0;
	int files = 0;

	for (__u32 i = 0; i < 200; i++)
		assert_int_equal(write_at(writer, 0, i, i % 301), 0);
	packet_writer_close(writer);
	for (; scratch_size(name_of("sizes", files)) >= 0; files++) {
		const char *name = name_of("sizes", files);
		int count = pcap_read(name, 300, stored, COUNT(stored));
		long size = scratch_size(name);

		assert_in_range(count, 1, 200);
		for (int i = 0; i < count; i++, number++)
			assert_true(stored[i].wall == SEC + number &&
				    is_packet(stored[i].data, stored[i].cap_len, number));
		assert_true(size <= 1500 && (size > 1000 || number == 200));
		unlink(name);
	}
	assert_int_equal(number, 200);
	assert_in_range(files, 10, 40);
}

/* Smaller than what a file begins with: a packet in each, and none without. */
TEST_OF_EACH_FORMAT(smallest)
{
	struct file_rotation rotation = { .size = 1, .files = 3 };
	struct packet_writer *writer = start(format, scratch_path("small"), &rotation);

	for (__u32 i = 0; i < 8; i++)
		assert_int_equal(write_at(writer, 0, i, 60), 0);
	packet_writer_flush(writer);
	assert_int_equal(writer->stored, 8);
	packet_writer_close(writer);
	for (__u32 i = 0; i < 3; i++) {
		char name[] = { 's', 'm', 'a', 'l', 'l', '0' + i, '\0' };

		assert_int_equal(pcap_read(scratch_path(name), 300, stored, COUNT(stored)), 1);
		assert_true(stored[0].wall == SEC + (i < 2 ? 6 + i : 5));
	}
	assert_int_equal(scratch_size(scratch_path("small3")), -1);
}

/* By time, of the packets, or where none comes: then a file without packets waits. */
TEST_OF_EACH_FORMAT(times)
{
	struct file_rotation rotation = { .time = SEC };
	struct packet_writer *writer = start(format, scratch_path("times"), &rotation);
	__u64 begin = rotation.begin;

	assert_false(packet_writer_due(writer, begin + 9 * SEC, false));
	assert_int_equal(write_at(writer, begin + 2 * SEC, 0, 60), 0);
	assert_int_equal(write_at(writer, begin + 3 * SEC - 1, 1, 60), 0);
	assert_true(packet_writer_due(writer, begin + 3 * SEC, false));
	assert_int_equal(packet_writer_next(writer, begin + 3 * SEC), 0);
	assert_false(packet_writer_due(writer, begin + 9 * SEC, false));
	assert_int_equal(write_at(writer, begin + 4 * SEC - 1, 2, 60), 0);
	assert_int_equal(write_at(writer, begin + 4 * SEC, 3, 60), 0);
	packet_writer_close(writer);
	for (int file = 0; file < 4; file++)
		assert_int_equal(pcap_read(name_of("times", file), 300, stored, COUNT(stored)),
				 "0211"[file] - '0');
	rotation.time = 0;
	rotation.size = 1;
	writer = start(format, scratch_path("size"), &rotation);
	assert_int_equal(write_at(writer, 0, 0, 60), 0);
	assert_true(packet_writer_due(writer, 0, true));
	assert_false(packet_writer_due(writer, 0, false));
	packet_writer_close(writer);
	unlink(scratch_path("times"));
}

/* The last one is complete, and nothing follows. */
TEST_OF_EACH_FORMAT(last)
{
	struct file_rotation rotation = { .time = SEC, .files = 1 };
	struct packet_writer *writer = start(format, scratch_path("last"), &rotation);
	int last;

	assert_int_equal(write_at(writer, rotation.begin, 0, 60), 0);
	last = HEARD(write_at(writer, rotation.begin + SEC, 1, 60));
	assert_int_equal(last, 1);
	assert_int_equal(packet_writer_flush(writer), 0);
	assert_int_equal(writer->stored, 1);
	assert_int_equal(pcap_read(scratch_path("last"), 300, NULL, 0), 1);
	packet_writer_close(writer);
	assert_int_equal(scratch_size(scratch_path("last1")), -1);
}

static bool is_locked(const char *filename)
{
	struct packet_writer *writer;

	writer = HEARD(packet_writer_open(&pcap_format, filename, NULL));
	packet_writer_close(writer);
	return !writer;
}

/* What holds for one file holds for each: its lock, its mode; and what it held before is gone. */
TEST_OF_EACH_FORMAT(each_is_a_file)
{
	struct file_rotation rotation = { .size = 1 };
	struct packet_writer *writer;
	struct stat status;
	mode_t mask = umask(0);

	scratch_write(scratch_path("each1"), "much longer than what comes there, and of no use: "
					     "much longer than what comes there, and of no use");
	chmod(scratch_path("each1"), 0640);
	writer = start(format, scratch_path("each"), &rotation);
	for (__u32 i = 0; i < 3; i++) {
		assert_int_equal(write_at(writer, 0, i, 0), 0);
		assert_true(is_locked(name_of("each", i)));
		if (i)
			assert_false(is_locked(name_of("each", i - 1)));
		assert_int_equal(stat(name_of("each", i), &status), 0);
		assert_int_equal(status.st_mode & 07777, i == 1 ? 0640 : 0600);
		assert_string_equal(writer->filename, name_of("each", i));
	}
	packet_writer_close(writer);
	umask(mask);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pcap_read(name_of("each", i), 300, NULL, 0), 1);
		unlink(name_of("each", i));
	}
}

/* One that cannot be had ends the capture; what was stored stays. */
TEST_OF_EACH_FORMAT(failure)
{
	struct file_rotation rotation = { .size = 1 };
	struct packet_writer *writer = start(format, scratch_path("fail"), &rotation);
	char message[256];
	int err, again;

	mkdir(scratch_path("fail1"), 0700);
	assert_int_equal(write_at(writer, 0, 0, 60), 0);
	hear_begin(&heard);
	err = write_at(writer, 0, 1, 60);
	again = packet_writer_flush(writer);
	hear_end(&heard);
	snprintf(message, sizeof(message), "%s: Is a directory\n", scratch_path("fail1"));
	assert_string_equal(heard.err, message);
	assert_int_equal(err, -EISDIR);
	assert_int_equal(again, -EISDIR);
	assert_int_equal(writer->stored, 1);
	packet_writer_close(writer);
	assert_int_equal(pcap_read(scratch_path("fail"), 300, NULL, 0), 1);
	unlink(scratch_path("fail"));
	rmdir(scratch_path("fail1"));
}

/* The directory is that of the first file, whatever becomes of its name. */
TEST_OF_EACH_FORMAT(directory)
{
	struct file_rotation rotation = { .size = 1 };
	struct packet_writer *writer;

	mkdir(scratch_path("dir"), 0700);
	writer = start(format, scratch_path("dir/a"), &rotation);
	rename(scratch_path("dir"), scratch_path("moved"));
	for (__u32 i = 0; i < 3; i++)
		assert_int_equal(write_at(writer, 0, i, 60), 0);
	packet_writer_close(writer);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pcap_read(name_of("moved/a", i), 300, NULL, 0), 1);
		unlink(name_of("moved/a", i));
	}
	rmdir(scratch_path("moved"));
}

/* Where a name's directory depends on the time, it is made before. */
TEST_OF_EACH_FORMAT(directory_of_the_time)
{
	struct file_rotation rotation = { .time = SEC, .size = 1 };
	struct packet_writer *writer;

	mkdir(scratch_path("100%"), 0700);
	writer = start(format, scratch_path("100%%/a"), &rotation);
	for (__u32 i = 0; i < 2; i++)
		assert_int_equal(write_at(writer, rotation.begin, i, 60), 0);
	packet_writer_close(writer);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pcap_read(name_of("100%/a", i), 300, NULL, 0), 1);
		unlink(name_of("100%/a", i));
	}
	rmdir(scratch_path("100%"));
}

TEST_OF_EACH_FORMAT(no_regular_file)
{
	struct file_rotation rotation = { .size = 1 };
	const char *first = file_rotation_first(&rotation, "/dev/null");

	assert_null(HEARD(packet_writer_open(format, first, &rotation)));
	assert_string_equal(heard.err, "/dev/null: no regular file: it is not one of several\n");
}

/* Each begins as the first did, with all interfaces that there are by then, and ends with statistics. */
TEST(blocks)
{
	struct file_rotation rotation = { .size = 1 };
	struct packet_writer *writer = start(&pcapng_format, scratch_path("blocks"), &rotation);

	assert_int_equal(write_at(writer, 0, 0, 60), 0);
	assert_int_equal(write_at(writer, 0, 1, 60), 0);
	assert_int_equal(packet_writer_add_interface(writer, &eth1), 1);
	assert_int_equal(write_at(writer, 0, 2, 60), 0);
	assert_int_equal(packet_writer_add_statistics(writer, 1,
						      &(struct packet_statistics){ .received = 4 }),
			 0);
	packet_writer_close(writer);
	for (int file = 0; file < 3; file++) {
		static const __u32 want[][5] = { { SHB, IDB, EPB, ISB },
						 { SHB, IDB, EPB, IDB, ISB },
						 { SHB, IDB, IDB, EPB, ISB } };
		const int count = file ? 5 : 4;

		assert_int_equal(read_blocks(name_of("blocks", file)), count);
		for (int i = 0; i < count; i++)
			assert_int_equal(blocks[i].type, want[file][i]);
		assert_text(&blocks[0], 1 /* opt_comment */, "a comment");
		assert_text(&blocks[0], 4 /* shb_userappl */, "test v1");
		assert_text(&blocks[0], 2 /* shb_hardware */, "a machine");
		assert_text(&blocks[1], 2 /* if_name */, "eth0");
		assert_int_equal(u32_at(blocks[1].body + 4), 300);
		assert_number(&blocks[count - 1], 4 /* isb_ifrecv */, file < 2 ? 3 : 4);
	}
	assert_text(&blocks[2], 2, "eth1");
	assert_int_equal(u32_at(blocks[2].body + 4), 300);
}

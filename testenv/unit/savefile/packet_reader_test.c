// SPDX-License-Identifier: GPL-2.0
/* packet_reader: what was written is read, by others' rules, too; what is broken is said. */
#include <errno.h>

#include "heard.h"
#include "packet_reader.h"
#include "packet_writer.h"
#include "scratch.h"
#include "unit.h"

GROUP(scratch_make, scratch_remove);

static unsigned int idle_calls;

static void idle(void *context)
{
	(void)context;
	idle_calls++;
}

static struct packet_reader *open_reader(const char *filename)
{
	struct packet_reader *reader = packet_reader_open(filename, idle, NULL);

	assert_non_null(reader);
	return reader;
}

static void assert_end(struct packet_reader *reader)
{
	struct packet_stored packet;

	assert_int_equal(packet_reader_next(reader, &packet), 0);
	packet_reader_close(reader);
}

static const struct packet_section section = { .application = "unit v1", .comment = "a comment" };
static const struct packet_interface interfaces[] = {
	{ "eth0:xdp_pass()@fentry", "first", "driver: \"veth\"", "tcp", 1000, 3 },
	{ "eth0:xdp_pass()@fexit", NULL, NULL, NULL, 0, 0 },
};
static const struct packet_statistics statistics = { 1700000000000000001, 1700000009000000002, 10,
						     9, 2 };
static const struct {
	struct packet_record record;
	struct packet_place place;
} packets[] = {
	{ { .wire_len = 60, .cap_len = 5, .packet_id = 1, .verdict = -1, .rx_queue = 7 },
	  { 0, 1700000000123456789, 0 } },
	{ { .wire_len = 60, .cap_len = 6, .packet_id = 1, .verdict = 2, .rx_queue = 0 },
	  { 1, 1700000000123456790, 3 } },
	{ { .wire_len = ~0, .cap_len = 0, .verdict = 0, .rx_queue = PACKET_QUEUE_SENT },
	  { 1, 1700000000123456791, 0 } },
	{ { .wire_len = 9, .cap_len = 8, .verdict = -1, .rx_queue = PACKET_QUEUE_RECEIVED },
	  { 0, 1700000000123456792, 1ULL << 40 } },
	{ { .wire_len = 9, .cap_len = 8, .verdict = 4, .rx_queue = PACKET_QUEUE_UNKNOWN },
	  { 0, 1700000000123456793, 0 } },
};

static void write_file(const struct packet_format *format, const char *filename)
{
	struct packet_writer *writer = packet_writer_open(format, filename, NULL);

	assert_non_null(writer);
	for (size_t i = 0; i < COUNT(interfaces); i++)
		packet_writer_add_interface(writer, &interfaces[i]);
	assert_int_equal(packet_writer_start(writer, &section, 100), 0);
	for (size_t i = 0; i < COUNT(packets); i++)
		assert_int_equal(packet_writer_write(writer, &packets[i].place, &packets[i].record,
						     "abcdefgh"),
				 0);
	packet_writer_add_statistics(writer, 1, &statistics);
	packet_writer_close(writer);
}

/* All that was written comes back. */
TEST(round_trip)
{
	const char *filename = scratch_path("round.pcapng");
	const struct packet_origin *origin;
	struct packet_reader *reader;
	struct packet_stored packet;

	write_file(&pcapng_format, filename);
	reader = open_reader(filename);
	for (size_t i = 0; i < COUNT(packets); i++) {
		const struct packet_record *want = &packets[i].record;

		assert_int_equal(packet_reader_next(reader, &packet), 1);
		assert_int_equal(packet.place.interface, packets[i].place.interface);
		assert_true(packet.place.wall == packets[i].place.wall);
		assert_true(packet.place.lost == packets[i].place.lost);
		assert_int_equal(packet.record.wire_len, want->wire_len);
		assert_int_equal(packet.record.cap_len, want->cap_len);
		assert_int_equal(packet.record.verdict, want->verdict);
		assert_int_equal(packet.record.packet_id, want->packet_id);
		assert_int_equal(packet.record.rx_queue, want->rx_queue);
		assert_memory_equal(packet.data, "abcdefgh", want->cap_len);
	}
	assert_int_equal(packet_reader_next(reader, &packet), 0);
	assert_string_equal(packet_reader_section(reader)->application, "unit v1");
	assert_string_equal(packet_reader_section(reader)->comment, "a comment");
	assert_non_null(packet_reader_section(reader)->system);
	origin = packet_reader_origin(reader, 0);
	assert_string_equal(origin->interface.name, interfaces[0].name);
	assert_string_equal(origin->interface.description, "first");
	assert_string_equal(origin->interface.hardware, "driver: \"veth\"");
	assert_string_equal(origin->interface.filter, "tcp");
	assert_int_equal(origin->interface.speed, 1000);
	assert_int_equal(origin->interface.ifindex, 3);
	assert_int_equal(origin->link_type, 1);
	assert_int_equal(origin->snaplen, 100);
	assert_false(origin->counted);
	origin = packet_reader_origin(reader, 1);
	assert_int_equal(origin->interface.ifindex, 0);
	assert_null(origin->interface.filter);
	assert_true(origin->counted);
	assert_memory_equal(&origin->statistics, &statistics, sizeof(statistics));
	assert_null(packet_reader_origin(reader, 2));
	assert_end(reader);
	assert_true(idle_calls > 0);
}

/* By libpcap: time, lengths and bytes, and nothing that was not there. */
TEST(pcap)
{
	const char *filename = scratch_path("plain.pcap");
	struct packet_reader *reader;
	struct packet_stored packet;

	write_file(&pcap_format, filename);
	reader = open_reader(filename);
	for (size_t i = 0; i < COUNT(packets); i++) {
		assert_int_equal(packet_reader_next(reader, &packet), 1);
		assert_true(packet.place.wall == packets[i].place.wall);
		assert_int_equal(packet.record.cap_len, packets[i].record.cap_len);
		assert_int_equal(packet.record.verdict, -1);
		assert_int_equal(packet.record.rx_queue, PACKET_QUEUE_UNKNOWN);
		assert_memory_equal(packet.data, "abcdefgh", packet.record.cap_len);
	}
	assert_int_equal(packet_reader_origin(reader, 0)->link_type, 1);
	assert_int_equal(packet_reader_origin(reader, 0)->snaplen, 100);
	assert_null(packet_reader_origin(reader, 1));
	assert_null(packet_reader_section(reader)->comment);
	assert_end(reader);
}

/* Files of others, word by word: what is between the block's lengths. */
#define BLOCK(type, ...)                                          \
	type, 12 + sizeof((__u32[]){ __VA_ARGS__ }), __VA_ARGS__, \
		12 + sizeof((__u32[]){ __VA_ARGS__ })
#define SECTION	     BLOCK(0x0a0d0d0a, 0x1a2b3c4d, 1, -1, -1)
#define ETH(snaplen) BLOCK(1, 1, snaplen)
#define WORDS(...)   ((const __u32[]){ __VA_ARGS__ }), sizeof((const __u32[]){ __VA_ARGS__ })

static const char *write_words(const __u32 *words, size_t size, bool swap)
{
	const char *path = scratch_path("words.pcapng");
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	for (size_t i = 0; i < size / sizeof(*words); i++) {
		__u32 word = swap ? __builtin_bswap32(words[i]) : words[i];

		fwrite(&word, sizeof(word), 1, file);
	}
	fclose(file);
	return path;
}

/* One packet of four bytes, by an interface with two words of options; returns when it came. */
static __u64 time_by(__u32 head, __u32 value, __u32 high, __u32 low)
{
	const __u32 words[] = { SECTION, BLOCK(1, 1, 0, head, value, 0),
				BLOCK(6, 0, high, low, 4, 4, 0) };
	struct packet_reader *reader = open_reader(write_words(words, sizeof(words), false));
	struct packet_stored packet;

	assert_int_equal(packet_reader_next(reader, &packet), 1);
	assert_end(reader);
	return packet.place.wall;
}

TEST(resolutions)
{
	static const __u32 resolution = 1 << 16 | 9, comment = 1 << 16 | 1;

	assert_true(time_by(comment, 0, 0, 5) == 5000); /* microseconds */
	assert_true(time_by(resolution, 0, 0, 5) == 5000000000);
	assert_true(time_by(resolution, 3, 1, 5) == 4294967301000000);
	assert_true(time_by(resolution, 9, 1, 5) == 4294967301);
	assert_true(time_by(resolution, 12, 0, 5999) == 5);
	assert_true(time_by(resolution, 127, 9, 9) == 0);
	assert_true(time_by(resolution, 0x80 | 1, 0, 3) == 1500000000);
	assert_true(time_by(resolution, 0x80 | 32, 2, 1U << 31) == 2500000000);
	assert_true(time_by(resolution, 0xff, 9, 9) == 0);
}

/* The other byte order (of two halves, the first one is the upper one), sections, blocks of old. */
TEST(others)
{
	static const struct {
		__u32 cap_len, wire_len, interface, rx_queue;
		__u64 wall, lost;
	} want[] = {
		{ 3, 60, 0, PACKET_QUEUE_SENT, 8000000, 0 },
		{ 8, 100, 0, PACKET_QUEUE_UNKNOWN, 0, 0 },
		{ 4, 4, 1, PACKET_QUEUE_UNKNOWN, 9000, 5 },
		{ 4, 4, 2, PACKET_QUEUE_UNKNOWN, 10000, 0 },
	};
	const __u32 words[] = {
		BLOCK(0x0a0d0d0a, 0x1a2b3c4d, 1 << 16, -1, -1),
		BLOCK(0xbad, 1, 2, 3),
		BLOCK(1, 1 << 16, 8),
		BLOCK(6, 0, 0, 8000, 3, 60, 0x61626300, 2 << 16 | 4, 2, 0),
		BLOCK(3, 100, 0x61626364, 0),
		BLOCK(1, 1 << 16, 0),
		BLOCK(2, 1 << 16 | 5, 0, 9, 4, 4, 0x61626364),
		BLOCK(0x0a0d0d0a, 0x1a2b3c4d, 1 << 16, -1, -1),
		BLOCK(1, 1 << 16, 0),
		BLOCK(6, 0, 0, 10, 4, 4, 0x61626364),
	};
	struct packet_reader *reader = open_reader(write_words(words, sizeof(words), true));
	struct packet_stored packet;

	for (size_t i = 0; i < COUNT(want); i++) {
		assert_int_equal(packet_reader_next(reader, &packet), 1);
		assert_int_equal(packet.record.cap_len, want[i].cap_len);
		assert_int_equal(packet.record.wire_len, want[i].wire_len);
		assert_int_equal(packet.record.rx_queue, want[i].rx_queue);
		assert_int_equal(packet.place.interface, want[i].interface);
		assert_true(packet.place.wall == want[i].wall);
		assert_true(packet.place.lost == want[i].lost);
		assert_memory_equal(packet.data, "abcd",
				    packet.record.cap_len < 4 ? packet.record.cap_len : 4);
	}
	assert_end(reader);
}

static const struct {
	const __u32 *words;
	size_t size;
	const char *said;
} broken[] = {
	{ WORDS(0x0a0d0d0a, 28, 0x11223344), "not a pcapng file: its byte order is 0x11223344" },
	{ WORDS(0x0a0d0d0a, 8, 0x1a2b3c4d), "a block of 8 bytes" },
	{ WORDS(0x0a0d0d0a, 30, 0x1a2b3c4d), "a block of 30 bytes" },
	{ WORDS(0x0a0d0d0a, 17 << 20, 0x1a2b3c4d), "a block of 17825792 bytes" },
	{ WORDS(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, -1, -1), "ends within a block" },
	{ WORDS(0x0a0d0d0a, 28), "ends within a block" },
	{ WORDS(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, -1, -1, 32),
	  "a block ends with another length than it begins with" },
	{ WORDS(0x0a0d0d0a, 16, 0x1a2b3c4d, 16), "a section header is cut" },
	{ WORDS(BLOCK(0x0a0d0d0a, 0x1a2b3c4d, 2, -1, -1)), "version 2 of pcapng" },
	{ WORDS(SECTION, 1), "ends within a block" },
	{ WORDS(SECTION, BLOCK(1, 1)), "an interface description is cut" },
	{ WORDS(SECTION, BLOCK(1, 1, 0, 5 << 16 | 2, 0)), "an option is cut" },
	{ WORDS(SECTION, BLOCK(6, 0, 0, 0, 0, 0)), "interface 0 is not there" },
	{ WORDS(SECTION, ETH(0), SECTION, BLOCK(3, 0)), "interface 0 is not there" },
	{ WORDS(SECTION, ETH(0), BLOCK(6, 0, 0, 0, 0)), "a packet's head is cut" },
	{ WORDS(SECTION, ETH(0), BLOCK(6, 0, 0, 0, 5, 5, 0)),
	  "a packet of 5 bytes is longer than its block" },
	{ WORDS(SECTION, ETH(0), BLOCK(6, 0, 0, 0, -1, -1, 0)),
	  "a packet of 4294967295 bytes is longer than its block" },
	{ WORDS(SECTION, ETH(0), BLOCK(3, 9, 0, 0)),
	  "a packet of 9 bytes is longer than its block" },
	{ WORDS(SECTION, ETH(0), BLOCK(6, 0, 0, 0, 0, 0, 8 << 16 | 5, 1)), "an option is cut" },
	{ WORDS(SECTION, ETH(0), BLOCK(5, 0, 0)), "statistics are cut" },
	{ WORDS(SECTION, ETH(0), BLOCK(5, 1, 0, 0)), "interface 1 is not there" },
};

/* In one line, and no packet comes of it. */
TEST(broken)
{
	for (size_t i = 0; i < COUNT(broken); i++) {
		const char *path = write_words(broken[i].words, broken[i].size, false);
		struct packet_reader *reader;
		struct packet_stored packet;
		int got = 0;

		HEAR(reader = packet_reader_open(path, NULL, NULL);
		     got = reader ? packet_reader_next(reader, &packet) : 0;
		     packet_reader_close(reader));
		ASSERT_SAID("%s: %s\n", path, broken[i].said);
		assert_int_equal(got, -EBADMSG);
	}
}

/* What cannot be opened, or is no capture at all. */
TEST(refused)
{
	static const char *const said[][2] = {
		{ "absent", "No such file or directory" },
		{ "empty", "empty" },
		{ "text", "unknown file format" },
	};

	scratch_write(scratch_path("empty"), "");
	scratch_write(scratch_path("text"), "this is no capture, but it is long enough to be one");
	for (size_t i = 0; i < COUNT(said); i++) {
		const char *path = scratch_path(said[i][0]);

		assert_null(HEARD(packet_reader_open(path, NULL, NULL)));
		ASSERT_SAID("%s: %s\n", path, said[i][1]);
	}
}

// SPDX-License-Identifier: GPL-2.0
/* pcapng_writer: what stands in each block of the file, texts of any size, what libpcap makes of them. */
#include <sys/utsname.h>

#include "events.h"
#include "packet_writer.h"
#include "pcap_reader.h"
#include "pcapng_blocks.h"
#include "scratch.h"
#include "unit.h"

static const struct packet_interface eth0 = { .name = "eth0" };

/* open_with - a file that is not started, with @count interfaces called eth0 */
static struct packet_writer *open_with(const char *filename, int count)
{
	struct packet_writer *writer = packet_writer_open(&pcapng_format, filename, NULL);

	assert_non_null(writer);
	for (int i = 0; i < count; i++)
		assert_int_equal(packet_writer_add_interface(writer, &eth0), i);
	return writer;
}

GROUP(scratch_make, scratch_remove);

TEST(section)
{
	static const struct packet_section section = { .application = "xdpdump v1.0.0",
						       .comment = "eth0: xdp_pass()" };
	const char *filename = scratch_path("section.pcapng");
	struct packet_writer *writer = open_with(filename, 0);
	struct utsname host;
	char system[512];

	assert_int_equal(packet_writer_start(writer, &section, 100), 0);
	packet_writer_close(writer);

	uname(&host);
	snprintf(system, sizeof(system), "%s %s %s %s", host.sysname, host.nodename, host.release,
		 host.version);
	assert_int_equal(read_blocks(filename), 1);
	assert_int_equal(blocks[0].type, SHB);
	assert_int_equal(u32_at(blocks[0].body), 0x1a2b3c4d);
	assert_int_equal(u16_at(blocks[0].body + 4), 1);
	assert_int_equal(u16_at(blocks[0].body + 6), 0);
	assert_true(u64_at(blocks[0].body + 8) == ~0ULL);
	assert_text(&blocks[0], 1, "eth0: xdp_pass()");
	assert_text(&blocks[0], 2, host.machine);
	assert_text(&blocks[0], 3, system);
	assert_text(&blocks[0], 4, "xdpdump v1.0.0");
}

TEST(interfaces)
{
	char name[] = "eth0:xdp_pass()@fentry";
	const struct packet_interface all = { name,  "entry",	  "driver: \"veth\"",
					      "tcp", 10000000000, 7 };
	static const struct packet_interface later = { .name = "later", .filter = "ip6" };
	const char *filename = scratch_path("interfaces.pcapng");
	struct packet_writer *writer = open_with(filename, 0);

	assert_int_equal(packet_writer_add_interface(writer, &all), 0);
	assert_int_equal(packet_writer_add_interface(writer, &eth0), 1);
	memset(name, 'x', sizeof(name) - 1); /* it was copied */
	assert_int_equal(packet_writer_start(writer, NULL, 1234), 0);
	assert_int_equal(packet_writer_add_interface(writer, &later), 2);
	packet_writer_close(writer);

	assert_int_equal(read_blocks(filename), 4);
	for (int i = 1; i < 4; i++) {
		assert_int_equal(blocks[i].type, IDB);
		assert_int_equal(u32_at(blocks[i].body), 1); /* Ethernet, and what is reserved */
		assert_int_equal(u32_at(blocks[i].body + 4), 1234);
		assert_option(&blocks[i], 9, "\x09", 1);
	}
	assert_text(&blocks[1], 2, "eth0:xdp_pass()@fentry");
	assert_text(&blocks[1], 3, "entry");
	assert_text(&blocks[1], 15, "driver: \"veth\"");
	assert_option(&blocks[1], 11, "\0tcp", 4);
	assert_number(&blocks[1], 8, 10000000000);
	assert_text(&blocks[1], 1, "if_index 7");
	assert_no_option(&blocks[2], 1);
	assert_text(&blocks[2], 2, "eth0");
	assert_text(&blocks[3], 2, "later");
	assert_option(&blocks[3], 11, "\0ip6", 4);
}

/* What every packet's block has. */
static void assert_packet(const struct block *block, const struct packet_record *record,
			  const struct packet_place *place)
{
	assert_int_equal(block->type, EPB);
	assert_int_equal(u32_at(block->body), place->interface);
	assert_true(time_at(block->body + 4) == place->wall);
	assert_int_equal(u32_at(block->body + 12), record->cap_len);
	assert_int_equal(u32_at(block->body + 16), record->wire_len);
	assert_memory_equal(block->body + 20, "abcdefgh", record->cap_len);
	if (record->rx_queue == PACKET_QUEUE_UNKNOWN)
		assert_no_option(block, 2);
	else
		assert_option(block, 2, &(__u32){ 1 + (record->rx_queue == PACKET_QUEUE_SENT) }, 4);
	if (record->rx_queue < PACKET_QUEUE_UNKNOWN)
		assert_option(block, 6, &record->rx_queue, 4);
	else
		assert_no_option(block, 6);
	if (place->lost)
		assert_number(block, 4, place->lost);
	else
		assert_no_option(block, 4);
}

TEST(packets)
{
	static const struct {
		struct packet_record record;
		struct packet_place place;
	} packets[] = {
		{ { .wire_len = 60, .cap_len = 5, .packet_id = 1, .verdict = -1 }, { 0, 9, 0 } },
		{ { .wire_len = 60, .cap_len = 6, .packet_id = 1, .verdict = 2, .rx_queue = 3 },
		  { 1, 1700000000123456789, 1 } },
		{ { .cap_len = 0,
		    .packet_id = ~0,
		    .verdict = 0,
		    .rx_queue = PACKET_QUEUE_UNKNOWN - 1 },
		  { 1, 1600000000123456789, 0 } },
		{ { .wire_len = ~0, .cap_len = 8, .verdict = 4 }, { 0, ~0ULL, 1ULL << 40 } },
		{ { .cap_len = 8, .verdict = -1, .rx_queue = PACKET_QUEUE_SENT }, { 0, ~0ULL, 0 } },
		{ { .cap_len = 8, .verdict = -1, .rx_queue = PACKET_QUEUE_RECEIVED },
		  { 0, ~0ULL, 0 } },
		{ { .cap_len = 8, .verdict = -1, .rx_queue = PACKET_QUEUE_UNKNOWN },
		  { 0, 1, 0 } }, /* earlier than those before it */
	};
	const char *filename = scratch_path("packets.pcapng");
	struct packet_writer *writer = open_with(filename, 2);

	assert_int_equal(packet_writer_start(writer, NULL, 100), 0);
	for (size_t i = 0; i < COUNT(packets); i++)
		assert_int_equal(packet_writer_write(writer, &packets[i].place, &packets[i].record,
						     "abcdefgh"),
				 0);
	packet_writer_close(writer);

	assert_int_equal(read_blocks(filename), 3 + COUNT(packets));
	for (size_t i = 0; i < COUNT(packets); i++)
		assert_packet(&blocks[3 + i], &packets[i].record, &packets[i].place);
	assert_number(&blocks[3], 5, 1);
	assert_no_option(&blocks[3], 7);
	assert_option(&blocks[4], 7, "\x02\x02\0\0\0\0\0\0\0", 9); /* Linux_eBPF_XDP: XDP_PASS */
	assert_number(&blocks[5], 5, 0xffffffff);
	assert_option(&blocks[5], 7, "\x02\0\0\0\0\0\0\0\0", 9);
	assert_no_option(&blocks[6], 5);
	assert_option(&blocks[6], 7, "\x02\x04\0\0\0\0\0\0\0", 9);
}

/* Byte by byte. */
TEST(layout)
{
	static const __u8 expected[] = {
		6,   0,	  0,   0,   88,	 0, 0, 0,			  /* type, length */
		0,   0,	  0,   0,   5,	 0, 0, 0, 4, 3, 2, 1,		  /* interface, time */
		5,   0,	  0,   0,   60,	 0, 0, 0,			  /* lengths */
		'a', 'b', 'c', 'd', 'e', 0, 0, 0,			  /* data */
		2,   0,	  4,   0,   1,	 0, 0, 0,			  /* flags */
		5,   0,	  8,   0,   7,	 0, 0, 0, 0, 0, 0, 0,		  /* packet id */
		6,   0,	  4,   0,   9,	 0, 0, 0,			  /* queue */
		7,   0,	  9,   0,   2,	 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* verdict */
		0,   0,	  0,   0,   88,	 0, 0, 0, /* end of options, length */
	};
	static const struct packet_record record = {
		.wire_len = 60, .cap_len = 5, .packet_id = 7, .rx_queue = 9, .verdict = 4
	};
	const char *filename = scratch_path("layout.pcapng");
	struct packet_writer *writer = open_with(filename, 1);

	if (*(const __u8 *)&(const __u16){ 1 } != 1)
		LEAVE_OUT("bytes in the order of another machine");
	assert_int_equal(packet_writer_start(writer, NULL, 100), 0);
	assert_int_equal(packet_writer_write(writer, &(struct packet_place){ .wall = 0x501020304 },
					     &record, "abcdefgh"),
			 0);
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 3);
	assert_int_equal(blocks[2].end + 4 - (blocks[2].body - 8), sizeof(expected));
	assert_memory_equal(blocks[2].body - 8, expected, sizeof(expected));
}

TEST(statistics)
{
	static const struct packet_statistics statistics = { 1700000000000000001,
							     1700000009000000002, 1ULL << 40,
							     1 << 20, 3 };
	const char *filename = scratch_path("statistics.pcapng");
	struct packet_writer *writer = open_with(filename, 2);
	const struct block *block = &blocks[3];

	assert_int_equal(packet_writer_start(writer, NULL, 100), 0);
	assert_int_equal(packet_writer_add_statistics(writer, 1, &statistics), 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	assert_int_equal(writer->stored, 0);
	packet_writer_close(writer);

	assert_int_equal(read_blocks(filename), 4);
	assert_int_equal(block->type, ISB);
	assert_int_equal(u32_at(block->body), 1);
	assert_true(time_at(block->body + 4) == statistics.end);
	assert_true(time_at(find_option(block, 2) + 4) == statistics.start);
	assert_true(time_at(find_option(block, 3) + 4) == statistics.end);
	assert_number(block, 4, 1ULL << 40);
	assert_number(block, 5, 3);
	assert_number(block, 6, 1 << 20);
}

/* A file whose comment and interface's filter are @text; checks all blocks. */
static void write_texts(const char *filename, const char *text)
{
	const struct packet_section section = { .application = text, .comment = text };
	const struct packet_interface interface = { text, text, text, text, 0, 0 };
	struct packet_writer *writer = open_with(filename, 0);

	assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
	assert_int_equal(packet_writer_start(writer, &section, 100), 0);
	assert_int_equal(write_packet(writer, 1, 1, 10), 0);
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 3);
	assert_int_equal(pcap_read(filename, 100, NULL, 0), 1);
}

TEST(no_text)
{
	static const __u16 options[][2] = { { 0, 1 }, { 0, 4 },	 { 1, 2 }, { 1, 3 },
					    { 1, 8 }, { 1, 11 }, { 1, 15 } };
	static const char *const texts[] = { NULL, "" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		write_texts(scratch_path("empty.pcapng"), texts[i]);
		for (size_t n = 0; n < COUNT(options); n++)
			assert_no_option(&blocks[options[n][0]], options[n][1]);
	}
}

TEST(long_texts)
{
	static char text[5001], prefixed[5001];

	for (size_t length = 1; length < sizeof(text); length = length * 3 + 1) {
		memset(text, 'a' + length % 26, length);
		memcpy(prefixed + 1, text, length);
		write_texts(scratch_path("long.pcapng"), text);
		assert_text(&blocks[0], 1, text);
		assert_text(&blocks[0], 4, text);
		assert_text(&blocks[1], 2, text);
		assert_option(&blocks[1], 11, prefixed, length + 1);
	}
}

/* An option holds 65,535 bytes: what is longer is cut, between two characters. */
TEST(texts_too_long)
{
	static char text[70001], prefixed[70001];

	memset(text, 'x', 70000);
	memcpy(prefixed + 1, text, 70000);
	write_texts(scratch_path("cut.pcapng"), text);
	assert_option(&blocks[0], 1, text, 65535);
	assert_option(&blocks[1], 11, prefixed, 65535);

	memcpy(text + 65533, "\xe2\x82\xac", 3);
	write_texts(scratch_path("cut.pcapng"), text);
	assert_option(&blocks[0], 1, text, 65533);
	memcpy(text + 65532, "\xe2\x82\xacx", 4);
	write_texts(scratch_path("cut.pcapng"), text);
	assert_option(&blocks[0], 1, text, 65535);
}

/* More than the file takes at once, with texts of all lengths. */
TEST(many_interfaces)
{
	static char text[60001];
	const struct packet_interface interface = { .name = text };
	const char *filename = scratch_path("many.pcapng");
	struct packet_writer *writer = open_with(filename, 0);

	for (int i = 0; i < 60; i++) {
		memset(text, 'a', i * 1000);
		assert_int_equal(packet_writer_add_interface(writer, &interface), i);
	}
	assert_int_equal(packet_writer_start(writer, NULL, 77), 0);
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 61);
	for (int i = 1; i < 60; i++) {
		assert_int_equal(u32_at(blocks[1 + i].body + 4), 77);
		assert_int_equal(u16_at(find_option(&blocks[1 + i], 2) + 2), i * 1000);
	}
	assert_int_equal(pcap_read(filename, 77, NULL, 0), 0);
}

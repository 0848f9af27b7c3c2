// SPDX-License-Identifier: GPL-2.0
/* common/pcapng: texts of any size, and what libpcap makes of them. */
#include "pcap_reader.h"
#include "pcapng_fixture.h"

/* A file whose comment and interface's filter are @text; checks all blocks. */
static void write_texts(const char *filename, const char *text)
{
	const struct packet_section section = { .application = text, .comment = text };
	const struct packet_interface interface = { text, text, text, text, 0 };
	struct packet_writer *writer = open_with(filename, 0);

	assert_int_equal(packet_writer_add_interface(writer, &interface), 0);
	assert_int_equal(packet_writer_start(writer, &section, 100), 0);
	assert_int_equal(write_packet(writer, 1, 1, 10), 0);
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 3);
	assert_int_equal(pcap_read(filename, 100, NULL, 0), 1);
}

GROUP(scratch_make, scratch_remove);

TEST(no_text)
{
	static const char *const texts[] = { NULL, "" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		write_texts(scratch_path("empty.pcapng"), texts[i]);
		assert_no_option(&blocks[0], 1);
		assert_no_option(&blocks[0], 4);
		assert_no_option(&blocks[1], 2);
		assert_no_option(&blocks[1], 3);
		assert_no_option(&blocks[1], 8);
		assert_no_option(&blocks[1], 11);
		assert_no_option(&blocks[1], 15);
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

// SPDX-License-Identifier: GPL-2.0
/* common/pcapng: texts and packets of any size, and what libpcap reads of them. */
#include "pcap_reader.h"
#include "pcapng_fixture.h"

#define SEC 1000000000ULL

static struct pcap_stored stored[512];

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

static void test_no_text(void **state)
{
	static const char *const texts[] = { NULL, "" };

	(void)state;
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

static void test_long_texts(void **state)
{
	static char text[5001], prefixed[5001];

	(void)state;
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
static void test_texts_too_long(void **state)
{
	static char text[70001], prefixed[70001];

	(void)state;
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
static void test_many_interfaces(void **state)
{
	static char text[60001];
	const struct packet_interface interface = { .name = text };
	const char *filename = scratch_path("many.pcapng");
	struct packet_writer *writer = open_with(filename, 0);

	(void)state;
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

/* Packets of each length, in time order though the clock steps back, as libpcap sees them. */
static void test_what_is_written_is_read(void **state)
{
	const char *filename = scratch_path("roundtrip.pcapng");
	struct packet_writer *writer = start(filename, 300);
	const __u64 begin = 1700000000 * SEC + 999999999;
	__u32 i;

	(void)state;
	for (i = 0; i <= 300; i++)
		assert_int_equal(write_packet(writer, i % 3 ? begin + i : 5, i, i), 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	assert_int_equal(packet_writer_stored(writer), 301);
	assert_int_equal(pcap_read(filename, 300, stored, COUNT(stored)), 301);
	for (i = 0; i <= 300; i++) {
		__u64 wall = i % 3 ? begin + i : begin + i - 1;

		assert_true(stored[i].wall == (i ? wall : 5));
		assert_int_equal(stored[i].cap_len, i);
		assert_int_equal(stored[i].wire_len, i + EVENT_CUT);
		assert_true(is_packet(stored[i].data, i, i));
	}
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 2 + 301);
}

static void test_largest_packet(void **state)
{
	static char data[PACKET_SNAPLEN_MAX];
	struct packet_record record = { .wire_len = 1 << 20, .verdict = 1 };
	const char *filename = scratch_path("large.pcapng");
	struct packet_writer *writer = start(filename, PACKET_SNAPLEN_MAX);

	(void)state;
	memset(data, 0xff, sizeof(data));
	for (int i = 0; i < 40; i++) {
		record.cap_len = sizeof(data) - i % 4;
		assert_int_equal(packet_writer_write(writer, 0, i, &record, data), 0);
	}
	packet_writer_close(writer);
	assert_int_equal(read_blocks(filename), 42);
	assert_int_equal(pcap_read(filename, PACKET_SNAPLEN_MAX, stored, 40), 40);
	assert_int_equal(stored[39].cap_len, sizeof(data) - 3);
	assert_int_equal(stored[39].wire_len, 1 << 20);
	assert_memory_equal(stored[39].data, data, sizeof(stored[39].data));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_text),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_texts_too_long),
		cmocka_unit_test(test_many_interfaces),
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_largest_packet),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

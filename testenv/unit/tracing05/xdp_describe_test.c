// SPDX-License-Identifier: GPL-2.0
/* common/xdp_describe: what is said of a capture, on stderr and in its file. */
#include <string.h>

#include "heard.h"
#include "pcapng.h"
#include "pcapng_blocks.h"
#include "scratch.h"
#include "unit.h"
#include "xdp_describe.h"

static struct heard heard;

static const struct xdp_program_info dispatcher = { .id = 10, .name = "xdp_dispatcher" };
static const struct xdp_program_info component = { .id = 11, .name = "a_name_of_many_characters" };

static struct xdp_tap_options options = { .ifname = "eth99", .snaplen = 96 };
static struct xdp_programs programs;

/* describe - the first @there programs are on the interface, the last @count are targets */
static struct xdp_description describe(int there, int count)
{
	struct xdp_description description = {
		.options = &options,
		.programs = &programs,
		.count = count,
		.link_type = "EN10MB (Ethernet)",
	};

	programs = (struct xdp_programs){
		.count = there,
		.programs = { dispatcher, component },
	};
	for (int i = 0; i < count; i++)
		description.targets[i] = programs.programs[there - count + i];
	return description;
}

static void assert_listening(int there, int count, int points, const char *want)
{
	struct xdp_description description = describe(there, count);

	options.points = points;
	hear_begin(&heard);
	xdp_describe_listening(&description);
	hear_end(&heard);
	assert_string_equal(heard.err, want);
	assert_string_equal(heard.out, "");
}

static void test_listening(void **state)
{
	(void)state;
	assert_listening(
		0, 0, XDP_TAP_ENTRY,
		"listening on eth99, link-type EN10MB (Ethernet), capture size 96 bytes\n");
	assert_listening(1, 1, XDP_TAP_ENTRY,
			 "listening on eth99, ingress XDP program ID 10 func xdp_dispatcher, "
			 "capture mode entry, capture size 96 bytes\n");
	assert_listening(2, 1, XDP_TAP_EXIT,
			 "listening on eth99, ingress XDP program ID 11 func "
			 "a_name_of_many_characters, capture mode exit, capture size 96 bytes\n");
	assert_listening(2, 2, XDP_TAP_ENTRY | XDP_TAP_EXIT,
			 "listening on eth99, ingress XDP program ID 10 func xdp_dispatcher, "
			 "ID 11 func a_name_of_many_characters, capture mode entry/exit, "
			 "capture size 96 bytes\n");
}

/* begin_file - the file of such a capture; returns how many blocks it has */
static int begin_file(int there, int count)
{
	const char *filename = scratch_path("described.pcapng");
	struct xdp_description description = describe(there, count);
	struct capture *capture = capture_new(filename, &pcapng_format, 0, NULL);

	assert_non_null(capture);
	assert_int_equal(xdp_describe_start(&description, capture, "unit v1"), 0);
	capture_free(capture);
	return read_blocks(filename);
}

#define COMMENT "Capture was taken on interface eth99, with the following XDP programs loaded:\n"

static void assert_interface(const struct block *block, const char *name)
{
	assert_int_equal(block->type, IDB);
	assert_int_equal(u32_at(block->body + 4), 96); /* snaplen */
	assert_text(block, 2, name);
	assert_text(block, 3, name);
	assert_no_option(block, 15); /* no such interface: no driver, no speed */
	assert_no_option(block, 8);
}

/* Each capture point is an interface of the file. */
static void test_programs(void **state)
{
	(void)state;
	assert_int_equal(begin_file(2, 2), 5);
	assert_text(&blocks[0], 1, COMMENT "  xdp_dispatcher()\n    a_name_of_many_characters()\n");
	assert_text(&blocks[0], 4, "unit v1");
	assert_interface(&blocks[1], "eth99:xdp_dispatcher()@fentry");
	assert_interface(&blocks[2], "eth99:xdp_dispatcher()@fexit");
	assert_interface(&blocks[3], "eth99:a_name_of_many_characters()@fentry");
	assert_interface(&blocks[4], "eth99:a_name_of_many_characters()@fexit");
}

/* All that are there are told of, also those that are not captured at. */
static void test_one_of_two(void **state)
{
	(void)state;
	assert_int_equal(begin_file(2, 1), 3);
	assert_text(&blocks[0], 1, COMMENT "  xdp_dispatcher()\n    a_name_of_many_characters()\n");
	assert_interface(&blocks[1], "eth99:a_name_of_many_characters()@fentry");
}

static void test_no_program(void **state)
{
	(void)state;
	assert_int_equal(begin_file(0, 0), 2);
	assert_text(&blocks[0], 1, COMMENT "  <No XDP program loaded!>()\n");
	assert_interface(&blocks[1], "eth99");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_listening),
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_one_of_two),
		cmocka_unit_test(test_no_program),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

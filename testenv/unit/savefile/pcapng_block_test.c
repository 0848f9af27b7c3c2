// SPDX-License-Identifier: GPL-2.0
/* common/pcapng_block: blocks behind one another, and one that memory has no room for. */
#include "pcapng_block.h"
#include "unit.h"

/* The address sanitizer would end the test where there is no memory. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static const struct pcapng_interface_statistics fixed = {
	.header.type = PCAPNG_INTERFACE_STATISTICS,
	.interface = 7,
};

static void begin(struct pcapng_block *block)
{
	pcapng_block_begin(block, &fixed, sizeof(fixed));
}

TEST(layout)
{
	static const __u8 expected[] = {
		5,   0, 0, 0, 52,  0,	0,   0,			/* type, length */
		7,   0, 0, 0, 0,   0,	0,   0,	  0,   0, 0, 0, /* fixed part */
		'd', 0, 0, 0,					/* data */
		1,   0, 5, 0, 'h', 'e', 'l', 'l', 'o', 0, 0, 0, /* text */
		9,   0, 3, 0, 2,   'a', 'b', 0,			/* type, value */
		0,   0, 0, 0, 52,  0,	0,   0,			/* end of options, length */
	};
	struct pcapng_block block = { 0 };

	if (*(const __u8 *)&(const __u16){ 1 } != 1)
		LEAVE_OUT("bytes in the order of another machine");
	begin(&block);
	pcapng_block_data(&block, "d", 1);
	pcapng_block_text(&block, 1, "hello");
	pcapng_block_text(&block, 2, "");
	pcapng_block_text(&block, 3, NULL);
	pcapng_block_option(&block, 9, &(const __u8){ 2 }, "ab", 2);
	assert_int_equal(pcapng_block_end(&block), 0);
	assert_int_equal(block.size, sizeof(expected));
	assert_memory_equal(block.bytes, expected, sizeof(expected));
	free(block.bytes);
}

/* Built behind one another, or over one another: the same bytes. */
TEST(many_blocks)
{
	struct pcapng_block all = { 0 }, one = { 0 };
	size_t before = 0;

	for (int i = 0; i < 500; i++) {
		one.size = 0;
		begin(&one);
		begin(&all);
		pcapng_block_option(&one, 1, NULL, &i, sizeof(i));
		pcapng_block_option(&all, 1, NULL, &i, sizeof(i));
		assert_int_equal(pcapng_block_end(&one), 0);
		assert_int_equal(pcapng_block_end(&all), 0);
		assert_int_equal(all.size - before, one.size);
		assert_memory_equal(all.bytes + before, one.bytes, one.size);
		before = all.size;
	}
	assert_in_range(one.room, one.size, 4 * one.size);
	free(all.bytes);
	free(one.bytes);
}

TEST(no_memory)
{
	struct pcapng_block block = { 0 };
	volatile size_t endless = (size_t)1 << 61;
	size_t before;
	int err;

	begin(&block);
	assert_int_equal(pcapng_block_end(&block), 0);
	before = block.size;

	hear_begin(&heard);
	begin(&block);
	pcapng_block_data(&block, "", endless);
	pcapng_block_text(&block, 1, "what follows a failure");
	err = pcapng_block_end(&block);
	hear_end(&heard);
	assert_int_equal(err, -ENOMEM);
	assert_non_null(strstr(heard.err, "memory: Cannot allocate memory\n"));
	assert_int_equal(block.size, before);

	begin(&block);
	assert_int_equal(pcapng_block_end(&block), 0);
	assert_int_equal(block.size, 2 * before);
	assert_memory_equal(block.bytes, block.bytes + before, before);
	free(block.bytes);
}

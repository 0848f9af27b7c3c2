/* SPDX-License-Identifier: GPL-2.0 */
/* The blocks of a pcapng file, taken apart byte by byte as the format's draft has it. */
#ifndef UNIT_PCAPNG_BLOCKS_H
#define UNIT_PCAPNG_BLOCKS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

enum {
	SHB = 0x0a0d0d0a,
	IDB = 1,
	ISB = 5,
	EPB = 6
};

struct block {
	__u32 type;
	const __u8 *body;    /* what follows the length */
	const __u8 *options; /* up to opt_endofopt */
	const __u8 *end;     /* where the length stands again */
};

static __u8 file_bytes[8 << 20];
static struct block blocks[8192];

static inline __u32 u32_at(const __u8 *bytes)
{
	__u32 value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static inline __u16 u16_at(const __u8 *bytes)
{
	__u16 value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static inline __u64 u64_at(const __u8 *bytes)
{
	__u64 value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

/* A time is two halves, the upper one first, whatever the byte order. */
static inline __u64 time_at(const __u8 *bytes)
{
	return (__u64)u32_at(bytes) << 32 | u32_at(bytes + 4);
}

/* assert_padding - up to the next multiple of four there are zeros; returns where that is */
static inline const __u8 *assert_padding(const __u8 *bytes)
{
	for (; (bytes - file_bytes) % 4; bytes++)
		assert_int_equal(*bytes, 0);
	return bytes;
}

/* What stands in a block before its options. */
static inline const __u8 *fixed_part(const struct block *block)
{
	switch (block->type) {
	case SHB:
		return block->body + 16;
	case IDB:
		return block->body + 8;
	case ISB:
		return block->body + 12;
	}
	assert_int_equal(block->type, EPB);
	return assert_padding(block->body + 20 + u32_at(block->body + 12));
}

/* Every block is a multiple of four bytes long, between two lengths, and its options have an end. */
static inline const __u8 *take_block(struct block *block, const __u8 *bytes)
{
	__u32 length = u32_at(bytes + 4);
	const __u8 *option;

	assert_int_equal(length % 4, 0);
	*block = (struct block){ u32_at(bytes), bytes + 8, NULL, bytes + length - 4 };
	assert_int_equal(u32_at(block->end), length);
	block->options = fixed_part(block);
	for (option = block->options; u16_at(option);) {
		assert_true(option < block->end);
		option = assert_padding(option + 4 + u16_at(option + 2));
	}
	assert_int_equal(u16_at(option + 2), 0);
	assert_ptr_equal(option + 4, block->end);
	return bytes + length;
}

/* read_blocks - all of a file, into blocks[]; returns how many there are */
static inline int read_blocks(const char *filename)
{
	FILE *file = fopen(filename, "r");
	const __u8 *next = file_bytes, *end;
	int count = 0;

	assert_non_null(file);
	end = file_bytes + fread(file_bytes, 1, sizeof(file_bytes), file);
	fclose(file);
	for (; next < end; count++) {
		assert_in_range(count, 0, COUNT(blocks) - 1);
		next = take_block(&blocks[count], next);
		assert_in_range(next - file_bytes, 0, end - file_bytes);
	}
	return count;
}

/* find_option - an option's head, or NULL; it stands at most once */
static inline const __u8 *find_option(const struct block *block, __u16 code)
{
	const __u8 *option = block->options, *found = NULL;

	for (; u16_at(option); option = assert_padding(option + 4 + u16_at(option + 2))) {
		if (u16_at(option) != code)
			continue;
		assert_null(found);
		found = option;
	}
	return found;
}

static inline void assert_option(const struct block *block, __u16 code, const void *data,
				 size_t size)
{
	const __u8 *option = find_option(block, code);

	assert_non_null(option);
	assert_int_equal(u16_at(option + 2), size);
	assert_memory_equal(option + 4, data, size);
}

static inline void assert_text(const struct block *block, __u16 code, const char *text)
{
	assert_option(block, code, text, strlen(text));
}

static inline void assert_number(const struct block *block, __u16 code, __u64 number)
{
	assert_option(block, code, &number, sizeof(number));
}

static inline void assert_no_option(const struct block *block, __u16 code)
{
	assert_null(find_option(block, code));
}

#endif

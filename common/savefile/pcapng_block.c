// SPDX-License-Identifier: GPL-2.0
/* Bytes that grow. A failure to grow is kept until the block ends. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "pcapng_block.h"

/* Memory is doubled, so that who builds one block over another soon allocates no more. */
static void grow(struct pcapng_block *block, size_t size)
{
	size_t room = 2 * (block->size + size);
	char *moved = realloc(block->bytes, room);

	if (!moved) {
		block->err = -ENOMEM;
		return;
	}
	block->bytes = moved;
	block->room = room;
}

/*
 * Room for so many bytes, and for zeros behind them up to a multiple of four, at
 * which everything in a block begins. Returns where it is, or NULL.
 */
static char *extend(struct pcapng_block *block, size_t size)
{
	size_t padded = (size + 3) & ~(size_t)3;
	char *room;

	if (!block->err && block->size + padded > block->room)
		grow(block, padded);
	if (block->err)
		return NULL;
	room = block->bytes + block->size;
	block->size += padded;
	if (padded)
		memset(room + padded - 4, 0, 4);
	return room;
}

void pcapng_block_begin(struct pcapng_block *block, const void *fixed, size_t size)
{
	block->begin = block->size;
	block->err = 0;
	pcapng_block_data(block, fixed, size);
}

void pcapng_block_data(struct pcapng_block *block, const void *data, size_t size)
{
	char *room = extend(block, size);

	if (room && size)
		memcpy(room, data, size);
}

void pcapng_block_option(struct pcapng_block *block, enum pcapng_option_code code, const __u8 *type,
			 const void *data, size_t size)
{
	size_t type_size = type ? sizeof(*type) : 0;
	size_t most = PCAPNG_OPTION_MAX - type_size;
	struct pcapng_option *option;
	__u8 *value;

	if (size > most)
		size = most;
	option = (struct pcapng_option *)extend(block, sizeof(*option) + type_size + size);
	if (!option)
		return;
	option->code = code;
	option->length = type_size + size;
	value = (__u8 *)(option + 1);
	if (type)
		*value = *type;
	if (size)
		memcpy(value + type_size, data, size);
}

void pcapng_block_text(struct pcapng_block *block, enum pcapng_option_code code, const char *text)
{
	size_t size = text ? strlen(text) : 0;

	if (size > PCAPNG_OPTION_MAX) {
		size = PCAPNG_OPTION_MAX;
		while (size && (text[size] & 0xc0) == 0x80) /* within a character */
			size--;
	}
	if (size)
		pcapng_block_option(block, code, NULL, text, size);
}

int pcapng_block_end(struct pcapng_block *block)
{
	struct pcapng_header *header;
	__u32 length;

	pcapng_block_option(block, OPT_ENDOFOPT, NULL, NULL, 0);
	length = block->size + sizeof(length) - block->begin;
	pcapng_block_data(block, &length, sizeof(length));
	if (block->err) {
		block->size = block->begin;
		return log_error(block->err, "memory: %s", strerror(-block->err));
	}
	header = (struct pcapng_header *)(block->bytes + block->begin);
	header->length = length;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Blocks of a pcapng file, built in memory: a fixed part, data, options. A block's
 * length is what building it came to; nothing computes it beforehand.
 */
#ifndef COMMON_PCAPNG_BLOCK_H
#define COMMON_PCAPNG_BLOCK_H

#include <stddef.h>

#include "pcapng_format.h"

/* Blocks behind one another. Begins as { 0 }, ends by free(bytes). */
struct pcapng_block {
	char *bytes;
	size_t size;  /* bytes that are built; set to 0, they are built over */
	size_t room;  /* bytes that are allocated */
	size_t begin; /* where the latest block begins */
	int err;      /* why it cannot be built */
};

/*
 * pcapng_block_begin - begin a block behind what is there
 * @fixed: the block's struct of pcapng_format.h, of @size bytes; its header.length
 *	is filled in later
 */
void pcapng_block_begin(struct pcapng_block *block, const void *fixed, size_t size);

/* pcapng_block_data - add the data that stand between fixed part and options */
void pcapng_block_data(struct pcapng_block *block, const void *data, size_t size);

/*
 * pcapng_block_option - add an option
 * @type: an octet that stands before the data and tells their type; NULL: none
 * @data: of @size bytes, of which those beyond PCAPNG_OPTION_MAX are cut off
 */
void pcapng_block_option(struct pcapng_block *block, enum pcapng_option_code code, const __u8 *type,
			 const void *data, size_t size);

/* pcapng_block_text - add an option of UTF-8 text; NULL or "" adds nothing */
void pcapng_block_text(struct pcapng_block *block, enum pcapng_option_code code, const char *text);

/*
 * pcapng_block_end - end the block
 *
 * Returns 0, or -ENOMEM with the reason logged: then the block is gone, and those
 * before it are as they were.
 */
int pcapng_block_end(struct pcapng_block *block);

#endif

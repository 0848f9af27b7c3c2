/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The blocks of a pcapng file, read: packets with all that stands with them, of which
 * libpcap hands out the bytes and the time only. For packet_reader.c, which names the file.
 */
#ifndef COMMON_PCAPNG_READER_H
#define COMMON_PCAPNG_READER_H

#include <stdbool.h>
#include <stdio.h>

#include "packet_reader.h"

struct pcapng_reader;

/*
 * pcapng_reader_new - read what follows in a file
 * @file: stands at the beginning of a section; it stays the caller's
 *
 * Returns a reader for pcapng_reader_free(), or NULL without memory.
 */
struct pcapng_reader *pcapng_reader_new(FILE *file);

/*
 * pcapng_reader_next - the next packet
 * @packet: filled in; its bytes are valid until the next call
 *
 * Returns 1; 0 at the end of the file; -EBADMSG where it is broken, -EIO where it cannot be
 * read, -ENOMEM: for these, pcapng_reader_reason() has the words.
 */
int pcapng_reader_next(struct pcapng_reader *reader, struct packet_stored *packet);
const char *pcapng_reader_reason(const struct pcapng_reader *reader);

/* pcapng_reader_origin, pcapng_reader_section - as packet_reader_origin(), packet_reader_section() */
const struct packet_origin *pcapng_reader_origin(const struct pcapng_reader *reader,
						 unsigned int interface);
const struct packet_section *pcapng_reader_section(const struct pcapng_reader *reader);

void pcapng_reader_free(struct pcapng_reader *reader);

#endif

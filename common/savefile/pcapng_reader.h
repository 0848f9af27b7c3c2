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
 * @name: for messages
 *
 * Returns a reader for pcapng_reader_free(), or NULL with the reason logged.
 */
struct pcapng_reader *pcapng_reader_new(FILE *file, const char *name);

/*
 * pcapng_reader_next - the next packet
 * @packet: filled in; its bytes are valid until the next call
 *
 * Returns 1; 0 at the end of the file; -EINTR when reading was; or another negative errno with
 * the reason logged: -EBADMSG where the file is broken.
 */
int pcapng_reader_next(struct pcapng_reader *reader, struct packet_stored *packet);

/* pcapng_reader_origin, pcapng_reader_section - as packet_reader_origin(), packet_reader_section() */
const struct packet_origin *pcapng_reader_origin(const struct pcapng_reader *reader,
						 unsigned int interface);
const struct packet_section *pcapng_reader_section(const struct pcapng_reader *reader);

void pcapng_reader_free(struct pcapng_reader *reader);

#endif

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

/* Begins with its first two; the rest is 0. */
struct pcapng_reader {
	FILE *file;	  /* at the beginning of a section; it stays its user's */
	const char *name; /* of the file, for messages */
	bool big;	  /* its numbers begin with the upper byte */
	char *block;	  /* the latest one */
	size_t room;
	const char *at, *end;
	struct packet_section section; /* the latest one's */
	struct packet_origin *origins; /* the interfaces of all sections */
	unsigned int first, count;     /* the latest section's begin at @first */
};

/*
 * pcapng_reader_next - the next packet
 * @packet: filled in; its bytes are valid until the next call
 *
 * Returns 1; 0 at the end of the file; -EINTR when reading was; or another negative errno with
 * the reason logged: -EBADMSG where the file is broken.
 */
int pcapng_reader_next(struct pcapng_reader *reader, struct packet_stored *packet);

/* pcapng_reader_free - forget what was read */
void pcapng_reader_free(struct pcapng_reader *reader);

/* packet_stored_of - a packet of which nothing else is known */
struct packet_stored packet_stored_of(const struct packet_origin *origin, __u64 wall, __u32 cap_len,
				      __u32 wire_len);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets out of a capture file, whoever wrote it: pcapng with all that stands there of a
 * packet (pcapng_reader.c), and what else libpcap reads.
 */
#ifndef COMMON_PACKET_READER_H
#define COMMON_PACKET_READER_H

#include <stdbool.h>

#include "packet_writer.h"

struct packet_reader;

/* Where packets come from, as the file tells. */
struct packet_origin {
	struct packet_interface interface;
	int link_type;	      /* DLT_ of pcap-linktype(7) */
	unsigned int snaplen; /* the most bytes of a packet; 0: no limit */
	__u8 resolution;      /* of times, as if_tsresol has it */
	__s64 offset;	      /* seconds to be added to them */
	bool counted;	      /* has the file told of the end of the capture yet? */
	struct packet_statistics statistics;
};

/* A packet of a file, in the words of the writers. */
struct packet_stored {
	struct packet_place place;
	const struct packet_origin *origin; /* of its interface; valid as the data are */
	struct packet_record record; /* without its interface and CPU; hook and prog_index are 0 */
	const void *data;	     /* record.cap_len bytes */
};

/*
 * packet_reader_open - open a file
 * @filename: or "-" for stdin; it must live as long as what is returned
 * @idle: called before there may be a wait for more of the file, or NULL: what was made of
 *	the packets so far can be shown
 *
 * Returns a reader for packet_reader_close(), or NULL with the reason logged.
 */
struct packet_reader *packet_reader_open(const char *filename, void (*idle)(void *context),
					 void *context);

/*
 * packet_reader_hold - no capture of ours begins to write the file as long as it is open
 *
 * For who writes files whose names are not known yet: else a reader is in nobody's way.
 */
void packet_reader_hold(struct packet_reader *reader);

/*
 * packet_reader_next - the next packet, in the order of the file
 * @packet: filled in; its bytes are valid until the next call
 *
 * Returns 1; 0 at the end, and when the program was told to stop (signals.h) while it waited;
 * a negative errno with the reason logged where the file is broken.
 */
int packet_reader_next(struct packet_reader *reader, struct packet_stored *packet);

/*
 * packet_reader_origin - what the file says of an interface
 * @interface: as packets' places have it; they are numbered through all sections of a file
 *
 * Returns NULL when there is none of that number (yet). Valid until the next packet.
 */
const struct packet_origin *packet_reader_origin(const struct packet_reader *reader,
						 unsigned int interface);

/* packet_reader_section - what the file says of the capture, as far as it was read */
const struct packet_section *packet_reader_section(const struct packet_reader *reader);

/* packet_reader_close - NULL is permitted */
void packet_reader_close(struct packet_reader *reader);

#endif

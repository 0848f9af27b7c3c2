/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A packet as tcpdump has it in one line, or tshark: they get the packets through a pipe, one
 * at a time, so none waits for another one, and none is mistaken for another one.
 */
#ifndef COMMON_PACKET_DECODE_H
#define COMMON_PACKET_DECODE_H

#include <stdbool.h>
#include <stdio.h>

#include "packet_record.h"

struct packet_decode;

/*
 * packet_decode_new - start the one or the other
 * @link_type: what packets begin with: DLT_ of pcap-linktype(7)
 * @link_level, @quick: tcpdump's -e and -q
 *
 * Returns a decoder for packet_decode_free(), or NULL with the reason logged.
 */
struct packet_decode *packet_decode_new(int link_type, bool link_level, bool quick);

/*
 * packet_decode_line - a packet in one line, without time and without its end
 * @data: record->cap_len bytes
 * @more: where the lines go that belong to the packet before, if it has more than one
 *
 * Returns text that is valid until the next call, or NULL with the reason logged: then the
 * decoder has ended, or has been silent since the program was told to stop.
 */
const char *packet_decode_line(struct packet_decode *decode, const struct packet_record *record,
			       const void *data, FILE *more);

/* packet_decode_free - it ends, and what it has still said goes to @more; NULL is permitted */
void packet_decode_free(struct packet_decode *decode, FILE *more);

#endif

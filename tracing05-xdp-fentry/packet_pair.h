/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a packet was at the entry of a program, when it comes to its exit. A program
 * runs to its end on one CPU, so there is one packet inside it per CPU at most.
 */
#ifndef TRACING05_PACKET_PAIR_H
#define TRACING05_PACKET_PAIR_H

#include "packet_record.h"

struct packet_pair;

/* packet_pair_new - for packet_pair_free(), or NULL without memory */
struct packet_pair *packet_pair_new(void);

/*
 * packet_pair_entry - the entry that goes with an exit
 * @record, @data: a packet at entry or exit; called for all of them in time order
 *
 * Returns NULL for an entry, which is kept, and for an exit whose entry was lost;
 * else the entry's record, with its bytes right behind it, valid until the next call.
 */
const struct packet_record *packet_pair_entry(struct packet_pair *pair,
					      const struct packet_record *record, const void *data);

/* packet_pair_free - NULL is permitted */
void packet_pair_free(struct packet_pair *pair);

#endif

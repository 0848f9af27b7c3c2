/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packet ids that count from 1. In the kernel each CPU counts its own packets,
 * for that costs nothing; all records of one packet come from one CPU.
 */
#ifndef COMMON_PACKET_IDS_H
#define COMMON_PACKET_IDS_H

#include "packet_record.h"

struct packet_ids;

/* packet_ids_new - for packet_ids_free(), or NULL without memory */
struct packet_ids *packet_ids_new(void);

/*
 * packet_ids_next - the id of a packet
 * @record: what the kernel says of it; called for all records in time order
 *
 * Returns the number of this packet among all, from 1 on, the same for all records
 * of the packet; 0 when the record has no id.
 */
__u32 packet_ids_next(struct packet_ids *ids, const struct packet_record *record);

/* packet_ids_free - NULL is permitted */
void packet_ids_free(struct packet_ids *ids);

#endif

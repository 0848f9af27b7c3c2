/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packet ids that count from 1. In the kernel each CPU counts its own packets,
 * for that costs nothing; all records of one packet come from one CPU.
 */
#ifndef COMMON_PACKET_IDS_H
#define COMMON_PACKET_IDS_H

#include "packet_record.h"

#define PACKET_IDS_CPUS (1 << 16) /* all that a record's __u16 can name */

/* Begins as { 0 }; memory that is never touched takes none. */
struct packet_ids {
	__u32 count; /* packets so far */
	struct packet_latest {
		__u32 kernel;  /* number of the latest packet on this CPU; 0: none yet */
		__u32 ifindex; /* for each interface has numbers of its own */
		__u32 id;      /* ours for it */
	} latest[PACKET_IDS_CPUS];
};

/*
 * packet_ids_next - the id of a packet
 * @record: what the kernel says of it; called for all records in time order
 *
 * Returns the number of this packet among all, from 1 on, the same for all records
 * of the packet; 0 when the record has no id.
 */
__u32 packet_ids_next(struct packet_ids *ids, const struct packet_record *record);

#endif

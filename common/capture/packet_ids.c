// SPDX-License-Identifier: GPL-2.0
/* A packet is a new one when its number is not that of its CPU's packet before it, or its interface. */
#include "packet_ids.h"

__u32 packet_ids_next(struct packet_ids *ids, const struct packet_record *record)
{
	struct packet_latest *latest = &ids->latest[record->cpu];

	if (!record->packet_id)
		return 0;
	if (latest->kernel != record->packet_id || latest->ifindex != record->ifindex) {
		latest->kernel = record->packet_id;
		latest->ifindex = record->ifindex;
		latest->id = ++ids->count;
	}
	return latest->id;
}

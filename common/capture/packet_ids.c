// SPDX-License-Identifier: GPL-2.0
/* A packet is a new one when its CPU's number is not that of this CPU's packet before it. */
#include "packet_ids.h"

__u32 packet_ids_next(struct packet_ids *ids, const struct packet_record *record)
{
	__u32 *kernel = &ids->latest[record->cpu].kernel, *id = &ids->latest[record->cpu].id;

	if (!record->packet_id)
		return 0;
	if (*kernel != record->packet_id) {
		*kernel = record->packet_id;
		*id = ++ids->count;
	}
	return *id;
}

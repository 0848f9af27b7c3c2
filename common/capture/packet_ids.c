// SPDX-License-Identifier: GPL-2.0
/* A packet is a new one when its CPU's number is not that of this CPU's packet before it. */
#include <stdlib.h>

#include "packet_ids.h"

#define CPUS (1 << 16) /* all that a record's __u16 can name */

struct packet_ids {
	__u32 count; /* packets so far */
	struct {
		__u32 kernel; /* number of the latest packet on this CPU; 0: none yet */
		__u32 id;     /* ours for it */
	} latest[CPUS];	      /* memory that is never touched takes none */
};

struct packet_ids *packet_ids_new(void)
{
	return calloc(1, sizeof(struct packet_ids));
}

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

void packet_ids_free(struct packet_ids *ids)
{
	free(ids);
}

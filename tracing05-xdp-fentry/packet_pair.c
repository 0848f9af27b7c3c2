// SPDX-License-Identifier: GPL-2.0
/* A slot for each program on each CPU, which holds the packet that is inside. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "packet_pair.h"

struct slot {
	struct packet_record *entry; /* its bytes behind it; NULL: never used */
	size_t room;		     /* bytes at @entry */
	bool inside;		     /* no exit has come for @entry yet */
};

struct packet_pair {
	struct slot *slots; /* PACKET_PROGRAMS_MAX for each CPU */
	size_t count;
};

struct packet_pair *packet_pair_new(void)
{
	return calloc(1, sizeof(struct packet_pair));
}

static struct slot *slot_of(struct packet_pair *pair, const struct packet_record *record)
{
	size_t at = record->cpu * PACKET_PROGRAMS_MAX + record->prog_index % PACKET_PROGRAMS_MAX;

	if (at >= pair->count) {
		struct slot *more = realloc(pair->slots, (at + 1) * sizeof(*more));

		if (!more)
			return NULL;
		memset(more + pair->count, 0, (at + 1 - pair->count) * sizeof(*more));
		pair->slots = more;
		pair->count = at + 1;
	}
	return &pair->slots[at];
}

static void keep(struct slot *slot, const struct packet_record *record, const void *data)
{
	size_t size = sizeof(*record) + record->cap_len;

	slot->inside = false;
	if (size > slot->room) {
		struct packet_record *more = realloc(slot->entry, size);

		if (!more)
			return;
		slot->entry = more;
		slot->room = size;
	}
	*slot->entry = *record;
	memcpy(slot->entry + 1, data, record->cap_len);
	slot->inside = true;
}

const struct packet_record *packet_pair_entry(struct packet_pair *pair,
					      const struct packet_record *record, const void *data)
{
	struct slot *slot = slot_of(pair, record);

	if (slot && record->hook == PACKET_HOOK_ENTRY)
		keep(slot, record, data);
	if (!slot || !slot->inside || record->hook != PACKET_HOOK_EXIT)
		return NULL;
	slot->inside = false;
	return slot->entry->packet_id == record->packet_id ? slot->entry : NULL;
}

void packet_pair_free(struct packet_pair *pair)
{
	if (!pair)
		return;
	for (size_t i = 0; i < pair->count; i++)
		free(pair->slots[i].entry);
	free(pair->slots);
	free(pair);
}

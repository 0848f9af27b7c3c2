// SPDX-License-Identifier: GPL-2.0
/* A packet's entry is kept until its exit comes: what is told of both is told there. */
#include <stdio.h>

#include "packet_diff.h"
#include "packet_pair.h"
#include "packet_print.h"

void packet_print(struct packet_print *print, const struct packet_seen *seen)
{
	const bool paired = print->diff || print->latency;
	const struct packet_record *record = seen->record;
	const struct packet_record *entry =
		paired ? packet_pair_entry(print->pairs, record, seen->data) : NULL;
	unsigned long long ns = entry ? record->timestamp - entry->timestamp : 0;

	if (print->latency && entry)
		latency_add(&print->took, ns);
	if (print->silent || (paired && record->hook == PACKET_HOOK_ENTRY))
		return;
	packet_text_line(stdout, &print->style, seen);
	if (print->latency && entry)
		printf(", took %llu ns", ns);
	if (print->diff && entry && record->wire_len != entry->wire_len)
		printf(", was %u bytes", entry->wire_len);
	putchar('\n');
	if (print->diff && entry)
		packet_diff_records(stdout, entry, entry + 1, record, seen->data);
	else
		packet_text_bytes(stdout, &print->style, seen);
}

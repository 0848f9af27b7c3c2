// SPDX-License-Identifier: GPL-2.0
/* Packets as lines of text. */
#include "clock.h"
#include "packet_text.h"
#include "text.h"
#include "xdp_action.h"

static void print_size(FILE *out, const struct packet_record *record, bool captured)
{
	fprintf(out, "packet size %u bytes", record->wire_len);
	if (captured)
		fprintf(out, ", captured %u bytes", record->cap_len);
}

void packet_text(FILE *out, const struct packet_record *record, const char *function, bool captured)
{
	unsigned long long wall = clock_wall(record->timestamp);

	fprintf(out, "%llu.%09llu: %s()@", wall / CLOCK_NS_PER_SEC, wall % CLOCK_NS_PER_SEC,
		function);
	if (record->hook == PACKET_HOOK_EXIT)
		fprintf(out, "exit[%s]: ", xdp_action_short_name(record->verdict));
	else
		fputs("entry: ", out);
	print_size(out, record, captured);
	fprintf(out, " on if_index %u, rx queue %u, id %u", record->ifindex, record->rx_queue,
		record->packet_id);
}

void packet_text_live(FILE *out, const struct packet_record *record, const char *ifname,
		      bool captured)
{
	unsigned long long wall = clock_wall(record->timestamp);

	fprintf(out, "%llu.%06llu: ", wall / CLOCK_NS_PER_SEC, wall % CLOCK_NS_PER_SEC / 1000);
	print_size(out, record, captured);
	fprintf(out, " on if_name \"%s\"", TEXT_NAME(ifname));
}

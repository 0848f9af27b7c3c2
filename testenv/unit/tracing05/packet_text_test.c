// SPDX-License-Identifier: GPL-2.0
/* common/packet_text: lines that scripts read, to the letter. */
#include <stdlib.h>

#include "clock.h"
#include "packet_text.h"
#include "unit.h"

/* A moment of the day with zeros behind its point, in ns of CLOCK_MONOTONIC. */
static __u64 moment(void)
{
	__u64 now = clock_monotonic();

	return now - clock_wall(now) % CLOCK_NS_PER_SEC + 7008009;
}

static const struct packet_record packet = {
	.wire_len = 1500,
	.cap_len = 96,
	.ifindex = 3,
	.rx_queue = 2,
	.verdict = -1,
	.packet_id = 4294967295,
	.hook = PACKET_HOOK_ENTRY,
};

/* A line of @record, and the moment's seconds and ns: they are measured anew now and then. */
static char *line_of(struct packet_record record, const char *ifname, bool captured, __u64 *wall)
{
	char *text = NULL;
	size_t size;
	FILE *out;

	record.timestamp = moment();
	do {
		free(text);
		*wall = clock_wall(record.timestamp);
		out = open_memstream(&text, &size);
		if (ifname)
			packet_text_live(out, &record, ifname, captured);
		else
			packet_text(out, &record, "xdp_pass", captured);
		fclose(out);
	} while (*wall != clock_wall(record.timestamp));
	return text;
}

static void assert_line(struct packet_record record, bool captured, const char *rest)
{
	char want[256];
	__u64 wall;
	char *line = line_of(record, NULL, captured, &wall);

	snprintf(want, sizeof(want), "%llu.00%llu: xdp_pass()@%s", wall / CLOCK_NS_PER_SEC,
		 wall % CLOCK_NS_PER_SEC, rest);
	assert_string_equal(line, want);
	free(line);
}

#define WHERE " on if_index 3, rx queue 2, id 4294967295"

TEST(entry)
{
	assert_line(packet, false, "entry: packet size 1500 bytes" WHERE);
	assert_line(packet, true, "entry: packet size 1500 bytes, captured 96 bytes" WHERE);
}

TEST(exit)
{
	static const char *const actions[] = { "ABORTED", "DROP",     "PASS",
					       "TX",	  "REDIRECT", "*unknown*" };
	struct packet_record record = packet;
	char want[256];

	record.hook = PACKET_HOOK_EXIT;
	for (size_t i = 0; i < COUNT(actions); i++) {
		record.verdict = i;
		snprintf(want, sizeof(want), "exit[%s]: packet size 1500 bytes" WHERE, actions[i]);
		assert_line(record, false, want);
	}
	record.verdict = -1;
	assert_line(record, true,
		    "exit[*unknown*]: packet size 1500 bytes, captured 96 bytes" WHERE);
}

TEST(live)
{
	char want[256];
	__u64 wall;

	for (int captured = 0; captured < 2; captured++) {
		char *line = line_of(packet, "eth0", captured, &wall);

		snprintf(want, sizeof(want),
			 "%llu.00%llu: packet size 1500 bytes%s on if_name \"eth0\"",
			 wall / CLOCK_NS_PER_SEC, wall % CLOCK_NS_PER_SEC / 1000,
			 captured ? ", captured 96 bytes" : "");
		assert_string_equal(line, want);
		free(line);
	}
}

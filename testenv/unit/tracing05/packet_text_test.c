// SPDX-License-Identifier: GPL-2.0
/* common/packet_text: lines that scripts read, to the letter. */
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

/*
 * assert_line - of @record, as scripts read it, or as a live capture's (@ifname) is shown; the
 * moment's seconds and ns are measured anew now and then
 */
static void assert_line(struct packet_record record, const char *ifname, bool captured,
			const char *rest)
{
	char want[256];
	__u64 wall, ns;

	record.timestamp = moment();
	do {
		wall = clock_wall(record.timestamp);
		if (ifname)
			HEAR(packet_text_live(stdout, &record, ifname, captured));
		else
			HEAR(packet_text(stdout, &record, "xdp_pass", captured));
	} while (wall != clock_wall(record.timestamp));
	ns = wall % CLOCK_NS_PER_SEC;
	snprintf(want, sizeof(want), "%llu.00%llu: %s", wall / CLOCK_NS_PER_SEC,
		 ifname ? ns / 1000 : ns, rest);
	assert_string_equal(heard.out, want);
}

#define WHERE " on if_index 3, rx queue 2, id 4294967295"

TEST(entry)
{
	assert_line(packet, NULL, false, "xdp_pass()@entry: packet size 1500 bytes" WHERE);
	assert_line(packet, NULL, true,
		    "xdp_pass()@entry: packet size 1500 bytes, captured 96 bytes" WHERE);
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
		snprintf(want, sizeof(want), "xdp_pass()@exit[%s]: packet size 1500 bytes" WHERE,
			 actions[i]);
		assert_line(record, NULL, false, want);
	}
	record.verdict = -1;
	assert_line(record, NULL, true,
		    "xdp_pass()@exit[*unknown*]: packet size 1500 bytes, captured 96 bytes" WHERE);
}

TEST(live)
{
	assert_line(packet, "eth0", false, "packet size 1500 bytes on if_name \"eth0\"");
	assert_line(packet, "eth0", true,
		    "packet size 1500 bytes, captured 96 bytes on if_name \"eth0\"");
}

// SPDX-License-Identifier: GPL-2.0
/* packet_text: lines that scripts read, to the letter. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "packet_text.h"
#include "unit.h"

#define WALL 1601027763007008009ULL /* ns since 1970, with zeros behind the point */

static const struct packet_record packet = {
	.wire_len = 1500,
	.cap_len = 96,
	.ifindex = 3,
	.rx_queue = 2,
	.verdict = -1,
	.packet_id = 4294967295,
	.hook = PACKET_HOOK_ENTRY,
};

static const struct packet_record by_libpcap = {
	.wire_len = 1500,
	.cap_len = 96,
	.rx_queue = PACKET_QUEUE_RECEIVED,
	.verdict = -1,
};

static void assert_styled(struct packet_style *style, struct packet_seen seen, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	packet_text_line(out, style, &seen);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void assert_line(struct packet_seen seen, bool hex, const char *rest)
{
	char want[512];

	seen.wall = WALL;
	snprintf(want, sizeof(want), "1601027763.00700%s",
		 seen.program || seen.hook ? "8009: " : "8: ");
	assert_styled(&(struct packet_style){ .hex = hex }, seen, strcat(want, rest));
}

#define WHERE " on if_index 3, rx queue 2, id 4294967295"

TEST(entry)
{
	const struct packet_seen seen = { .record = &packet, .program = "xdp_pass" };

	assert_line(seen, false, "xdp_pass()@entry: packet size 1500 bytes" WHERE);
	assert_line(seen, true,
		    "xdp_pass()@entry: packet size 1500 bytes, captured 96 bytes" WHERE);
}

TEST(exit)
{
	static const char *const actions[] = { "ABORTED", "DROP",     "PASS",
					       "TX",	  "REDIRECT", "*unknown*" };
	struct packet_record record = packet;
	struct packet_seen seen = { .record = &record, .program = "xdp_pass" };
	char want[256];

	record.hook = PACKET_HOOK_EXIT;
	for (size_t i = 0; i < COUNT(actions); i++) {
		record.verdict = i;
		snprintf(want, sizeof(want), "xdp_pass()@exit[%s]: packet size 1500 bytes" WHERE,
			 actions[i]);
		assert_line(seen, false, want);
	}
	record.verdict = -1;
	assert_line(seen, true,
		    "xdp_pass()@exit[*unknown*]: packet size 1500 bytes, captured 96 bytes" WHERE);
}

/* A hook of tracing06, whose program may be on several interfaces. */
TEST(hook)
{
	struct packet_record record = packet;
	struct packet_seen seen = { .record = &record, .hook = "xdpcap_hook" };

	record.hook = PACKET_HOOK_EXIT;
	record.verdict = 1;
	assert_line(seen, false, "xdpcap_hook@exit[DROP]: packet size 1500 bytes" WHERE);
	record.ifindex = record.packet_id = 0;
	assert_line(seen, false, "xdpcap_hook@exit[DROP]: packet size 1500 bytes on rx queue 2");
}

TEST(live)
{
	const struct packet_seen seen = { .record = &by_libpcap, .ifname = "eth0" };

	assert_line(seen, false, "packet size 1500 bytes on if_name \"eth0\"");
	assert_line(seen, true, "packet size 1500 bytes, captured 96 bytes on if_name \"eth0\"");
}

/* With several interfaces, by name. */
TEST(several)
{
	struct packet_seen seen = { .record = &packet, .program = "p", .several = true };

	assert_line(seen, false, "p()@entry: packet size 1500 bytes" WHERE);
	seen.ifname = "eth0";
	assert_line(seen, false,
		    "p()@entry: packet size 1500 bytes on if_name \"eth0\", rx queue 2, id "
		    "4294967295");
}

/* What a file tells: not the index perhaps, but a name of any bytes; and losses. */
TEST(files)
{
	struct packet_record record = packet;
	struct packet_seen seen = { .record = &record, .ifname = "eth0", .program = "p" };

	record.ifindex = 0;
	assert_line(seen, false,
		    "p()@entry: packet size 1500 bytes on if_name \"eth0\", "
		    "rx queue 2, id 4294967295");
	seen = (struct packet_seen){ .record = &by_libpcap,
				     .ifname = "a\033[31m\n",
				     .lost = 1ULL << 40 };
	assert_line(seen, false,
		    "packet size 1500 bytes on if_name \"a\\033[31m\\012\", "
		    "1099511627776 lost before it");
	seen = (struct packet_seen){ .record = &by_libpcap };
	assert_line(seen, false, "packet size 1500 bytes");
}

/* tcpdump's styles of time, where it is told what the packet before it was. */
TEST(times)
{
	static const struct {
		int style;
		const char *first, *second, *third;
	} times[] = {
		{ 0, "9.000000001: ", "3732.500000000: ", "3732.000000000: " },
		{ 1, "", "", "" },
		{ 2, "9.000000001: ", "3732.500000000: ", "3732.000000000: " },
		{ 3, "00:00:00.000000000: ", "01:02:03.499999999: ", "-00:00:00.500000000: " },
		{ 4, "1970-01-01 00:00:09.000000001: ", "1970-01-01 01:02:12.500000000: ",
		  "1970-01-01 01:02:12.000000000: " },
		{ 5, "00:00:00.000000000: ", "01:02:03.499999999: ", "01:02:02.999999999: " },
	};
	static const __u64 walls[] = { 9000000001, 3732500000000, 3732000000000 };

	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < COUNT(times); i++) {
		struct packet_style style = { .time = times[i].style, .quick = true };

		for (size_t n = 0; n < COUNT(walls); n++) {
			char want[128];

			snprintf(want, sizeof(want), "%sp()@entry: packet size 1500 bytes",
				 n ? n == 1 ? times[i].second : times[i].third : times[i].first);
			assert_styled(&style,
				      (struct packet_seen){
					      .record = &packet, .program = "p", .wall = walls[n] },
				      want);
		}
	}
}

// SPDX-License-Identifier: GPL-2.0
/* pcap_filter: expressions as tcpdump -r takes them, and what is wrong with others. */
#include "pcap_filter.h"
#include "unit.h"

/* An Ethernet frame with an IPv4 header, and nothing in it. */
static __u8 frame[60] = { [12] = 8, [14] = 0x45, [26] = 10, [30] = 255, 255, 255, 255 };

static bool matches(const char *expression)
{
	struct sock_fprog program;
	bool result;

	assert_int_equal(pcap_filter_compile(expression, PCAP_FILTER_ETHERNET, &program), 0);
	result = pcap_filter_matches(&program, frame, sizeof(frame), sizeof(frame));
	pcap_filter_free(&program);
	assert_null(program.filter);
	return result;
}

TEST(expressions)
{
	assert_true(matches(""));
	assert_true(matches("ip and src net 10.0.0.0/8"));
	assert_false(matches("ip6 or not ip"));
	assert_true(matches("ip broadcast")); /* the netmask is 0 */
	assert_true(matches("len == 60"));
}

TEST(captured_part)
{
	struct sock_fprog program;

	assert_int_equal(pcap_filter_compile("ip[40] = 0 and len > 60", 1, &program), 0);
	assert_true(pcap_filter_matches(&program, frame, 55, 61));
	assert_false(pcap_filter_matches(&program, frame, 54, 61));
	assert_false(pcap_filter_matches(&program, frame, 55, 60));
	pcap_filter_free(&program);
}

TEST(refused)
{
	static const struct {
		const char *expression, *says;
	} refused[] = {
		{ "tcp and and port", "can't parse filter expression: syntax error" },
		{ "tcp port nonesuch and udp", "unknown port 'nonesuch'" },
		{ "ip proto 6 and ip6", "expression rejects all packets" },
		{ "not inbound", "asks for what only the network stack knows" },
	};
	struct sock_fprog program;

	for (size_t i = 0; i < COUNT(refused); i++) {
		assert_int_equal(HEARD(pcap_filter_compile(refused[i].expression,
							   PCAP_FILTER_ETHERNET, &program)),
				 -EINVAL);
		ASSERT_SAID("filter \"%s\": %s\n", refused[i].expression, refused[i].says);
		assert_null(program.filter);
	}
}

TEST(link_types)
{
	struct sock_fprog program;
	int raw, none;

	hear_begin(&heard);
	raw = pcap_filter_link_type("RAW");
	none = pcap_filter_link_type("nonesuch");
	hear_end(&heard);
	assert_int_equal(none, -EINVAL);
	assert_string_equal(heard.err, "nonesuch: no link type: see pcap-linktype(7)\n");
	assert_int_equal(pcap_filter_link_type("EN10MB"), PCAP_FILTER_ETHERNET);
	assert_int_equal(pcap_filter_compile("ip", raw, &program), 0);
	assert_true(pcap_filter_matches(&program, frame + 14, 46, 46));
	pcap_filter_free(&program);
}

TEST(dump)
{
	struct sock_fprog program;

	assert_int_equal(pcap_filter_compile("ip", PCAP_FILTER_ETHERNET, &program), 0);
	HEAR(pcap_filter_dump(&program, 3));
	assert_string_equal(heard.out, "4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
	pcap_filter_free(&program);
}

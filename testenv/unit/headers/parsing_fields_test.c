/* SPDX-License-Identifier: GPL-2.0 */
/* headers/parsing_helpers.h in user space, with every value of every field it looks at. */
#include "parsing_helpers.h"
#include "unit.h"

#define GRE 47 /* a protocol that the parsers do not know */

static void put_be16(__u8 *at, int value)
{
	at[0] = value >> 8;
	at[1] = value;
}

/* For each @value below @most, when @put stands in bytes[]: what @parse finds, and where it stops. */
#define ASSERT_EVERY(most, put, header, parse, want, end)                          \
	for (int value = 0; value < (most); value++) {                             \
		struct hdr_cursor nh = { .pos = bytes };                           \
		struct header *found;                                              \
                                                                                   \
		put;                                                               \
		assert_int_equal(parse(&nh, bytes + sizeof(bytes), &found), want); \
		assert_ptr_equal(nh.pos, bytes + (end));                           \
	}

TEST(every_ethertype)
{
	_Alignas(4) __u8 bytes[22] = { 0 };
#define TAGGED (value == ETH_P_8021Q || value == ETH_P_8021AD)

	ASSERT_EVERY(0x10000, put_be16(bytes + 12, value), ethhdr, parse_ethhdr,
		     TAGGED ? 0 : bpf_htons(value), 14 + 4 * TAGGED);
}

TEST(every_vlan_tci)
{
	_Alignas(4) __u8 bytes[18] = { [12] = 0x81, 0 };
	struct collect_vlans vlans;
	struct ethhdr *eth;

	for (int tci = 0; tci < 0x10000; tci++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 14, tci);
		assert_int_equal(parse_ethhdr_vlan(&nh, bytes + sizeof(bytes), &eth, &vlans), 0);
		assert_int_equal(vlans.depth, 1);
		assert_int_equal(vlans.id[0], tci % 4096);
	}
}

TEST(every_ipv4_version_and_ihl)
{
	_Alignas(4) __u8 bytes[60] = { [9] = GRE };
#define GOOD (value >= 0x45 && value <= 0x4f)

	ASSERT_EVERY(0x100, bytes[0] = value, iphdr, parse_iphdr, GOOD ? GRE : PARSE_MALFORMED,
		     GOOD * (value % 16) * 4);
}

TEST(every_ipv4_fragment)
{
	_Alignas(4) __u8 bytes[20] = { 0x45, [9] = GRE };

	ASSERT_EVERY(0x10000, put_be16(bytes + 6, value), iphdr, parse_iphdr,
		     value % 0x2000 ? PARSE_FRAGMENT : GRE, 20);
}

TEST(every_ipv6_fragment)
{
	_Alignas(4) __u8 bytes[48] = { 0x60, [6] = IPPROTO_FRAGMENT, [40] = GRE };

	ASSERT_EVERY(0x10000, put_be16(bytes + 42, value), ipv6hdr, parse_ip6hdr,
		     value / 8 ? PARSE_FRAGMENT : GRE, 48);
}

TEST(every_ipv6_version)
{
	_Alignas(4) __u8 bytes[40] = { [6] = GRE };

	ASSERT_EVERY(0x100, bytes[0] = value, ipv6hdr, parse_ip6hdr,
		     value / 16 == 6 ? GRE : PARSE_MALFORMED, value / 16 == 6 ? 40 : 0);
}

static int extension_length(int type, int hdrlen)
{
	if (type == 44) /* fragment */
		return 8;
	if (type == 51) /* AH */
		return 8 + 4 * hdrlen;
	return type == 0 || type == 43 || type == 60 || type == 135 ? 8 + 8 * hdrlen : 0;
}

TEST(every_ipv6_extension)
{
	_Alignas(4) __u8 bytes[40 + 2048] = { 0x60, [40] = GRE };
	int len;

	ASSERT_EVERY(0x10000,
		     (bytes[6] = value >> 8, bytes[41] = value,
		      len = extension_length(bytes[6], bytes[41])),
		     ipv6hdr, parse_ip6hdr, len ? GRE : value >> 8, 40 + len);
}

TEST(every_udp_length)
{
	_Alignas(4) __u8 bytes[8] = { 0 };

	ASSERT_EVERY(0x10000, put_be16(bytes + 4, value), udphdr, parse_udphdr,
		     value < 8 ? PARSE_MALFORMED : value - 8, value < 8 ? 0 : 8);
}

TEST(every_tcp_doff)
{
	_Alignas(4) __u8 bytes[60] = { 0 };

	ASSERT_EVERY(16, bytes[12] = value * 16 + 15, tcphdr, parse_tcphdr,
		     value < 5 ? PARSE_MALFORMED : value * 4, value < 5 ? 0 : value * 4);
}

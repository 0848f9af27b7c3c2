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

TEST(every_ethertype)
{
	_Alignas(4) __u8 bytes[22] = { 0 };
	struct ethhdr *eth;
	int type, tags;

	for (type = 0; type < 0x10000; type++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 12, type);
		tags = type == ETH_P_8021Q || type == ETH_P_8021AD;
		assert_int_equal(parse_ethhdr(&nh, bytes + sizeof(bytes), &eth),
				 tags ? 0 : bpf_htons(type));
		assert_ptr_equal(nh.pos, bytes + 14 + 4 * tags);
	}
}

TEST(every_vlan_tci)
{
	_Alignas(4) __u8 bytes[18] = { [12] = 0x81, 0 };
	struct collect_vlans vlans;
	struct ethhdr *eth;
	int tci;

	for (tci = 0; tci < 0x10000; tci++) {
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
	struct iphdr *ip;
	int byte0, good;

	for (byte0 = 0; byte0 < 0x100; byte0++) {
		struct hdr_cursor nh = { .pos = bytes };

		bytes[0] = byte0;
		good = byte0 >= 0x45 && byte0 <= 0x4f;
		assert_int_equal(parse_iphdr(&nh, bytes + sizeof(bytes), &ip),
				 good ? GRE : PARSE_MALFORMED);
		assert_ptr_equal(nh.pos, bytes + good * byte0 % 16 * 4);
	}
}

TEST(every_ipv4_fragment)
{
	_Alignas(4) __u8 bytes[20] = { 0x45, [9] = GRE };
	struct iphdr *ip;
	int frag;

	for (frag = 0; frag < 0x10000; frag++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 6, frag);
		assert_int_equal(parse_iphdr(&nh, bytes + sizeof(bytes), &ip),
				 frag % 0x2000 ? PARSE_FRAGMENT : GRE);
	}
}

TEST(every_ipv6_fragment)
{
	_Alignas(4) __u8 bytes[48] = { 0x60, [6] = IPPROTO_FRAGMENT, [40] = GRE };
	struct ipv6hdr *ip6;
	int frag;

	for (frag = 0; frag < 0x10000; frag++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 42, frag);
		assert_int_equal(parse_ip6hdr(&nh, bytes + sizeof(bytes), &ip6),
				 frag / 8 ? PARSE_FRAGMENT : GRE);
	}
}

TEST(every_ipv6_version)
{
	_Alignas(4) __u8 bytes[40] = { [6] = GRE };
	struct ipv6hdr *ip6;
	int byte0;

	for (byte0 = 0; byte0 < 0x100; byte0++) {
		struct hdr_cursor nh = { .pos = bytes };

		bytes[0] = byte0;
		assert_int_equal(parse_ip6hdr(&nh, bytes + sizeof(bytes), &ip6),
				 byte0 / 16 == 6 ? GRE : PARSE_MALFORMED);
	}
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
	struct ipv6hdr *ip6;
	int type, hdrlen, len;

	for (type = 0; type < 0x100; type++) {
		for (hdrlen = 0; hdrlen < 0x100; hdrlen++) {
			struct hdr_cursor nh = { .pos = bytes };

			bytes[6] = type;
			bytes[41] = hdrlen;
			len = extension_length(type, hdrlen);
			assert_int_equal(parse_ip6hdr(&nh, bytes + sizeof(bytes), &ip6),
					 len ? GRE : type);
			assert_ptr_equal(nh.pos, bytes + 40 + len);
		}
	}
}

TEST(every_udp_length)
{
	_Alignas(4) __u8 bytes[8] = { 0 };
	struct udphdr *udp;
	int len;

	for (len = 0; len < 0x10000; len++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 4, len);
		assert_int_equal(parse_udphdr(&nh, bytes + sizeof(bytes), &udp),
				 len < 8 ? PARSE_MALFORMED : len - 8);
	}
}

TEST(every_tcp_doff)
{
	_Alignas(4) __u8 bytes[60] = { 0 };
	struct tcphdr *tcp;
	int doff;

	for (doff = 0; doff < 16; doff++) {
		struct hdr_cursor nh = { .pos = bytes };

		bytes[12] = doff * 16 + 15;
		assert_int_equal(parse_tcphdr(&nh, bytes + sizeof(bytes), &tcp),
				 doff < 5 ? PARSE_MALFORMED : doff * 4);
		assert_ptr_equal(nh.pos, bytes + (doff < 5 ? 0 : doff * 4));
	}
}

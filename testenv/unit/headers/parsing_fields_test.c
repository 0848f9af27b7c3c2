/* SPDX-License-Identifier: GPL-2.0 */
/* headers/parsing_helpers.h in user space, with every value of every field it looks at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsing_helpers.h"

#define GRE 47 /* a protocol that the parsers do not know */

static void put_be16(__u8 *at, int value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static void test_every_ethertype(void **state)
{
	_Alignas(4) __u8 bytes[22] = { 0 };
	struct ethhdr *eth;
	int type, tags;

	(void)state;
	for (type = 0; type < 0x10000; type++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 12, type);
		tags = type == ETH_P_8021Q || type == ETH_P_8021AD;
		assert_int_equal(parse_ethhdr(&nh, bytes + sizeof(bytes), &eth),
				 tags ? 0 : bpf_htons(type));
		assert_ptr_equal(nh.pos, bytes + 14 + 4 * tags);
	}
}

static void test_every_vlan_tci(void **state)
{
	_Alignas(4) __u8 bytes[18] = { [12] = 0x81, 0 };
	struct collect_vlans vlans;
	struct ethhdr *eth;
	int tci;

	(void)state;
	for (tci = 0; tci < 0x10000; tci++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 14, tci);
		assert_int_equal(parse_ethhdr_vlan(&nh, bytes + sizeof(bytes), &eth, &vlans), 0);
		assert_int_equal(vlans.depth, 1);
		assert_int_equal(vlans.id[0], tci % 4096);
	}
}

static void test_every_ipv4_version_and_ihl(void **state)
{
	_Alignas(4) __u8 bytes[60] = { [9] = GRE };
	struct iphdr *ip;
	int byte0, good;

	(void)state;
	for (byte0 = 0; byte0 < 0x100; byte0++) {
		struct hdr_cursor nh = { .pos = bytes };

		bytes[0] = byte0;
		good = byte0 >= 0x45 && byte0 <= 0x4f;
		assert_int_equal(parse_iphdr(&nh, bytes + sizeof(bytes), &ip),
				 good ? GRE : PARSE_MALFORMED);
		assert_ptr_equal(nh.pos, bytes + good * byte0 % 16 * 4);
	}
}

static void test_every_ipv4_fragment(void **state)
{
	_Alignas(4) __u8 bytes[20] = { 0x45, [9] = GRE };
	struct iphdr *ip;
	int frag;

	(void)state;
	for (frag = 0; frag < 0x10000; frag++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 6, frag);
		assert_int_equal(parse_iphdr(&nh, bytes + sizeof(bytes), &ip),
				 frag % 0x2000 ? PARSE_FRAGMENT : GRE);
	}
}

static void test_every_ipv6_fragment(void **state)
{
	_Alignas(4) __u8 bytes[48] = { 0x60, [6] = IPPROTO_FRAGMENT, [40] = GRE };
	struct ipv6hdr *ip6;
	int frag;

	(void)state;
	for (frag = 0; frag < 0x10000; frag++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 42, frag);
		assert_int_equal(parse_ip6hdr(&nh, bytes + sizeof(bytes), &ip6),
				 frag / 8 ? PARSE_FRAGMENT : GRE);
	}
}

static void test_every_ipv6_version(void **state)
{
	_Alignas(4) __u8 bytes[40] = { [6] = GRE };
	struct ipv6hdr *ip6;
	int byte0;

	(void)state;
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

static void test_every_ipv6_extension(void **state)
{
	_Alignas(4) __u8 bytes[40 + 2048] = { 0x60, [40] = GRE };
	struct ipv6hdr *ip6;
	int type, hdrlen, len;

	(void)state;
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

static void test_every_udp_length(void **state)
{
	_Alignas(4) __u8 bytes[8] = { 0 };
	struct udphdr *udp;
	int len;

	(void)state;
	for (len = 0; len < 0x10000; len++) {
		struct hdr_cursor nh = { .pos = bytes };

		put_be16(bytes + 4, len);
		assert_int_equal(parse_udphdr(&nh, bytes + sizeof(bytes), &udp),
				 len < 8 ? PARSE_MALFORMED : len - 8);
	}
}

static void test_every_tcp_doff(void **state)
{
	_Alignas(4) __u8 bytes[60] = { 0 };
	struct tcphdr *tcp;
	int doff;

	(void)state;
	for (doff = 0; doff < 16; doff++) {
		struct hdr_cursor nh = { .pos = bytes };

		bytes[12] = doff * 16 + 15;
		assert_int_equal(parse_tcphdr(&nh, bytes + sizeof(bytes), &tcp),
				 doff < 5 ? PARSE_MALFORMED : doff * 4);
		assert_ptr_equal(nh.pos, bytes + (doff < 5 ? 0 : doff * 4));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_ethertype),
		cmocka_unit_test(test_every_vlan_tci),
		cmocka_unit_test(test_every_ipv4_version_and_ihl),
		cmocka_unit_test(test_every_ipv4_fragment),
		cmocka_unit_test(test_every_ipv6_fragment),
		cmocka_unit_test(test_every_ipv6_version),
		cmocka_unit_test(test_every_ipv6_extension),
		cmocka_unit_test(test_every_udp_length),
		cmocka_unit_test(test_every_tcp_doff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

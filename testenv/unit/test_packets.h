/* SPDX-License-Identifier: GPL-2.0 */
/* Packets, each as the list of its headers, and what the parsing helpers must make of them. */
#ifndef UNIT_TEST_PACKETS_H
#define UNIT_TEST_PACKETS_H

#include "parsed_packet.h"

#define PACKET_MAX  2400 /* bytes */
#define HEADERS_MAX 10
#define FIELDS_MAX  3

/* A header, of which only the fields given matter: all other bytes are noise. */
struct header {
	int layer;   /* that it belongs to, or NO_LAYER */
	__u32 fixed; /* bytes without options */
	__u32 len;   /* bytes with options; 0 ends a list */
	struct {
		__u32 at, size, value; /* bytes, bytes, host byte order */
	} field[FIELDS_MAX];
};

struct test_packet {
	const char *name;
	struct header header[HEADERS_MAX];
	__s32 want[LAYERS]; /* results; the ethertype in host byte order */
};

/* clang-format off */
#define NO_LAYER LAYERS
#define AT_LEAST(least, bytes) ((bytes) < (least) ? (least) : (bytes))

#define ETHER(next)        { LAYER_ETH, 14, 14, { { 12, 2, next } } }
#define TAG(tci, next)     { LAYER_ETH, 4, 4, { { 0, 2, tci }, { 2, 2, next } } }
#define IPV4(byte0, frag, next) { LAYER_IP, 20, AT_LEAST(20, ((byte0) & 15) * 4), \
			     { { 0, 1, byte0 }, { 6, 2, frag }, { 9, 1, next } } }
#define IPV6(byte0, next)  { LAYER_IP, 40, 40, { { 0, 1, byte0 }, { 6, 1, next } } }
#define EXT(hdrlen, next)  { LAYER_IP, 8, ((hdrlen) + 1) * 8, { { 0, 1, next }, { 1, 1, hdrlen } } }
#define AH(hdrlen, next)   { LAYER_IP, 8, ((hdrlen) + 2) * 4, { { 0, 1, next }, { 1, 1, hdrlen } } }
#define FRAG(offset, next) { LAYER_IP, 8, 8, { { 0, 1, next }, { 1, 1, 99 }, { 2, 2, offset } } }
#define ICMP(type)         { LAYER_L4, 8, 8, { { 0, 1, type } } }	/* and ICMPv6 */
#define UDP(length)        { LAYER_L4, 8, 8, { { 4, 2, length } } }
#define TCP(doff)          { LAYER_L4, 20, AT_LEAST(20, (doff) * 4), { { 12, 1, (doff) << 4 } } }
#define BYTES(count)       { NO_LAYER, count, count, { } }

#define DST EXT(0, IPPROTO_DSTOPTS)
#define NO NOT_REACHED
#define V4 ETHER(ETH_P_IP)
#define V6 ETHER(ETH_P_IPV6)

static const struct test_packet test_packets[] = {
	/* Ethernet and VLAN tags */
	{ "ARP", { ETHER(ETH_P_ARP), BYTES(28) }, { ETH_P_ARP, NO, NO } },
	{ "802.3 length", { ETHER(38), BYTES(38) }, { 38, NO, NO } },
	{ "ethertype ffff", { ETHER(0xffff) }, { 0xffff, NO, NO } },
	{ "one tag", { ETHER(ETH_P_8021Q), TAG(0xa064, ETH_P_ARP), BYTES(28) },
	  { ETH_P_ARP, NO, NO } },
	{ "outer tag, highest id",
	  { ETHER(ETH_P_8021AD), TAG(0x0fff, ETH_P_IP), IPV4(0x45, 0, IPPROTO_UDP), UDP(8) },
	  { ETH_P_IP, IPPROTO_UDP, 0 } },
	{ "priority tag",
	  { ETHER(ETH_P_8021Q), TAG(0xe000, ETH_P_IP), IPV4(0x45, 0, IPPROTO_ICMP), ICMP(8) },
	  { ETH_P_IP, IPPROTO_ICMP, 8 } },
	{ "two tags",
	  { ETHER(ETH_P_8021AD), TAG(100, ETH_P_8021Q), TAG(0xf0c8, ETH_P_IPV6),
	    IPV6(0x60, IPPROTO_TCP), TCP(5) },
	  { ETH_P_IPV6, IPPROTO_TCP, 20 } },
	{ "two inner tags",
	  { ETHER(ETH_P_8021Q), TAG(1, ETH_P_8021Q), TAG(2, ETH_P_IP),
	    IPV4(0x46, 0, IPPROTO_UDP), UDP(9), BYTES(1) },
	  { ETH_P_IP, IPPROTO_UDP, 1 } },
	{ "three tags",
	  { ETHER(ETH_P_8021AD), TAG(1, ETH_P_8021Q), TAG(2, ETH_P_8021Q), BYTES(40) },
	  { ETH_P_8021Q, NO, NO } },
	{ "three outer tags",
	  { ETHER(ETH_P_8021AD), TAG(1, ETH_P_8021AD), TAG(2, ETH_P_8021AD), BYTES(40) },
	  { ETH_P_8021AD, NO, NO } },

	/* IPv4 */
	{ "IPv4 UDP", { V4, IPV4(0x45, 0, IPPROTO_UDP), UDP(13), BYTES(5) },
	  { ETH_P_IP, IPPROTO_UDP, 5 } },
	{ "IPv4 TCP", { V4, IPV4(0x45, 0x4000, IPPROTO_TCP), TCP(8), BYTES(3) },
	  { ETH_P_IP, IPPROTO_TCP, 32 } },
	{ "IPv4 GRE", { V4, IPV4(0x45, 0, IPPROTO_GRE), BYTES(8) },
	  { ETH_P_IP, IPPROTO_GRE, NO } },
	{ "ICMPv6 in IPv4", { V4, IPV4(0x45, 0, IPPROTO_ICMPV6), ICMP(128) },
	  { ETH_P_IP, IPPROTO_ICMPV6, 128 } },
	{ "IPv6 options in IPv4", { V4, IPV4(0x45, 0, IPPROTO_HOPOPTS), BYTES(8) },
	  { ETH_P_IP, IPPROTO_HOPOPTS, NO } },
	{ "most IPv4 options", { V4, IPV4(0x4f, 0, IPPROTO_TCP), TCP(15) },
	  { ETH_P_IP, IPPROTO_TCP, 60 } },
	{ "IPv4 first fragment", { V4, IPV4(0x45, 0x2000, IPPROTO_UDP), UDP(9999) },
	  { ETH_P_IP, IPPROTO_UDP, 9991 } },
	{ "IPv4 second fragment", { V4, IPV4(0x45, 0x2001, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IP, PARSE_FRAGMENT, NO } },
	{ "IPv4 last fragment", { V4, IPV4(0x47, 0x1000, IPPROTO_TCP), BYTES(20) },
	  { ETH_P_IP, PARSE_FRAGMENT, NO } },
	{ "ihl 4", { V4, IPV4(0x44, 0, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IP, PARSE_MALFORMED, NO } },
	{ "ihl 0", { V4, IPV4(0x40, 0, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IP, PARSE_MALFORMED, NO } },
	{ "version 6", { V4, IPV4(0x65, 0, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IP, PARSE_MALFORMED, NO } },
	{ "version 0", { V4, IPV4(0x05, 0, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IP, PARSE_MALFORMED, NO } },

	/* IPv6 */
	{ "IPv6 UDP", { V6, IPV6(0x60, IPPROTO_UDP), UDP(8) }, { ETH_P_IPV6, IPPROTO_UDP, 0 } },
	{ "IPv6 ICMPv6", { V6, IPV6(0x6f, IPPROTO_ICMPV6), ICMP(255), BYTES(9) },
	  { ETH_P_IPV6, IPPROTO_ICMPV6, 255 } },
	{ "ICMP in IPv6", { V6, IPV6(0x60, IPPROTO_ICMP), ICMP(0) },
	  { ETH_P_IPV6, IPPROTO_ICMP, 0 } },
	{ "no next header", { V6, IPV6(0x60, IPPROTO_NONE) }, { ETH_P_IPV6, IPPROTO_NONE, NO } },
	{ "ESP", { V6, IPV6(0x60, IPPROTO_ESP), BYTES(8) }, { ETH_P_IPV6, IPPROTO_ESP, NO } },
	{ "version 4", { V6, IPV6(0x40, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IPV6, PARSE_MALFORMED, NO } },
	{ "version 7", { V6, IPV6(0x70, IPPROTO_UDP), BYTES(8) },
	  { ETH_P_IPV6, PARSE_MALFORMED, NO } },
	{ "hop-by-hop", { V6, IPV6(0x60, IPPROTO_HOPOPTS), EXT(0, IPPROTO_ICMPV6), ICMP(143) },
	  { ETH_P_IPV6, IPPROTO_ICMPV6, 143 } },
	{ "all extension headers",
	  { V6, IPV6(0x60, IPPROTO_HOPOPTS), EXT(1, IPPROTO_DSTOPTS), EXT(2, IPPROTO_ROUTING),
	    EXT(4, IPPROTO_FRAGMENT), FRAG(1, IPPROTO_AH), AH(4, IPPROTO_MH),
	    EXT(0, IPPROTO_TCP), TCP(6) },
	  { ETH_P_IPV6, IPPROTO_TCP, 24 } },
	{ "AH of even and odd length",
	  { V6, IPV6(0x60, IPPROTO_AH), AH(1, IPPROTO_AH), AH(2, IPPROTO_UDP), UDP(8) },
	  { ETH_P_IPV6, IPPROTO_UDP, 0 } },
	{ "longest extension header",
	  { V6, IPV6(0x60, IPPROTO_DSTOPTS), EXT(255, IPPROTO_UDP), UDP(8) },
	  { ETH_P_IPV6, IPPROTO_UDP, 0 } },
	{ "longest AH", { V6, IPV6(0x60, IPPROTO_AH), AH(255, IPPROTO_UDP), UDP(8) },
	  { ETH_P_IPV6, IPPROTO_UDP, 0 } },
	{ "six extension headers, none behind",
	  { V6, IPV6(0x60, IPPROTO_DSTOPTS), DST, DST, DST, DST, DST,
	    EXT(0, IPPROTO_NONE) },
	  { ETH_P_IPV6, IPPROTO_NONE, NO } },
	{ "seven extension headers",
	  { V6, IPV6(0x60, IPPROTO_DSTOPTS), DST, DST, DST, DST, DST,
	    DST, BYTES(16) },
	  { ETH_P_IPV6, PARSE_TOO_DEEP, NO } },
	{ "IPv6 atomic fragment",
	  { V6, IPV6(0x60, IPPROTO_FRAGMENT), FRAG(0, IPPROTO_UDP), UDP(9) },
	  { ETH_P_IPV6, IPPROTO_UDP, 1 } },
	{ "IPv6 first fragment, reserved bits",
	  { V6, IPV6(0x60, IPPROTO_FRAGMENT), FRAG(7, IPPROTO_TCP), TCP(5) },
	  { ETH_P_IPV6, IPPROTO_TCP, 20 } },
	{ "IPv6 second fragment",
	  { V6, IPV6(0x60, IPPROTO_FRAGMENT), FRAG(9, IPPROTO_TCP), BYTES(30) },
	  { ETH_P_IPV6, PARSE_FRAGMENT, NO } },
	{ "IPv6 last fragment, options behind",
	  { V6, IPV6(0x60, IPPROTO_HOPOPTS), EXT(0, IPPROTO_FRAGMENT),
	    FRAG(0x8000, IPPROTO_DSTOPTS), BYTES(9) },
	  { ETH_P_IPV6, PARSE_FRAGMENT, NO } },
	{ "later fragment as the last header allowed",
	  { V6, IPV6(0x60, IPPROTO_DSTOPTS), DST, DST, DST, DST, EXT(0, IPPROTO_FRAGMENT),
	    FRAG(8, IPPROTO_DSTOPTS), BYTES(8) },
	  { ETH_P_IPV6, PARSE_FRAGMENT, NO } },

	/* layer 4 */
	{ "UDP length 7", { V4, IPV4(0x45, 0, IPPROTO_UDP), UDP(7), BYTES(5) },
	  { ETH_P_IP, IPPROTO_UDP, PARSE_MALFORMED } },
	{ "UDP length 0", { V6, IPV6(0x60, IPPROTO_UDP), UDP(0), BYTES(5) },
	  { ETH_P_IPV6, IPPROTO_UDP, PARSE_MALFORMED } },
	{ "UDP length 65535", { V4, IPV4(0x45, 0, IPPROTO_UDP), UDP(65535) },
	  { ETH_P_IP, IPPROTO_UDP, 65527 } },
	{ "doff 4", { V4, IPV4(0x45, 0, IPPROTO_TCP), TCP(4), BYTES(5) },
	  { ETH_P_IP, IPPROTO_TCP, PARSE_MALFORMED } },
	{ "doff 0", { V6, IPV6(0x60, IPPROTO_TCP), TCP(0), BYTES(5) },
	  { ETH_P_IPV6, IPPROTO_TCP, PARSE_MALFORMED } },
};
/* clang-format on */

#define TEST_PACKETS (sizeof(test_packets) / sizeof(*test_packets))

#endif

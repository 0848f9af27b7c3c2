/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets for filters to be tried on: headers of all kinds in random order, with
 * fields from small pools, so that expressions that name one of them do match;
 * some cut off, damaged, all noise, or up to FILTER_PACKET_MAX bytes long.
 */
#ifndef UNIT_FILTER_PACKETS_H
#define UNIT_FILTER_PACKETS_H

#include <string.h>

#include <linux/types.h>

#include "unit.h"

#define FILTER_PACKET_MAX 9018 /* bytes */
#define FILTER_PACKET_MIN 14   /* BPF_PROG_TEST_RUN wants an Ethernet header */

struct filter_packet {
	__u8 bytes[FILTER_PACKET_MAX];
	__u32 size;
};

/* random_below - 0 to below - 1, the same ones on every machine (xorshift) */
static inline __u32 random_below(__u32 below)
{
	static __u32 state = 2463534242U;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

#define ONE_OF(pool) ((pool)[random_below(COUNT(pool))])

/* A packet that grows at its end; random bytes are there first. */
static inline __u8 *put(struct filter_packet *p, __u32 size)
{
	__u8 *at = p->bytes + p->size;

	p->size += size;
	return at;
}

static inline void put_number(struct filter_packet *p, __u32 size, __u32 number)
{
	__u8 *at = put(p, size);

	while (size--) {
		at[size] = number;
		number >>= 8;
	}
}

static inline void put_ports(struct filter_packet *p)
{
	static const __u16 ports[] = { 80, 80,	 53,   53,   22,   443,	  8080, 25,
				       67, 1024, 4789, 6081, 6081, 36412, 0,	65535 };

	put_number(p, 2, random_below(8) ? ONE_OF(ports) : random_below(65536));
	put_number(p, 2, random_below(8) ? ONE_OF(ports) : random_below(65536));
}

static inline void put_layer2(struct filter_packet *p, int depth);
static inline void put_ip(struct filter_packet *p, int version, int depth);

/* What TCP, UDP and so on begin with; what follows them is random already. */
static inline void put_transport(struct filter_packet *p, __u8 protocol, int depth)
{
	static const __u8 flags[] = { 2, 16, 18, 1, 4, 24, 0x20, 0xc0 };
	__u8 *header = p->bytes + p->size;

	if (protocol == 6 || protocol == 17 || protocol == 132)
		put_ports(p);
	if (protocol == 6) {
		header[12] = (random_below(4) ? 5 : random_below(16)) << 4;
		header[13] = ONE_OF(flags);
		header[14] = header[15] *= random_below(2);
		memcpy(header + (header[12] >> 4) * 4, random_below(4) ? "GET " : "\0\0\0\1", 4);
		put(p, 16);
	} else if (protocol == 17) {
		put_number(p, 2, random_below(3) ? 8 + random_below(200) : 8);
		if (((header[2] << 8) | header[3]) == 6081 && depth < 3) {
			put(p, 2);
			memcpy(put(p, 8), "\0\0\x65\x58\0\0\1", 8);
			p->bytes[p->size - 2] *= random_below(4) ? 1 : 255;
			put_layer2(p, depth + 1);
		} else {
			memcpy(header + 8, random_below(2) ? "\1\2\3\4" : "\x08\0\0\0", 4);
		}
	} else if (protocol == 1 || protocol == 58) {
		static const __u8 types[] = { 0, 8, 3, 11, 128, 129, 135, 134 };

		*put(p, 1) = ONE_OF(types);
		*put(p, 1) = random_below(5);
		put(p, 2);
		put_number(p, 2, random_below(2) ? 0x1234 : 1);
	} else if (protocol == 2) {
		*put(p, 8) = 0x11 + random_below(2);
	}
}

/* The headers behind the IP header, each naming the next at next. */
static inline void put_protocols(struct filter_packet *p, __u8 *next, int depth)
{
	static const __u8 protocols[] = {
		6, 6, 6, 17, 17, 17, 1, 58, 132, 2, 0, 43, 44, 51, 60, 47
	};
	static const __u8 others[] = { 4, 41, 50, 59, 103, 112, 88, 9 };
	__u8 protocol = random_below(5) ? ONE_OF(protocols) : ONE_OF(others), *header;

	*next = protocol;
	header = p->bytes + p->size;
	switch (protocol) {
	case 0:
	case 43:
	case 44:
	case 51:
	case 60:
		header[1] = random_below(3);
		put(p, protocol == 51 ? (header[1] + 2) * 4 : (header[1] + 1) * 8);
		put_protocols(p, header, depth + 1);
		break;
	case 4:
	case 41:
		if (depth < 3)
			put_ip(p, protocol == 4 ? 4 : 6, depth + 1);
		break;
	default:
		put_transport(p, protocol, depth);
	}
}

static inline void put_ip4(struct filter_packet *p, int depth)
{
	static const __u32 addresses[] = { 0x0a000001, 0x0a000001, 0x0a000002, 0xc0a80101,
					   0xac100504, 0xe0000001, 0xffffffff, 0x01010103 };
	static const __u8 lives[] = { 64, 1, 255, 3, 20, 0 };
	__u8 *header = put(p, 12);
	__u32 start = p->size - 12;

	header[0] = 0x40 | (random_below(6) ? 5 : random_below(16));
	header[1] = random_below(2) ? 0 : header[1];
	header[6] = random_below(4) ? random_below(2) * 0x40 : header[6];
	header[7] = random_below(4) ? 0 : header[7];
	header[8] = ONE_OF(lives);
	put_number(p, 4, ONE_OF(addresses));
	put_number(p, 4, ONE_OF(addresses));
	if ((header[0] & 0xf) > 5)
		put(p, ((header[0] & 0xf) - 5) * 4);
	put_protocols(p, header + 9, depth);
	header[2] = (p->size - start) >> 8;
	header[3] = p->size - start;
}

static inline void put_ip6_address(struct filter_packet *p)
{
	static const __u8 addresses[][16] = {
		{ 0xfc, 0, 0xde, 0xad, 0xca, 0xfe, 0, 1, [15] = 1 },
		{ 0xfc, 0, 0xde, 0xad, 0xca, 0xfe, 0, 1, [15] = 2 },
		{ 0xfe, 0x80, [15] = 1 },
		{ 0xff, 2, [15] = 1 },
		{ 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, [15] = 1 },
	};

	memcpy(put(p, 16), ONE_OF(addresses), 16);
}

static inline void put_ip(struct filter_packet *p, int version, int depth)
{
	__u8 *header;

	if (version == 4) {
		put_ip4(p, depth);
		return;
	}
	header = put(p, 8);
	header[0] = 0x60;
	header[7] = random_below(3) ? 64 : random_below(256);
	put_ip6_address(p);
	put_ip6_address(p);
	put_protocols(p, header + 6, depth);
}

static inline void put_arp(struct filter_packet *p)
{
	memcpy(put(p, 8), "\0\1\x08\0\6\4\0\1", 8);
	p->bytes[p->size - 1] = 1 + random_below(4);
	put(p, 6);
	put_number(p, 4, 0x0a000001 + random_below(3));
	put(p, 6);
	put_number(p, 4, 0x0a000001 + random_below(3));
}

static inline void put_llc(struct filter_packet *p)
{
	static const __u8 saps[] = { 0xaa, 0xe0, 0xf0, 0x42, 0xfe };
	static const __u8 controls[] = { 3, 3, 3, 0, 1, 0x43, 0x7f };
	__u8 *header = put(p, 3);

	header[0] = header[1] = ONE_OF(saps);
	header[2] = ONE_OF(controls);
	if (header[0] == 0xaa)
		memcpy(put(p, 5), random_below(2) ? "\x08\0\7\x80\x9b" : "\0\0\0\x80\xf3", 5);
	else if (header[0] == 0xfe) {
		*put(p, 1) = 0x81 + random_below(3);
		put(p, 3);
		*put(p, 1) = 15 + random_below(13);
	}
}

static inline void put_mpls(struct filter_packet *p, int depth)
{
	static const __u32 labels[] = { 16, 16, 1000, 1000, 100000, 3 };
	int last;

	do {
		last = random_below(2);
		put_number(p, 4, ONE_OF(labels) << 12 | last << 8 | random_below(256));
	} while (!last);
	put_ip(p, random_below(2) ? 4 : 6, depth);
}

/* What stands in an Ethernet frame from its type on. */
static inline void put_frame(struct filter_packet *p, int depth)
{
	static const __u16 types[] = { 0x0800, 0x0800, 0x0800, 0x86dd, 0x86dd, 0x86dd,
				       0x8100, 0x8100, 0x88a8, 0x9100, 0x0806, 0x8035,
				       0x8847, 0x8847, 0x8848, 0x8863, 0x8864, 0,
				       0,      0x6000, 0x809b, 0x80f3, 0x88cc, 0x8137 };
	static const __u16 tags[] = { 100, 100, 200, 200, 0xa064, 4095, 0 };
	__u16 type = ONE_OF(types), low = random_below(8);

	if (type == 0x6000)
		type += low;
	put_number(p, 2, type ?: 3 + random_below(1500));
	switch (type) {
	case 0:
		put_llc(p);
		break;
	case 0x0800:
	case 0x86dd:
		put_ip(p, type == 0x0800 ? 4 : 6, depth);
		break;
	case 0x8100:
	case 0x88a8:
	case 0x9100:
		put_number(p, 2, ONE_OF(tags));
		put_frame(p, depth);
		break;
	case 0x0806:
	case 0x8035:
		put_arp(p);
		break;
	case 0x8847:
	case 0x8848:
		put_mpls(p, depth);
		break;
	case 0x8864:
		memcpy(put(p, 8),
		       random_below(2) ? "\x11\0\0\x1b\0\0\0\x21" : "\x11\0\0\1\0\0\0\x57", 8);
		put_ip(p, p->bytes[p->size - 1] == 0x21 ? 4 : 6, depth);
	}
}

static inline void put_layer2(struct filter_packet *p, int depth)
{
	static const __u8 addresses[][6] = {
		{ 2, 0, 0, 0, 0, 1 },	       { 2, 0, 0, 0, 0, 1 },
		{ 2, 0, 0, 0, 0, 2 },	       { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 1, 0x80, 0xc2, 0, 0, 0x14 }, { 0x33, 0x33, 0, 0, 0, 1 },
		{ 0xaa, 0, 4, 0, 2, 4 }
	};

	memcpy(put(p, 6), ONE_OF(addresses), 6);
	memcpy(put(p, 6), ONE_OF(addresses), 6);
	put_frame(p, depth);
}

/* filter_packet_make - the next packet */
static inline void filter_packet_make(struct filter_packet *p)
{
	__u32 noise = random_below(2) ? 256 : 4, kind = random_below(16);

	for (__u32 i = 0; i < FILTER_PACKET_MAX; i++)
		p->bytes[i] = random_below(noise);
	p->size = 0;
	if (kind != 0)
		put_layer2(p, 0);
	p->size += random_below(kind < 3 ? FILTER_PACKET_MAX + 1 - p->size : kind < 6 ? 1400 : 100);
	if (kind < 5) /* damaged */
		for (int i = 0; i < 3; i++)
			p->bytes[random_below(80)] = random_below(256);
	if (kind >= 12) /* cut off */
		p->size = random_below(p->size < 120 ? p->size : 120);
	if (p->size < FILTER_PACKET_MIN)
		p->size = FILTER_PACKET_MIN;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Find the headers of a packet, in BPF or user space. For IPPROTO_UDP etc. include <linux/in.h>. */
#ifndef HEADERS_PARSING_HELPERS_H
#define HEADERS_PARSING_HELPERS_H

#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>

#include "parsing_cursor.h"

/* icmp.h needs IFNAMSIZ; all of if.h builds for bpf with a 32-bit libc only: keep it out */
#ifndef _LINUX_IF_H
#define _LINUX_IF_H
#pragma push_macro("IFNAMSIZ")
#undef IFNAMSIZ
#define IFNAMSIZ 16
#include <linux/icmp.h>
#pragma pop_macro("IFNAMSIZ")
#undef _LINUX_IF_H
#endif
#include <linux/icmp.h>

#define VLAN_MAX_DEPTH	   2  /* VLAN tags that parse_ethhdr() passes over */
#define IPV6_EXT_MAX_CHAIN 6  /* extension headers that parse_ip6hdr() passes over */
#define IPV6_EXT_AH	   51 /* IPPROTO_AH, but no netinet/in.h may follow its linux/in.h */

struct vlan_hdr {
	__be16 h_vlan_TCI;		  /* priority (3 bits), DEI (1), VLAN id (12) */
	__be16 h_vlan_encapsulated_proto; /* ethertype of what follows */
};

struct collect_vlans {
	__u16 id[VLAN_MAX_DEPTH]; /* outermost first, host byte order; 0 where there is no tag */
	__u16 depth;		  /* tags found, 0 to VLAN_MAX_DEPTH */
};

/* What every IPv6 extension header begins with; none is shorter. */
struct ipv6_ext {
	__u8 nexthdr;
	__u8 hdrlen;	 /* counted differently from type to type: ipv6_ext_len() */
	__be16 frag_off; /* in a fragment header only */
	__be32 rest;
};

/*
 * parse_ethhdr_vlan - Ethernet header and its tags, 802.1Q and 802.1ad
 * @vlans: the tags that were found, also before an error
 *
 * Returns the ethertype behind the tags in network byte order: compare it with
 * bpf_htons(ETH_P_IP). It is a tag's own if there are more than VLAN_MAX_DEPTH.
 * Kernel 4.8 and newer.
 */
static __always_inline int parse_ethhdr_vlan(struct hdr_cursor *nh, void *data_end,
					     struct ethhdr **eth, struct collect_vlans *vlans)
{
	struct vlan_hdr *tag = nh->pos + sizeof(**eth);
	__be16 proto;

	*eth = nh->pos;
	*vlans = (struct collect_vlans){ 0 };
	if ((void *)tag > data_end)
		return PARSE_TRUNCATED;
	proto = (*eth)->h_proto;
	for (int i = 0; i < VLAN_MAX_DEPTH; i++, tag++) {
		if (proto != bpf_htons(ETH_P_8021Q) && proto != bpf_htons(ETH_P_8021AD))
			break;
		if ((void *)(tag + 1) > data_end)
			return PARSE_TRUNCATED;
		vlans->id[i] = bpf_ntohs(tag->h_vlan_TCI) & 0x0fff;
		vlans->depth++;
		proto = tag->h_vlan_encapsulated_proto;
	}
	nh->pos = tag;
	return proto;
}

/* parse_ethhdr - the same without telling the tags. Kernel 4.8 and newer. */
static __always_inline int parse_ethhdr(struct hdr_cursor *nh, void *data_end, struct ethhdr **eth)
{
	struct collect_vlans vlans;

	return parse_ethhdr_vlan(nh, data_end, eth, &vlans);
}

/* parse_iphdr - IPv4 header and options. Returns the protocol. Kernel 4.14 and newer. */
static __always_inline int parse_iphdr(struct hdr_cursor *nh, void *data_end, struct iphdr **ip)
{
	int len;

	*ip = nh->pos;
	if ((void *)(*ip + 1) > data_end)
		return PARSE_TRUNCATED;
	if ((*ip)->version != 4)
		return PARSE_MALFORMED;
	len = skip_hdr(nh, data_end, (*ip)->ihl * 4, sizeof(**ip));
	if (len < 0)
		return len;
	return (*ip)->frag_off & bpf_htons(0x1fff) ? PARSE_FRAGMENT : (*ip)->protocol;
}

static __always_inline int ipv6_is_ext(__u8 type)
{
	return type == IPPROTO_HOPOPTS || type == IPPROTO_ROUTING || type == IPPROTO_FRAGMENT ||
	       type == IPPROTO_DSTOPTS || type == IPPROTO_MH || type == IPV6_EXT_AH;
}

static __always_inline __u32 ipv6_ext_len(const struct ipv6_ext *ext, __u8 type)
{
	if (type == IPPROTO_FRAGMENT)
		return sizeof(*ext);
	return type == IPV6_EXT_AH ? (ext->hdrlen + 2) * 4 : (ext->hdrlen + 1) * 8;
}

/* Moves the cursor over the extension headers, the first of which is a `type`. */
static __always_inline int skip_ip6hdrext(struct hdr_cursor *nh, void *data_end, __u8 type)
{
	struct ipv6_ext *ext;

	for (int i = 0; i < IPV6_EXT_MAX_CHAIN && ipv6_is_ext(type); i++) {
		ext = nh->pos;
		if ((void *)(ext + 1) > data_end)
			return PARSE_TRUNCATED;
		if (skip_hdr(nh, data_end, ipv6_ext_len(ext, type), 0) < 0)
			return PARSE_TRUNCATED;
		if (type == IPPROTO_FRAGMENT && ext->frag_off & bpf_htons(0xfff8))
			return PARSE_FRAGMENT;
		type = ext->nexthdr;
	}
	return ipv6_is_ext(type) ? PARSE_TOO_DEEP : type;
}

/*
 * parse_ip6hdr - IPv6 header and its extension headers: hop-by-hop, destination,
 * routing, fragment, AH, mobility. Returns the protocol behind them. Kernel 5.3
 * (bounded loops) and newer.
 */
static __always_inline int parse_ip6hdr(struct hdr_cursor *nh, void *data_end, struct ipv6hdr **ip6)
{
	struct hdr_cursor next = { .pos = nh->pos + sizeof(**ip6) };
	int type;

	*ip6 = nh->pos;
	if (next.pos > data_end)
		return PARSE_TRUNCATED;
	if ((*ip6)->version != 6)
		return PARSE_MALFORMED;
	type = skip_ip6hdrext(&next, data_end, (*ip6)->nexthdr);
	if (type >= 0 || type == PARSE_FRAGMENT)
		nh->pos = next.pos;
	return type;
}

/* parse_icmphdr - returns the type: ICMP_ECHO, ... Kernel 4.8 and newer. */
static __always_inline int parse_icmphdr(struct hdr_cursor *nh, void *data_end,
					 struct icmphdr **icmp)
{
	*icmp = nh->pos;
	if (skip_hdr(nh, data_end, sizeof(**icmp), 0) < 0)
		return PARSE_TRUNCATED;
	return (*icmp)->type;
}

/* parse_icmp6hdr - returns the type: ICMPV6_ECHO_REQUEST, ... Kernel 4.8 and newer. */
static __always_inline int parse_icmp6hdr(struct hdr_cursor *nh, void *data_end,
					  struct icmp6hdr **icmp6)
{
	*icmp6 = nh->pos;
	if (skip_hdr(nh, data_end, sizeof(**icmp6), 0) < 0)
		return PARSE_TRUNCATED;
	return (*icmp6)->icmp6_type;
}

/* parse_udphdr - returns the payload's bytes, as the header states them. Kernel 4.8 and newer. */
static __always_inline int parse_udphdr(struct hdr_cursor *nh, void *data_end, struct udphdr **udp)
{
	*udp = nh->pos;
	if ((void *)(*udp + 1) > data_end)
		return PARSE_TRUNCATED;
	if (bpf_ntohs((*udp)->len) < sizeof(**udp))
		return PARSE_MALFORMED;
	nh->pos = *udp + 1;
	return bpf_ntohs((*udp)->len) - sizeof(**udp);
}

/* parse_tcphdr - returns the header's bytes with options. Kernel 4.14 and newer. */
static __always_inline int parse_tcphdr(struct hdr_cursor *nh, void *data_end, struct tcphdr **tcp)
{
	*tcp = nh->pos;
	if ((void *)(*tcp + 1) > data_end)
		return PARSE_TRUNCATED;
	return skip_hdr(nh, data_end, (*tcp)->doff * 4, sizeof(**tcp));
}

#endif

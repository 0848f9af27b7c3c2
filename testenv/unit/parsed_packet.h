/* SPDX-License-Identifier: GPL-2.0 */
/* One walk through a packet with every parsing helper, the same in user space and in BPF. */
#ifndef UNIT_PARSED_PACKET_H
#define UNIT_PARSED_PACKET_H

#include "parsing_helpers.h"

#include <linux/in.h>

#define NOT_REACHED 0x7fffffff /* a layer that the walk did not come to */

enum {
	LAYER_ETH,
	LAYER_IP,
	LAYER_L4,
	LAYERS
};

struct parsed_layer {
	__s32 result;	 /* what the helper returned, or NOT_REACHED */
	__s32 header;	 /* bytes from the packet's start to the header; 0 after an error */
	__u32 end;	 /* bytes from the packet's start to the cursor */
	__u32 last_byte; /* of the header's fixed part, read through the header pointer */
};

struct parsed_packet {
	struct parsed_layer layer[LAYERS];
	struct parsed_layer plain; /* as LAYER_ETH, but by parse_ethhdr() */
	__u32 vlan_depth;
	__u32 vlan_id[VLAN_MAX_DEPTH];
};

static __always_inline void note(struct parsed_layer *layer, int result, void *data,
				 struct hdr_cursor *nh, void *header, void *header_end)
{
	layer->result = result;
	layer->end = nh->pos - data;
	if (result < 0 && result != PARSE_FRAGMENT)
		return;
	layer->header = header - data;
	layer->last_byte = ((__u8 *)header_end)[-1];
}

static __always_inline int walk_eth(struct hdr_cursor *nh, void *data, void *data_end,
				    struct parsed_packet *p)
{
	struct hdr_cursor other = *nh;
	struct collect_vlans vlans;
	struct ethhdr *eth;
	int proto;

	proto = parse_ethhdr(&other, data_end, &eth);
	note(&p->plain, proto, data, &other, eth, eth + 1);
	proto = parse_ethhdr_vlan(nh, data_end, &eth, &vlans);
	note(&p->layer[LAYER_ETH], proto, data, nh, eth, eth + 1);
	p->vlan_depth = vlans.depth;
	p->vlan_id[0] = vlans.id[0];
	p->vlan_id[1] = vlans.id[1];
	return proto;
}

static __always_inline int walk_ip(struct hdr_cursor *nh, void *data, void *data_end, int proto,
				   struct parsed_layer *layer)
{
	struct ipv6hdr *ip6;
	struct iphdr *ip;

	if (proto == bpf_htons(ETH_P_IP)) {
		proto = parse_iphdr(nh, data_end, &ip);
		note(layer, proto, data, nh, ip, ip + 1);
		return proto;
	}
	if (proto == bpf_htons(ETH_P_IPV6)) {
		proto = parse_ip6hdr(nh, data_end, &ip6);
		note(layer, proto, data, nh, ip6, ip6 + 1);
		return proto;
	}
	return -1;
}

static __always_inline void walk_l4(struct hdr_cursor *nh, void *data, void *data_end, int proto,
				    struct parsed_layer *layer)
{
	struct icmp6hdr *icmp6;
	struct icmphdr *icmp;
	struct udphdr *udp;
	struct tcphdr *tcp;

	switch (proto) {
	case IPPROTO_ICMP:
		proto = parse_icmphdr(nh, data_end, &icmp);
		note(layer, proto, data, nh, icmp, icmp + 1);
		break;
	case IPPROTO_ICMPV6:
		proto = parse_icmp6hdr(nh, data_end, &icmp6);
		note(layer, proto, data, nh, icmp6, icmp6 + 1);
		break;
	case IPPROTO_UDP:
		proto = parse_udphdr(nh, data_end, &udp);
		note(layer, proto, data, nh, udp, udp + 1);
		break;
	case IPPROTO_TCP:
		proto = parse_tcphdr(nh, data_end, &tcp);
		note(layer, proto, data, nh, tcp, tcp + 1);
		break;
	}
}

static __always_inline void walk_packet(void *data, void *data_end, struct parsed_packet *p)
{
	struct hdr_cursor nh = { .pos = data };
	int proto, i;

	__builtin_memset(p, 0, sizeof(*p));
	for (i = 0; i < LAYERS; i++)
		p->layer[i].result = NOT_REACHED;
	proto = walk_eth(&nh, data, data_end, p);
	if (proto < 0)
		return;
	proto = walk_ip(&nh, data, data_end, proto, &p->layer[LAYER_IP]);
	if (proto >= 0)
		walk_l4(&nh, data, data_end, proto, &p->layer[LAYER_L4]);
}

#endif

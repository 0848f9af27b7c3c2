/* SPDX-License-Identifier: GPL-2.0 */
/* XDP programs to watch: they change packets, drop them, and take them in fragments. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "parsing_helpers.h"

#define VLAN_ID 5

/*
 * Gives the packet another destination and a VLAN tag, as a router between VLANs
 * does. The kernel keeps 15 characters of the name: "xdp_rewrite_and".
 */
SEC("xdp")
int xdp_rewrite_and_tag(struct xdp_md *ctx)
{
	static const __u8 destination[ETH_ALEN] = { 0x02, 0x00, 0x5e, 0x00, 0x53, 0x01 };
	void *data = (void *)(long)ctx->data, *data_end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data, old;
	struct vlan_hdr *tag;

	if ((void *)(eth + 1) > data_end)
		return XDP_DROP;
	old = *eth;
	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(*tag)))
		return XDP_ABORTED;

	data = (void *)(long)ctx->data;
	data_end = (void *)(long)ctx->data_end;
	eth = data;
	tag = (void *)(eth + 1);
	if ((void *)(tag + 1) > data_end)
		return XDP_ABORTED;
	*eth = old;
	__builtin_memcpy(eth->h_dest, destination, ETH_ALEN);
	eth->h_proto = bpf_htons(ETH_P_8021Q);
	tag->h_vlan_TCI = bpf_htons(VLAN_ID);
	tag->h_vlan_encapsulated_proto = old.h_proto;
	return XDP_PASS;
}

/* The same 15 characters. */
SEC("xdp")
int xdp_rewrite_and_drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

/* Takes packets that do not fit into one page, too. Kernel 5.18 and newer. */
SEC("xdp.frags")
int xdp_pass_frags(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* An XDP program with a hook, at which xdpcap sees what it decides. */
#include <linux/in.h>

#include "hook.h"
#include "parsing_helpers.h"

XDPCAP_HOOK(xdpcap_hook);

/* By the destination port of UDP over IPv6: 1 aborts, 7 sends back, 9 drops. */
static __always_inline enum xdp_action decide(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor cursor = { (void *)(long)ctx->data };
	struct ipv6hdr *ip6;
	struct ethhdr *eth;
	struct udphdr *udp;

	if (parse_ethhdr(&cursor, data_end, &eth) != bpf_htons(ETH_P_IPV6) ||
	    parse_ip6hdr(&cursor, data_end, &ip6) != IPPROTO_UDP ||
	    parse_udphdr(&cursor, data_end, &udp) < 0)
		return XDP_PASS;
	switch (bpf_ntohs(udp->dest)) {
	case 1:
		return XDP_ABORTED;
	case 7:
		return XDP_TX;
	case 9:
		return XDP_DROP;
	}
	return XDP_PASS;
}

SEC("xdp")
int xdp_hook_prog(struct xdp_md *ctx)
{
	return xdpcap_exit(ctx, &xdpcap_hook, decide(ctx));
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* An XDP program with a hook, at which xdpcap sees what it decides. */
#include <linux/in.h>

#include "hook.h"
#include "parsing_helpers.h"

XDPCAP_HOOK(xdpcap_hook);

/* By the destination port of UDP over IPv6: 1 aborts, 7 sends back, 9 drops. */
SEC("xdp")
int xdp_hook_prog(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor cursor = { (void *)(long)ctx->data };
	struct ipv6hdr *ip6;
	struct ethhdr *eth;
	struct udphdr *udp;

	if (parse_ethhdr(&cursor, data_end, &eth) != bpf_htons(ETH_P_IPV6) ||
	    parse_ip6hdr(&cursor, data_end, &ip6) != IPPROTO_UDP ||
	    parse_udphdr(&cursor, data_end, &udp) < 0)
		return xdpcap_exit(ctx, &xdpcap_hook, XDP_PASS);
	if (udp->dest == bpf_htons(1))
		return xdpcap_exit(ctx, &xdpcap_hook, XDP_ABORTED);
	if (udp->dest == bpf_htons(7))
		return xdpcap_exit(ctx, &xdpcap_hook, XDP_TX);
	if (udp->dest == bpf_htons(9))
		return xdpcap_exit(ctx, &xdpcap_hook, XDP_DROP);
	return xdpcap_exit(ctx, &xdpcap_hook, XDP_PASS);
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For checks: UDP over IPv6 to port 100 + N gets the verdict N; everything else passes.
 * What is redirected (104) goes to an interface that does not exist.
 */
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_helpers.h>

#include "parsing_helpers.h"

#define NO_SUCH_INTERFACE 0x7fffffff

static __always_inline int verdict(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor nh = { (void *)(long)ctx->data };
	struct ipv6hdr *ip6;
	struct ethhdr *eth;
	struct udphdr *udp;
	__u16 port;

	if (parse_ethhdr(&nh, data_end, &eth) != bpf_htons(ETH_P_IPV6) ||
	    parse_ip6hdr(&nh, data_end, &ip6) != IPPROTO_UDP ||
	    parse_udphdr(&nh, data_end, &udp) < 0)
		return XDP_PASS;
	port = bpf_ntohs(udp->dest);
	if (port == 100 + XDP_REDIRECT)
		return bpf_redirect(NO_SUCH_INTERFACE, 0);
	return port >= 100 && port < 200 ? port - 100 : XDP_PASS;
}

SEC("xdp")
int xdp_by_port(struct xdp_md *ctx)
{
	return verdict(ctx);
}

/* The same under another name. */
SEC("xdp")
int xdp_by_port_as_well(struct xdp_md *ctx)
{
	return verdict(ctx);
}

static __u8 much[1 << 16];

/* The same, but UDP to port 100 takes 20 ms, and loses its last 8 bytes. */
SEC("xdp")
int xdp_by_port_slowly(struct xdp_md *ctx)
{
	const __u64 end = bpf_ktime_get_ns() + 20 * 1000 * 1000;

	if (verdict(ctx) != XDP_ABORTED)
		return verdict(ctx);
	for (int n = 0; n < 4000 && bpf_ktime_get_ns() < end; n++)
		bpf_probe_read_kernel(much, sizeof(much), much);
	bpf_xdp_adjust_tail(ctx, -8);
	return XDP_ABORTED;
}

char _license[] SEC("license") = "GPL";

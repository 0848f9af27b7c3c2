/* SPDX-License-Identifier: GPL-2.0 */
/* Programs that have each XDP tracepoint report something. */
#include <linux/bpf.h>
#include <linux/in.h>
#include <bpf/bpf_helpers.h>

#include "parsing_helpers.h"
#include "xdp_stats.h"

#define NO_SUCH_ACTION	  99
#define NO_SUCH_INTERFACE 0x7fffffff

/* Knobs: xdp_redirect sets them before the program is loaded. */
const volatile unsigned char
	own_mac[ETH_ALEN]; /* of the interface: what is sent there is redirected */
const volatile unsigned char src_mac[ETH_ALEN]; /* what the redirected packet gets as its source, */
const volatile unsigned char dest_mac[ETH_ALEN]; /* and as its destination */

/* The interface to redirect to, at index 0. */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} devices_map SEC(".maps");

/* The CPUs to redirect to, each at the index of its number; xdp_redirect makes room for all. */
struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bpf_cpumap_val);
} cpus_map SEC(".maps");

const volatile __u32 to_cpu; /* a knob, too */

/* Is it a ping? All else passes, so that the lab goes on working, and the counts are exact. */
static __always_inline int is_ping(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor nh = { .pos = (void *)(long)ctx->data };
	struct ethhdr *eth;
	union {
		struct iphdr *ip;
		struct ipv6hdr *ip6;
		struct icmphdr *icmp;
		struct icmp6hdr *icmp6;
	} header;
	int proto = parse_ethhdr(&nh, data_end, &eth);

	if (proto == bpf_htons(ETH_P_IPV6))
		return parse_ip6hdr(&nh, data_end, &header.ip6) == IPPROTO_ICMPV6 &&
		       parse_icmp6hdr(&nh, data_end, &header.icmp6) == ICMPV6_ECHO_REQUEST;
	return proto == bpf_htons(ETH_P_IP) &&
	       parse_iphdr(&nh, data_end, &header.ip) == IPPROTO_ICMP &&
	       parse_icmphdr(&nh, data_end, &header.icmp) == ICMP_ECHO;
}

SEC("xdp")
int xdp_abort(struct xdp_md *ctx)
{
	return xdp_stats_record(ctx, is_ping(ctx) ? XDP_ABORTED : XDP_PASS);
}

SEC("xdp")
int xdp_no_such_action(struct xdp_md *ctx)
{
	return is_ping(ctx) ? NO_SUCH_ACTION : xdp_stats_record(ctx, XDP_PASS);
}

/* Back to where it came from. The peer takes it only if its driver expects XDP packets. */
SEC("xdp")
int xdp_tx(struct xdp_md *ctx)
{
	return xdp_stats_record(ctx, is_ping(ctx) ? XDP_TX : XDP_PASS);
}

/* The helper finds nothing wrong; the driver does, after the program has ended. */
SEC("xdp")
int xdp_redirect_nowhere(struct xdp_md *ctx)
{
	if (!is_ping(ctx))
		return xdp_stats_record(ctx, XDP_PASS);
	return xdp_stats_record(ctx, bpf_redirect(NO_SUCH_INTERFACE, 0));
}

/* To another interface, as a router would: with other MAC addresses. */
SEC("xdp")
int xdp_redirect_device(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor nh = { .pos = (void *)(long)ctx->data };
	struct ethhdr *eth;

	if (parse_ethhdr(&nh, data_end, &eth) < 0)
		return xdp_stats_record(ctx, XDP_ABORTED);
	for (int i = 0; i < ETH_ALEN; i++)
		if (eth->h_dest[i] != own_mac[i])
			return xdp_stats_record(ctx, XDP_PASS);
	for (int i = 0; i < ETH_ALEN; i++) {
		eth->h_source[i] = src_mac[i];
		eth->h_dest[i] = dest_mac[i];
	}
	/* XDP_PASS is for an empty slot */
	return xdp_stats_record(ctx, bpf_redirect_map(&devices_map, 0, XDP_PASS));
}

/* To another CPU, whose thread passes it to the network stack. */
SEC("xdp")
int xdp_redirect_cpu(struct xdp_md *ctx)
{
	if (!is_ping(ctx))
		return xdp_stats_record(ctx, XDP_PASS);
	return xdp_stats_record(ctx, bpf_redirect_map(&cpus_map, to_cpu, XDP_PASS));
}

/* May stand in the map with the CPU: runs there, before the network stack. Kernel 5.9 and newer */
SEC("xdp/cpumap")
int xdp_cpu_drop(struct xdp_md *ctx)
{
	return XDP_DROP;
}

char _license[] SEC("license") = "GPL";

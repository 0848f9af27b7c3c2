/* SPDX-License-Identifier: GPL-2.0 */
/* Prints each packet's Ethernet header into the kernel's trace buffer, and passes the packet on. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "parsing_helpers.h"
#include "xdp_stats.h"

/* Six bytes as one number, so that it prints with its digits in order. */
static __always_inline __u64 mac_number(const unsigned char mac[ETH_ALEN])
{
	__u64 number = 0;

	for (int i = 0; i < ETH_ALEN; i++)
		number = number << 8 | mac[i];
	return number;
}

SEC("xdp")
int xdp_print(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	struct hdr_cursor nh = { .pos = (void *)(long)ctx->data };
	struct ethhdr *eth;
	int proto;

	/* the ethertype behind the VLAN tags, in network byte order */
	proto = parse_ethhdr(&nh, data_end, &eth);
	if (proto < 0)
		return xdp_stats_record(ctx, XDP_ABORTED);

	/* three arguments are what the helper can take */
	bpf_printk("src: %llx dst: %llx proto: %x", mac_number(eth->h_source),
		   mac_number(eth->h_dest), bpf_ntohs(proto));
	return xdp_stats_record(ctx, XDP_PASS);
}

char _license[] SEC("license") = "GPL";

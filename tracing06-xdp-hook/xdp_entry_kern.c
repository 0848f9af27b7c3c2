/* SPDX-License-Identifier: GPL-2.0 */
/* An XDP program with a hook where it begins: xdpcap sees packets before they are changed. */
#include <linux/if_ether.h>

#include "entry_hook.h"

int xdp_rest(struct xdp_md *ctx);
XDPCAP_ENTRY_HOOK(entry_hook, xdp_rest);

/* What the program is there for: it sends each packet back to where it has come from. */
static __always_inline int reflect(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	__u8 source[ETH_ALEN];

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	__builtin_memcpy(source, eth->h_source, ETH_ALEN);
	__builtin_memcpy(eth->h_source, eth->h_dest, ETH_ALEN);
	__builtin_memcpy(eth->h_dest, source, ETH_ALEN);
	return XDP_TX;
}

SEC("xdp")
int xdp_entry_prog(struct xdp_md *ctx)
{
	xdpcap_entry(ctx, &entry_hook);
	return reflect(ctx); /* nobody captures */
}

SEC("xdp")
int xdp_rest(struct xdp_md *ctx)
{
	return reflect(ctx);
}

char _license[] SEC("license") = "GPL";

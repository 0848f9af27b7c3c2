/* SPDX-License-Identifier: GPL-2.0 */
/* The same hook in a program that takes packets in several buffers. Kernel 5.18 and newer. */
#include "hook.h"

XDPCAP_HOOK(xdpcap_hook);

SEC("xdp.frags")
int xdp_frags_prog(struct xdp_md *ctx)
{
	return xdpcap_exit(ctx, &xdpcap_hook, XDP_PASS);
}

char _license[] SEC("license") = "GPL";

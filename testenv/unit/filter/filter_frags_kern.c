/* SPDX-License-Identifier: GPL-2.0 */
/* As filter_kern.c, for packets in several buffers: since kernel 5.18. */
#include "packet_filter.h"
#include "filter_verdicts.h"

SEC("xdp.frags")
int filter_frags(struct xdp_md *ctx)
{
	int verdicts = 0;

	if (packet_filter_frags(ctx))
		verdicts |= FILTER_SAYS_FRAGS;
	if (!packet_filter_set() || packet_filter_load(ctx, bpf_xdp_get_buff_len(ctx)))
		verdicts |= FILTER_SAYS_LOAD;
	return verdicts;
}

char _license[] SEC("license") = "GPL";

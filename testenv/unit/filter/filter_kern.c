/* SPDX-License-Identifier: GPL-2.0 */
/* The same filter, reading the packet in two ways; what each says is a bit of the result. */
#include "packet_filter.h"
#include "filter_verdicts.h"

/* A packet in memory, which user space maps. */
struct filter_input input;

SEC("xdp")
int filter_linear(struct xdp_md *ctx)
{
	int verdicts = 0;

	if (packet_filter(ctx))
		verdicts |= FILTER_SAYS_DIRECT;
	if (packet_filter_at(input.bytes, input.readable, input.length))
		verdicts |= FILTER_SAYS_PROBE;
	return verdicts;
}

char _license[] SEC("license") = "GPL";

// SPDX-License-Identifier: GPL-2.0
/* What is put into the slots of a dispatcher; the test says which. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("freplace")
int component_of_the_first_slot(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("freplace")
int component_of_the_last_slot(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

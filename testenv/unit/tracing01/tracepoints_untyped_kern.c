// SPDX-License-Identifier: GPL-2.0
/* A program at a tracepoint that does not say what its context is. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tracepoint/unit/event")
int at_event(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";

// SPDX-License-Identifier: GPL-2.0
/* Programs at tracepoints that exist where tracepoints_test.c says so; none is ever loaded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u64 __pad;
	__s32 ifindex;
	__u32 act;
	char name[16];
	__u32 message;
	__u32 __unused;
	const void *address;
};

typedef struct event event_t;

SEC("tracepoint/unit/event")
int at_event(struct event *ctx)
{
	return 0;
}

/* The same struct by other names. */
SEC("tracepoint/unit/other")
int at_other(const event_t *ctx)
{
	return 0;
}

/* Not at a tracepoint: none of tracepoints_check()'s business. */
SEC("xdp")
int elsewhere(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

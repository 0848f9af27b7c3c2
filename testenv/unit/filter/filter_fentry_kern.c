/* SPDX-License-Identifier: GPL-2.0 */
/* A filter where an XDP program is entered, and where it is left: in programs without packet pointers. */
#include "packet_filter.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "filter_verdicts.h"

struct xdp_buff {
	void *data;
	void *data_end;
} __attribute__((preserve_access_index));

struct filter_fentry_says says; /* which user space maps */

static __always_inline __u32 matches(const struct xdp_buff *xdp)
{
	__u64 length = xdp->data_end - xdp->data;

	return packet_filter_at(xdp->data, length, length);
}

SEC("fentry")
int BPF_PROG(filter_fentry, struct xdp_buff *xdp)
{
	says.entry = matches(xdp);
	says.runs++;
	return 0;
}

SEC("fexit")
int BPF_PROG(filter_fexit, struct xdp_buff *xdp, int action)
{
	says.exit = matches(xdp);
	return 0;
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* Counts what somebody else's XDP program returns: it is called when that one has returned. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* By verdict, for each CPU: no two programs write to one counter. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, XDP_REDIRECT + 1);
	__type(key, __u32);
	__type(value, __u64);
} verdicts SEC(".maps");

SEC("fexit")
int BPF_PROG(on_exit, void *xdp, __u32 verdict)
{
	__u64 *count = bpf_map_lookup_elem(&verdicts, &verdict);

	if (count) /* what is no verdict has no counter */
		(*count)++;
	return 0;
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* Calls every parsing helper on the packet, and leaves what they found in a map. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "parsed_packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct parsed_packet);
} parsed SEC(".maps");

SEC("xdp")
int parse_all(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	struct parsed_packet *p;
	__u32 key = 0;

	p = bpf_map_lookup_elem(&parsed, &key);
	if (p)
		walk_packet(data, data_end, p);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

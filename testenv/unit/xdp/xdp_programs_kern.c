// SPDX-License-Identifier: GPL-2.0
/* Programs to stand on an interface; names of 15 characters and more. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} used_map SEC(".maps");

/* A program's function is not always the object's first. */
static __noinline int helper(struct xdp_md *ctx)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&used_map, &zero) ? XDP_PASS : XDP_ABORTED;
}

SEC("xdp")
int name_of_15_char(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp")
int name_of_15_characters(struct xdp_md *ctx)
{
	return helper(ctx);
}

/* As long as no buffer of 64 bytes takes: a hundred characters. */
SEC("xdp")
int a_program_whose_name_has_a_hundred_characters_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx(
	struct xdp_md *ctx)
{
	return XDP_DROP;
}

char _license[] SEC("license") = "GPL";

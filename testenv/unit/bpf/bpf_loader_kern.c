// SPDX-License-Identifier: GPL-2.0
/* Knobs of several sizes, and programs that load, that the verifier rejects, and that find no target. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u8 byte_knob = 0x11;
const volatile __u32 action_knob = 0x22222222;
const volatile __u64 wide_knob = 0x3333333333333333;
const volatile char text_knob[6] = "44444";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

/* It has values that are no programs, so no program must be loaded for it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, typeof(seen));
} seen_by SEC(".maps") = { .values = { &seen } };

/* Tells user space what the knobs are. */
SEC("xdp")
int accepted(struct xdp_md *ctx)
{
	__u64 sum = byte_knob + wide_knob + text_knob[4];
	__u32 zero = 0;

	bpf_map_update_elem(&seen, &zero, &sum, BPF_ANY);
	return action_knob;
}

/* Reads the packet without looking where it ends. */
SEC("xdp")
int rejected(struct xdp_md *ctx)
{
	return *(__u8 *)(long)ctx->data;
}

SEC("fentry/no_such_function_in_any_kernel")
int absent(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";

/* SPDX-License-Identifier: GPL-2.0 */
/* A place in an XDP program where xdpcap can look on; a file to copy into your own. */
#ifndef XDPCAP_HOOK
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* A hook, to be pinned: xdpcap puts a program into the slot of each action. */
#define XDPCAP_HOOK(name)                              \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_PROG_ARRAY); \
		__uint(max_entries, XDP_REDIRECT + 1); \
		__type(key, int);                      \
		__type(value, int);                    \
	} name SEC(".maps")

/* xdpcap_exit - end the program; who captures sees the packet as it is now, and this action */
static __always_inline enum xdp_action xdpcap_exit(struct xdp_md *ctx, void *hook,
						   enum xdp_action action)
{
	if (__builtin_constant_p(action))
		bpf_tail_call_static(ctx, hook, action); /* a jump that the kernel patches */
	else
		bpf_tail_call(ctx, hook, action);
	return action; /* the slot is empty */
}
#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A place at the beginning of an XDP program where xdpcap can look on; a file to copy, too. */
#ifndef XDPCAP_ENTRY_HOOK
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/*
 * The hook, to be pinned: xdpcap's program goes on to the second slot, where rest stands.
 * rest is a program, too, and may come first in the object: attach the other one by name.
 */
#define XDPCAP_ENTRY_HOOK(name, rest)                  \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_PROG_ARRAY); \
		__uint(max_entries, 2);                \
		__uint(key_size, sizeof(int));         \
		__array(values, int(struct xdp_md *)); \
	} name SEC(".maps") = { .values = { [1] = (void *)&rest } }

/* xdpcap_entry - who captures sees the packet as it is now, and rest runs; else returns */
static __always_inline void xdpcap_entry(struct xdp_md *ctx, void *hook)
{
	bpf_tail_call_static(ctx, hook, 0);
}
#endif

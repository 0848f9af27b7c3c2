/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few structs of the running kernel that BPF programs here depend on: no
 * vmlinux.h, which fits one architecture and one build.
 */
#ifndef HEADERS_KERNEL_TYPES_H
#define HEADERS_KERNEL_TYPES_H

#include <linux/types.h>

/*
 * The context of tracepoint/xdp/xdp_exception, as events/xdp/xdp_exception/format
 * describes it, since kernel 4.14. A tracepoint's context is not relocated by
 * CO-RE: tracepoints_check() compares it with the kernel before anything is loaded.
 */
struct xdp_exception_ctx {
	__u64 __pad;   /* the first 8 bytes are not for BPF programs */
	__s32 prog_id; /* offset:8  size:4  of the program that returned it */
	__u32 act;     /* offset:12 size:4  the action, or the unknown value */
	__s32 ifindex; /* offset:16 size:4  of the receiving interface */
};

/*
 * The fields of the kernel's own structs that are read here. CO-RE finds them where
 * the running kernel has them, whatever else its structs hold.
 */
#define KERNEL_STRUCT __attribute__((preserve_access_index))

struct net_device {
	int ifindex;
} KERNEL_STRUCT;

struct xdp_rxq_info {
	struct net_device *dev;
	__u32 queue_index;
} KERNEL_STRUCT;

/* What XDP programs know as struct xdp_md. */
struct xdp_buff {
	void *data;
	void *data_end;
	struct xdp_rxq_info *rxq;
	__u32 flags; /* since 5.18 */
} KERNEL_STRUCT;

/* What a cpumap's program returned for a bulk of packets. Since kernel 5.9 */
struct xdp_cpumap_stats {
	unsigned int redirect;
	unsigned int pass;
	unsigned int drop;
} KERNEL_STRUCT;

#define XDP_FLAGS_HAS_FRAGS 1 /* in xdp_buff.flags: data to data_end is not all of it */

#endif

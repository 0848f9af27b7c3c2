/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel's XDP tracepoints report, as it is counted: for both sides. */
#ifndef HEADERS_XDP_EVENTS_H
#define HEADERS_XDP_EVENTS_H

#include <linux/types.h>

/* One for each tracepoint; which of them exist depends on the kernel. */
enum xdp_event {
	XDP_EVENT_REDIRECT,
	XDP_EVENT_REDIRECT_ERR,
	XDP_EVENT_REDIRECT_MAP,
	XDP_EVENT_REDIRECT_MAP_ERR,
	XDP_EVENT_EXCEPTION,
	XDP_EVENT_CPUMAP_ENQUEUE,
	XDP_EVENT_CPUMAP_KTHREAD,
	XDP_EVENT_DEVMAP_XMIT,
	XDP_EVENT_BULK_TX,
	XDP_EVENT_LINK_ATTACH_FAILED,
	XDP_EVENTS,
};

#define XDP_EVENT_MESSAGE 80 /* bytes of a message, its end included */

/* What is counted apart; what an event does not have is 0. */
struct xdp_event_key {
	__u32 event;			 /* enum xdp_event */
	__s32 from;			 /* ifindex of the interface that received the packets */
	__s32 to;			 /* ifindex of the target, or the target CPU */
	__s32 err;			 /* the failure, a negative errno */
	__u32 action;			 /* of an exception: enum xdp_action, or what is none */
	char message[XDP_EVENT_MESSAGE]; /* why a link was not attached */
};

/* All are __u64: a row of counters, as tracing02's stats_table takes it. */
struct xdp_event_counts {
	__u64 packets; /* that went their way */
	__u64 drops;   /* that did not; of a failed attach: attempts */
	__u64 bulks;   /* in how many bulks the packets came */
	__u64 sched;   /* how often the receiving thread had nothing to do */
	__u64 pass;    /* verdicts of a cpumap's own program */
	__u64 drop;
	__u64 redirect;
};

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The interfaces of a capture. */
#ifndef TRACING05_XDP_INTERFACE_H
#define TRACING05_XDP_INTERFACE_H

#include <stdbool.h>

#include "packet_record.h"
#include "xdp_programs.h"

#define XDP_INTERFACES_MAX PACKET_PROGRAMS_MAX

struct xdp_interface {
	struct xdp_programs *programs; /* that are there, by the latest look */
	struct live_capture *live;     /* that captures where there is none, or NULL */
	struct bpf_object *own;	       /* with our own program, where there is none, or NULL */
	struct xdp_attach *attach;     /* of that */
	int promiscuous_fd;	       /* as long as it is open; or -1 */
	bool gone;		       /* as was logged */
};

/*
 * xdp_interfaces_find - look at interfaces
 * @list: room for XDP_INTERFACES_MAX
 * @names: NULL behind the last one. "any" stands for those that have an XDP program now, in
 *	this network namespace
 *
 * Returns how many, or a negative errno with the reason logged: -EINVAL for one that is named
 * twice. Those that are in the list then have programs.
 */
int xdp_interfaces_find(struct xdp_interface *list, const char *const *names);

/* xdp_interfaces_any - is "any" among the names? */
bool xdp_interfaces_any(const char *const *names);

/*
 * xdp_interface_promiscuous - let it receive what is not for it
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_interface_promiscuous(struct xdp_interface *on);

/* xdp_interface_release - take off our own program, take no more packets, promiscuous no more */
void xdp_interface_release(struct xdp_interface *on);

/* xdp_interface_free - forget what was found there */
void xdp_interface_free(struct xdp_interface *on);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What packets are captured of: programs on interfaces, and interfaces without. */
#ifndef TRACING05_XDP_TARGETS_H
#define TRACING05_XDP_TARGETS_H

#include "packet_record.h"
#include "xdp_interface.h"
#include "xdp_target.h"

struct live_capture;
struct xdp_session;

/* A program on an interface, or without one all that comes there. */
struct xdp_target {
	struct xdp_program_info program; /* without id: no more, or none */
	struct xdp_interface *on;
	bool waiting; /* for a successor */
};

/* What is watched. */
struct xdp_targets {
	struct xdp_interface interfaces[XDP_INTERFACES_MAX];
	int interface_count;
	struct xdp_target list[PACKET_PROGRAMS_MAX]; /* by prog_index */
	int count;				     /* of the list */
	const char *words;			     /* that they were selected by */
	bool follow; /* go on with the successors of those that go */
};

/*
 * xdp_targets_find - find what a session is to capture
 *
 * libpcap's captures are opened for interfaces without programs, unless our own program is
 * to be loaded there. Returns 0 or a negative errno with the reason logged.
 */
int xdp_targets_find(struct xdp_session *session);

/* xdp_targets_add - one more, of which nothing but the interface need be known yet: 0 or -E2BIG, logged */
int xdp_targets_add(struct xdp_targets *targets, struct xdp_interface *on,
		    const struct xdp_program_info *program);

/* xdp_targets_watch - is a program of that number one of them? */
bool xdp_targets_watch(const struct xdp_targets *targets, __u32 program_id);

/*
 * xdp_targets_check - are they still there?
 *
 * The reason is logged for each that is gone. Returns -EAGAIN when there is nothing to
 * do, as long as one is left on any interface, or with @follow; with that, the place in the
 * list of a program that has followed another and is to be watched now: of its name, or
 * without @words the one that every packet comes to. Otherwise another negative errno, logged.
 */
int xdp_targets_check(struct xdp_targets *targets);

#endif

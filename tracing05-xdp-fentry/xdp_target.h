/* SPDX-License-Identifier: GPL-2.0 */
/* The programs that are watched: found by a user's words, and looked after. */
#ifndef TRACING05_XDP_TARGET_H
#define TRACING05_XDP_TARGET_H

#include <bpf/libbpf.h>

#include "packet_record.h"
#include "xdp_interface.h"
#include "xdp_programs.h"

/*
 * xdp_target_select - find programs by the user's words
 * @programs: what is on the interface
 * @words: NAME, ID or NAME@ID, several with commas between them, or "all"; NULL for
 *	the one that every packet comes to: the program, or the dispatcher
 * @selected: where to; room for XDP_PROGRAMS_MAX. They are in the order in which
 *	they run, whatever the order of the words.
 *
 * A name is the function's, whole; the 15 characters that the kernel keeps of it do
 * when they tell the program. Returns how many, or a negative errno with the reason
 * and the names that exist logged, in the words of xdp-tools' xdpdump.
 */
int xdp_target_select(const struct xdp_programs *programs, const char *words,
		      struct xdp_program_info *selected);

/*
 * xdp_target_first - the program on an interface that every packet comes to
 * @target: filled in
 *
 * Returns its descriptor as xdp_target_fd(), or a negative errno with the reason logged.
 */
int xdp_target_first(const char *ifname, struct xdp_program_info *target);

/*
 * xdp_target_fd - a program's descriptor, for bpf_program__set_attach_target()
 *
 * Returns it, for close(), or a negative errno with the reason logged.
 */
int xdp_target_fd(const struct xdp_program_info *target);

/*
 * xdp_target_check - does what is watched still run?
 * @programs: a snapshot, which is kept up to date
 * @watched, @count: the programs, copied from that snapshot; those without id are no more
 *
 * A program in a dispatcher is there as long as it is in the dispatcher that is attached,
 * which becomes another one when a program is added or taken off. Returns 0 while one of
 * them is there, or -ENODEV, -ENXIO when the interface is gone; logs the reason for each
 * that went. Cheap while nothing changes.
 */
int xdp_target_check(struct xdp_programs *programs, const struct xdp_program_info *watched,
		     int count);

/* xdp_target_refused - log why @program was not attached to it just now, once; returns -errno */
int xdp_target_refused(const struct xdp_program_info *target, const struct bpf_program *program);

/*
 * xdp_target_share_maps - let an object use the maps of another, all but the knobs
 * @object: opened, not yet loaded
 * @first: the other one, loaded; or @object itself, which keeps its own
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_target_share_maps(struct bpf_object *object, const struct bpf_object *first);

/* What packets are captured of: a program on an interface, or without one all that comes there. */
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

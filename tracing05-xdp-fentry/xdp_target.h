/* SPDX-License-Identifier: GPL-2.0 */
/* A program that is watched: found by a user's words, opened, looked after. */
#ifndef TRACING05_XDP_TARGET_H
#define TRACING05_XDP_TARGET_H

#include <bpf/libbpf.h>

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
 * xdp_target_first_of - where among the programs the one is that every packet comes to
 *
 * Not the dispatcher where there is a single component, which libxdp puts in its place.
 */
int xdp_target_first_of(const struct xdp_programs *programs);

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

/* xdp_target_is_there - is a program of that number among them? */
bool xdp_target_is_there(const struct xdp_programs *programs, unsigned long id);

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

#endif

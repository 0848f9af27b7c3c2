/* SPDX-License-Identifier: GPL-2.0 */
/* The programs that are watched, each by an object of ours, and what follows them. */
#ifndef TRACING05_XDP_WATCH_H
#define TRACING05_XDP_WATCH_H

#include <bpf/libbpf.h>

#include "xdp_programs.h"

struct xdp_session;

/* A program that is watched, on whichever interfaces it stands. */
struct xdp_watch {
	struct xdp_program_info target;
	struct bpf_object *object;
	struct bpf_program *programs[2]; /* on_entry, on_exit; NULL: not wanted */
	struct bpf_link *links[2];	 /* of what is attached */
};

/* xdp_watches_new - one for each program that is a target */
void xdp_watches_new(struct xdp_session *session);

/*
 * xdp_watch_open - open the object that watches a program, and parameterise it
 * @watch: one of session->watches
 *
 * It shares the maps of those before it. Of its programs those will be loaded that the
 * capture points ask for. Returns 0 or a negative errno with the reason logged.
 */
int xdp_watch_open(struct xdp_session *session, struct xdp_watch *watch);

/*
 * xdp_watches_complete - all watches are loaded: tell them what target is where
 *
 * For targets without program our own is loaded. Returns 0 or a negative errno with the
 * reason logged.
 */
int xdp_watches_complete(struct xdp_session *session);

/*
 * xdp_watches_follow - are the targets still there? To be called once a second
 *
 * With --follow a program that has taken the place of one is watched from now on. Returns 0
 * or a negative errno with the reason logged: there is nothing left to capture.
 */
int xdp_watches_follow(struct xdp_session *session);

/* xdp_watches_detach - destroy the links; when it returns, no packet comes by them any more */
void xdp_watches_detach(struct xdp_session *session);

/* xdp_watches_free - close all objects, our own too */
void xdp_watches_free(struct xdp_session *session);

#endif

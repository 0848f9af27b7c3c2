/* SPDX-License-Identifier: GPL-2.0 */
/* The XDP tracepoints by name, what each of them tells, and the errnos in it. */
#ifndef TRACING02_XDP_EVENT_KINDS_H
#define TRACING02_XDP_EVENT_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "xdp_events.h"

/* Which members of struct xdp_event_key and xdp_event_counts an event fills. */
enum xdp_event_has {
	XDP_HAS_FROM = 1,
	XDP_HAS_TO_INTERFACE = 2,
	XDP_HAS_TO_CPU = 4,
	XDP_HAS_ERR = 8,
	XDP_HAS_ACTION = 16,
	XDP_HAS_BULKS = 32,
	XDP_HAS_VERDICTS = 64,
	XDP_HAS_MESSAGE = 128,
};

struct xdp_event_kind {
	const char *tracepoint;
	const char *title; /* in a table */
	unsigned int has;  /* enum xdp_event_has, ored */
};

/* One for each enum xdp_event. */
extern const struct xdp_event_kind xdp_event_kinds[XDP_EVENTS];

/*
 * xdp_event_choose - read a list of tracepoints
 * @names: separated by commas, with or without "xdp:" before them; NULL for all
 * @wanted: set to which are in it
 *
 * Returns 0, or -EINVAL with the reason and the names that exist logged.
 */
int xdp_event_choose(const char *names, bool wanted[XDP_EVENTS]);

/* xdp_event_find - which event a tracepoint is, enum xdp_event, or -ENOENT */
int xdp_event_find(const char *tracepoint);

/*
 * xdp_event_describe - who and what is counted there, in words
 * @key: of one of these events
 * @counts: what was counted in the time that is shown
 */
void xdp_event_describe(const struct xdp_event_key *key, const struct xdp_event_counts *counts,
			char *text, size_t size);

/* xdp_error_name - "ENXIO" for -ENXIO and so on; "error" for what is none */
const char *xdp_error_name(int err);

/* xdp_error_cause - what brings this errno about in the kernel's XDP code, in words */
const char *xdp_error_cause(int err);

#endif

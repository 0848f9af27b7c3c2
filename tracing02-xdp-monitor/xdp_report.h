/* SPDX-License-Identifier: GPL-2.0 */
/* What the XDP tracepoints reported, round by round: a table for people, JSON and metrics for programs. */
#ifndef TRACING02_XDP_REPORT_H
#define TRACING02_XDP_REPORT_H

#include <stdbool.h>

#include <bpf/libbpf.h>

#include "xdp_events.h"
#include "xdp_export.h"

struct xdp_report {
	/* set by who wants it */
	bool wanted[XDP_EVENTS]; /* shown at all */
	bool there[XDP_EVENTS];	 /* a program is at the tracepoint; else it is n/a */
	bool totals;		 /* in the table, what was counted from the start, no rates */
	bool live;		 /* also how each row went in the last rounds */
	bool json; /* no table, but a line of JSON; tracing02's README has the schema */
	struct xdp_export export; /* neither, but for who watches many machines */
	unsigned int interval;	  /* seconds from one round to the next */
	unsigned int count;	  /* of rounds; 0: until the user ends it */
	/* the report's own */
	struct stats_table *table;  /* of a map from struct xdp_event_key to xdp_event_counts */
	struct sparklines *history; /* by struct xdp_event_key */
	int lost_fd;		    /* the map of those that found no room in that one */
	__u64 lost;
	bool below; /* on a terminal: print below the table before, not over it */
};

/*
 * xdp_report_begin - find the object's maps, and read them for the first time
 * @object: loaded, and not attached yet
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_report_begin(struct xdp_report *report, const struct bpf_object *object);

/* xdp_report_read - read the maps once more; returns as above */
int xdp_report_read(struct xdp_report *report);

/*
 * xdp_report_run - print what came, round by round, until the user or the count ends it
 *
 * On a terminal a table takes the place of the one before. What came in the round that
 * the user cut is shown, too. Returns 0 or a negative errno with the reason logged.
 */
int xdp_report_run(struct xdp_report *report);

/* xdp_report_end - one that never began is permitted, if it was all 0 */
void xdp_report_end(struct xdp_report *report);

#endif

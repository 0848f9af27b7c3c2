/* SPDX-License-Identifier: GPL-2.0 */
/* What the XDP tracepoints reported, round by round: a table for people, JSON for programs. */
#ifndef TRACING02_XDP_REPORT_H
#define TRACING02_XDP_REPORT_H

#include <stdbool.h>

#include "stats_table.h"
#include "xdp_events.h"

struct xdp_report {
	struct stats_table *table; /* of a map from struct xdp_event_key to xdp_event_counts */
	bool wanted[XDP_EVENTS];   /* shown at all */
	bool there[XDP_EVENTS];	   /* this kernel has the tracepoint; else it is n/a */
	bool totals;		   /* in the table, what was counted from the start, no rates */
	bool below;		   /* on a terminal: print below the table before, not over it */
	__u64 lost;		   /* events that found no room in the map */
};

/*
 * xdp_report_table - print what came between the last two readings
 *
 * On a terminal it takes the place of the one before, unless @report->below.
 */
void xdp_report_table(const struct xdp_report *report);

/* xdp_report_json - the same as one line of JSON, with rates and totals; tracing02's README has the schema */
void xdp_report_json(const struct xdp_report *report);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters under the names that Prometheus knows them by. What a map gains from one
 * reading to the next is added up here, so that no counter ever goes back, whatever becomes
 * of the map's elements, of CPUs and of interfaces.
 */
#ifndef TRACING02_XDP_METRICS_H
#define TRACING02_XDP_METRICS_H

#include <stdbool.h>
#include <stdio.h>

#include "stats_table.h"
#include "xdp_events.h"

struct xdp_metrics;

/* xdp_metrics_new - all 0, for xdp_metrics_free(); or NULL without memory, which is logged */
struct xdp_metrics *xdp_metrics_new(void);

/*
 * xdp_metrics_add - after each reading of the map: add what it has gained
 * @table: of a map from struct xdp_event_key to struct xdp_event_counts
 *
 * There are at most XDP_METRICS_SERIES combinations of a metric's labels; what comes beyond
 * them, and from interfaces that have no name here, is counted under the name "other".
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_metrics_add(struct xdp_metrics *metrics, const struct stats_table *table);
#define XDP_METRICS_SERIES 256

/*
 * xdp_metrics_print - all of them
 * @there: which events are counted
 * @lost: events that could not be
 * @openmetrics: in the format of that name; else in Prometheus' text format, which
 *	node_exporter reads
 */
void xdp_metrics_print(const struct xdp_metrics *metrics, const bool there[XDP_EVENTS], __u64 lost,
		       FILE *out, bool openmetrics);

/* xdp_metrics_free - NULL is permitted */
void xdp_metrics_free(struct xdp_metrics *metrics);

#endif

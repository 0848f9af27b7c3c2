/* SPDX-License-Identifier: GPL-2.0 */
/* The counters for who watches many machines: in a file for node_exporter, and by HTTP. */
#ifndef TRACING02_XDP_EXPORT_H
#define TRACING02_XDP_EXPORT_H

#include <stdbool.h>

struct xdp_report;

struct xdp_export {
	const char *file;   /* that is replaced each round; NULL: none */
	const char *listen; /* ADDR:PORT; NULL: nobody may ask */
	/* the export's own */
	struct xdp_metrics *metrics;
	struct metrics_server *server;
};

/* xdp_export_wanted - is that what the rounds are for? */
bool xdp_export_wanted(const struct xdp_export *export);

/*
 * xdp_export_settle - after the options: can the file be, and the address be had?
 * @report: whose map is read when somebody asks
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL for wrong usage.
 */
int xdp_export_settle(struct xdp_export *export, struct xdp_report *report);

/*
 * xdp_export_round - after the report has read its map: put that into the file
 *
 * The file is replaced, so that whoever reads it finds all of it; everybody may read it. If
 * its name ends in ".prom" it is in the format that node_exporter takes, else in
 * OpenMetrics'. Returns 0 or a negative errno with the reason logged.
 */
int xdp_export_round(struct xdp_export *export, const struct xdp_report *report);

/* xdp_export_wait - as signals_wait() for a time only; who asks meanwhile is answered */
int xdp_export_wait(struct xdp_export *export, int timeout_ms);

/* xdp_export_end - one that never began is permitted, if it was all 0 */
void xdp_export_end(struct xdp_export *export);

#endif

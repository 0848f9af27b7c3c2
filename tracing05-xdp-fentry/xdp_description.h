/* SPDX-License-Identifier: GPL-2.0 */
/* What is said of a capture: on stderr as it begins and as it ends, and in its file. */
#ifndef TRACING05_XDP_DESCRIPTION_H
#define TRACING05_XDP_DESCRIPTION_H

#include "capture.h"
#include "version.h"

#define XDPDUMP "xdpdump v" VERSION /* who writes the file */

struct xdp_session;

/* xdp_description_listening - what is captured where; and a warning of interfaces without program */
void xdp_description_listening(const struct xdp_session *session);

/*
 * xdp_description_file - begin the file
 *
 * It tells of the programs on the interfaces, and of the targets. Returns 0 or a negative
 * errno with the reason logged.
 */
int xdp_description_file(struct xdp_session *session);

/*
 * xdp_description_targets - the file tells of the targets that it does not know yet
 *
 * It has an interface for each capture point, as "eth0:xdp_pass()@fentry". Returns 0 or a
 * negative errno with the reason logged.
 */
int xdp_description_targets(struct xdp_session *session);

/* xdp_description_report - how many packets there were, how many are lost, and how long they took */
void xdp_description_report(const struct xdp_session *session, const struct capture_totals *totals);

#endif

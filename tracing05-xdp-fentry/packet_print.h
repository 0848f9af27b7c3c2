/* SPDX-License-Identifier: GPL-2.0 */
/* What xdpdump prints of a packet: a line, and as wanted its bytes, what changed, how long it took. */
#ifndef TRACING05_PACKET_PRINT_H
#define TRACING05_PACKET_PRINT_H

#include <stdbool.h>

#include "latency.h"
#include "packet_text.h"

struct packet_print {
	struct packet_style style;
	bool silent;		   /* print no packet: only measure */
	bool diff;		   /* print what changed from entry to exit */
	bool latency;		   /* measure the time from entry to exit */
	const char *svg;	   /* file where that is drawn; NULL: none */
	struct latency took;	   /* which is gathered here */
	struct packet_pair *pairs; /* from packet_pair_new(), where diff or latency is wanted */
};

/* packet_print - print a packet on stdout; called for all of them in the order of time */
void packet_print(struct packet_print *print, const struct packet_seen *seen);

#endif

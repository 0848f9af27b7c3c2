/* SPDX-License-Identifier: GPL-2.0 */
/* What xdpdump adds to a packet's line, which packet_text prints: what changed, how long it took. */
#ifndef TRACING05_PACKET_PRINT_H
#define TRACING05_PACKET_PRINT_H

#include <stdbool.h>

#include "latency.h"
#include "packet_text.h"
#include "playback.h"

struct packet_print {
	struct packet_style style;
	bool silent;		   /* print no packet: only measure */
	bool diff;		   /* print what changed from entry to exit */
	bool latency;		   /* measure the time from entry to exit */
	const char *svg;	   /* file where that is drawn; NULL: none */
	struct latency took;	   /* which is gathered here */
	struct packet_pair *pairs; /* entries whose exits have not come yet */
};

/*
 * packet_print_settle - after the options
 * @filename: where packets are stored, or NULL
 *
 * Returns 0 or a negative errno with the reason logged; packet_print_free() either way.
 */
int packet_print_settle(struct packet_print *print, const char *filename);

/* packet_print - print a packet on stdout; called for all of them in the order of time */
void packet_print(struct packet_print *print, const struct packet_seen *seen);

/*
 * packet_print_file - print, or store, the packets of a file
 * @playback: all but what it needs to print
 *
 * Returns as playback_run().
 */
int packet_print_file(struct packet_print *print, struct playback *playback);

void packet_print_free(struct packet_print *print);

#endif

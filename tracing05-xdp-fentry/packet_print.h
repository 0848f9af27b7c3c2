/* SPDX-License-Identifier: GPL-2.0 */
/* What xdpdump prints of a packet: a line, and as wanted its bytes, what changed, how long it took. */
#ifndef TRACING05_PACKET_PRINT_H
#define TRACING05_PACKET_PRINT_H

#include <stdbool.h>

#include "latency.h"
#include "packet_record.h"
#include "xdp_programs.h"

struct packet_print {
	const char *ifname;
	const struct xdp_program_info *targets; /* by prog_index; NULL: libpcap captures */
	bool silent;				/* print no packet: only measure */
	bool hex;				/* print the bytes */
	bool diff;				/* print what changed from entry to exit */
	bool latency;				/* measure the time from entry to exit */
	struct latency took;			/* which is gathered here */
	struct packet_pair *pairs; /* from packet_pair_new(), where diff or latency is wanted */
};

/*
 * packet_print - print a packet on stdout; called for all of them in the order of time
 * @data: the packet's @record->cap_len bytes
 */
void packet_print(struct packet_print *print, const struct packet_record *record, const void *data);

#endif

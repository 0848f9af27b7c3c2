/* SPDX-License-Identifier: GPL-2.0 */
/* One line for one packet, in the words of xdp-tools' xdpdump: scripts read them. */
#ifndef TRACING05_PACKET_TEXT_H
#define TRACING05_PACKET_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "packet_record.h"

/*
 * packet_text - print where and when a packet was captured, without ending the line
 * @out: where to
 * @record: the packet
 * @function: of the program that it was captured at, as "xdp_pass"
 * @captured: tell how many of its bytes were captured, too
 *
 * "1601027763.302161077: xdp_pass()@exit[PASS]: packet size 60 bytes on if_index 2,
 * rx queue 0, id 1"
 */
void packet_text(FILE *out, const struct packet_record *record, const char *function,
		 bool captured);

/*
 * packet_text_live - the same for a packet that libpcap captured
 * @ifname: of the interface
 *
 * "1601027763.302161: packet size 60 bytes on if_name "eth0""
 */
void packet_text_live(FILE *out, const struct packet_record *record, const char *ifname,
		      bool captured);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is printed of a packet, whoever captured it: one line in the words of xdp-tools'
 * xdpdump, which scripts read, and its bytes.
 */
#ifndef COMMON_PACKET_TEXT_H
#define COMMON_PACKET_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "options.h"
#include "packet_record.h"

/* A packet, and where it was captured. What is not known is NULL or 0. */
struct packet_seen {
	const struct packet_record *record;
	const void *data; /* record->cap_len bytes */
	__u64 wall;	  /* ns since 1970 */
	const char *ifname;
	const char *
		program; /* its function, "xdp_pass"; NULL: libpcap captured, or a hook's program */
	const char *hook; /* the name of the hook's map */
	__u64 lost;	  /* packets before it that are not there */
};

/* How it is printed. Begins as { 0 }; the options set it. */
struct packet_style {
	bool hex, hex_ascii, ascii; /* the bytes, too */
	bool quick;		    /* not where it was captured */
	bool numeric;		    /* tcpdump's users ask for what is always so */
	int time;		    /* as tcpdump's -t, so many of them */
	__u64 first, previous;	    /* packets' times, for the differences */
};

/* clang-format off */
/* The rows of a program's options; what is added goes with each that says something. */
#define PACKET_STYLE_OPTIONS(style, ...) \
	OPTION_FLAG('x', "hex", &(style).hex, "Print the packets' bytes, too", __VA_ARGS__), \
	OPTION_FLAG('X', "hex-ascii", &(style).hex_ascii, "The same", __VA_ARGS__), \
	OPTION_FLAG('A', "ascii", &(style).ascii, "Print them as ASCII", __VA_ARGS__), \
	OPTION_REPEAT('t', "time", &(style).time, \
		      "No time; -ttt: since the packet before; -tttt: date; -ttttt: since the first", \
		      .times = 5, __VA_ARGS__), \
	OPTION_FLAG('n', "numeric", &(style).numeric, "Ask no name server: it is never asked")
#define PACKET_STYLE_WORDS "hex,hex-ascii,ascii,time,numeric"
/* clang-format on */

/*
 * packet_text_line - print where and when a packet was captured, without ending the line
 * @out: where to
 *
 * "1601027763.302161077: xdp_pass()@exit[PASS]: packet size 60 bytes on if_index 2, rx queue
 * 0, id 1"; libpcap's: "1601027763.302161: packet size 60 bytes on if_name "eth0"".
 */
void packet_text_line(FILE *out, struct packet_style *style, const struct packet_seen *seen);

/* packet_text_bytes - then, if they are wanted, its bytes, in lines of their own */
void packet_text_bytes(FILE *out, const struct packet_style *style, const struct packet_seen *seen);

#endif

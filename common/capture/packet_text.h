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
	int link_type;	  /* DLT_ of pcap-linktype(7) */
	const char *ifname;
	bool several;	     /* interfaces, so that the name tells more than the number */
	const char *program; /* its function, "xdp_pass"; NULL: a hook's, or libpcap captured */
	const char *hook;    /* the name of the hook's map */
	__u64 lost;	     /* packets before it that are not there */
};

/* How it is printed. Begins as { 0 }; the options set it. */
struct packet_style {
	bool hex, hex_ascii, ascii;    /* the bytes, too */
	bool print;		       /* also what is stored */
	bool quick;		       /* not where it was captured */
	bool json;		       /* instead of words */
	bool decode, link_level;       /* in tcpdump's words, ... */
	struct packet_decode *decoder; /* ... by who runs for this: */
	int decoder_type;	       /* link type */
	bool numeric;		       /* tcpdump's users ask for what is always so */
	int time;		       /* as tcpdump's -t, so many of them */
	__u64 first, previous;	       /* packets' times, for the differences */
};

/* clang-format off */
/* The rows of a program's options; what is added goes with each that changes what is printed. */
#define PACKET_STYLE_ROW .idle_with = "write", .unless = "print"
#define PACKET_STYLE_OPTIONS(style, ...) \
	OPTION_FLAG(0, "print", &(style).print, "Print packets, although they are stored"), \
	OPTION_FLAG('x', "hex", &(style).hex, "Print the packets' bytes, too", PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_FLAG('X', "hex-ascii", &(style).hex_ascii, "The same", PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_FLAG('A', "ascii", &(style).ascii, "Print them as ASCII", PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_REPEAT('t', "time", &(style).time, \
		      "No time; -ttt: since the packet before; -tttt: date; -ttttt: since the first", \
		      .times = 5, PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_FLAG(0, "json", &(style).json, "Print packets as JSON, one a line", \
		    .not_with = "hex,hex-ascii,ascii,time,quick,diff,latency", PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_FLAG(0, "decode", &(style).decode, "Print packets as tcpdump does, or tshark", \
		    .not_with = "json,diff,latency", PACKET_STYLE_ROW, __VA_ARGS__), \
	OPTION_FLAG('e', "link-level", &(style).link_level, "With the link-level header", \
		    .needs = "decode"), \
	OPTION_FLAG('n', "numeric", &(style).numeric, "Ask no name server: it is never asked")
#define PACKET_STYLE_WORDS "print,hex,hex-ascii,ascii,time,json,decode,link-level,numeric"
/* clang-format on */

/*
 * packet_text_settle - after the options
 * @filename: where packets are stored; NULL: nowhere
 *
 * Returns 0, or -EINVAL with the reason logged: not both of them to stdout.
 */
int packet_text_settle(const struct packet_style *style, const char *filename);

/*
 * packet_text_line - print where and when a packet was captured, without ending the line
 * @out: where to
 *
 * "1601027763.302161077: xdp_pass()@exit[PASS]: packet size 60 bytes on if_index 2, rx queue
 * 0, id 1"; libpcap's: "1601027763.302161: packet size 60 bytes on if_name "eth0"". Or JSON:
 * an object of whose members, but "time", "length" and "captured", those are left out that are
 * not known; tracing05's README describes them.
 */
void packet_text_line(FILE *out, struct packet_style *style, const struct packet_seen *seen);

/*
 * packet_text_bytes - then, if they are wanted, its bytes, in lines of their own: 16 a row
 * with their offsets and as ASCII, or all as ASCII
 */
void packet_text_bytes(FILE *out, const struct packet_style *style, const struct packet_seen *seen);

/* packet_text_end - when no packet comes any more: what the decoder has still said */
void packet_text_end(FILE *out, struct packet_style *style);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* How to tap an interface, as options on the command line. */
#ifndef TRACING05_XDP_TAP_OPTIONS_H
#define TRACING05_XDP_TAP_OPTIONS_H

#include <stdbool.h>

#include "bpf_loader.h"
#include "filter_options.h"
#include "options.h"
#include "xdp_mode.h"

enum {
	XDP_TAP_ENTRY = 1,
	XDP_TAP_EXIT = 2
}; /* capture points, or-ed */

struct xdp_tap_options {
	const char *ifname;
	const char *netns;    /* that it is in; NULL: this one */
	bool list;	      /* print what is on the interfaces, and do nothing else */
	const char *programs; /* which to watch, as for xdp_select() */
	int points;	      /* 0: entry */
	bool load;	      /* without programs: load the object's program */
	int mode;	      /* in which enum xdp_attach_mode */
	unsigned int snaplen; /* 0: as long as can be */
	unsigned int buffer;  /* KiB for the rings of all CPUs together */
	unsigned int wakeup;  /* packets after which to be woken; 0: by the first */
	int filter_points; /* where the filter looks at packets, likewise; 0: the first of points */
	struct filter_options filter;
	bool promiscuous; /* receive what is not for this host, too */

	const struct bpf_embedded *object; /* with on_entry and on_exit, as for xdp_watch_load() */
	const char *own;		   /* and the name of its XDP program */
};

extern const struct option_name xdp_tap_points[], xdp_tap_filter_points[], xdp_tap_modes[];

/* Their rows, in the words of xdp-tools' xdpdump; @options is a pointer to the above. */
#define XDP_TAP_OPTIONS(options)                                                                 \
	OPTION_STRING('i', "interface", &(options)->ifname, "IFACE", "Interface to capture on"), \
		OPTION_FLAG('D', "list-interfaces", &(options)->list,                            \
			    "List interfaces and their XDP programs", .instead = true,           \
			    .only_with = "netns,verbose"),                                       \
		OPTION_STRING(0, "netns", &(options)->netns, "NAME",                             \
			      "Network namespace of the interfaces"),                            \
		OPTION_NAMES(0, "rx-capture", &(options)->points, "entry,exit", xdp_tap_points,  \
			     "Before the program (default), after it, or both"),                 \
		OPTION_STRING('p', "program-names", &(options)->programs, "PROG",                \
			      "NAME, ID, NAME@ID, several with commas, or all"),                 \
		OPTION_FLAG(0, "load-xdp-program", &(options)->load,                             \
			    "Without an XDP program there: load one that captures"),             \
		OPTION_NAME(0, "load-xdp-mode", &(options)->mode, "native,skb,hw,unspecified",   \
			    xdp_tap_modes, "Mode of that program (default native)",              \
			    .needs = "load-xdp-program"),                                        \
		OPTION_FLAG('P', "promiscuous-mode", &(options)->promiscuous,                    \
			    "Receive what is not for this host, too"),                           \
		OPTION_NUMBER('s', "snapshot-length", &(options)->snaplen, "BYTES", 0, ~0U,      \
			      "Bytes to keep of each packet"),                                   \
		OPTION_NUMBER('B', "buffer-size", &(options)->buffer, "KIB", 0, 1U << 22,        \
			      "KiB of memory for the rings"),                                    \
		OPTION_NUMBER(0, "perf-wakeup", &(options)->wakeup, "N", 0, ~0U,                 \
			      "Be woken every N packets"),                                       \
		FILTER_OPTIONS(&(options)->filter),                                              \
		OPTION_NAME(0, "filter-at", &(options)->filter_points, "entry,exit,both",        \
			    xdp_tap_filter_points, "Where the filter looks (default entry)")

/*
 * xdp_tap_settle - after the options
 * @words: the filter, NULL behind it
 *
 * Enters the network namespace. Returns 0; 1 when something was printed and there is
 * nothing left to do; -EINVAL for wrong usage, or another negative errno, with the
 * reason logged.
 */
int xdp_tap_settle(struct xdp_tap_options *options, char *const *words);

#endif

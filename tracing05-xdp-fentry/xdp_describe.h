/* SPDX-License-Identifier: GPL-2.0 */
/* What is captured, for people and in capture files, as xdp-tools' xdpdump puts it. */
#ifndef TRACING05_XDP_DESCRIBE_H
#define TRACING05_XDP_DESCRIBE_H

#include "capture.h"
#include "xdp_programs.h"
#include "xdp_tap_options.h"

struct xdp_description {
	const struct xdp_tap_options *options;
	struct xdp_programs *programs;			   /* all on the interface */
	struct xdp_program_info targets[XDP_PROGRAMS_MAX]; /* those that are captured at */
	int count;					   /* 0: libpcap captures */
	const char *link_type;				   /* what libpcap says of the interface */
};

/* xdp_describe_listening - one line on stderr: the capture has begun */
void xdp_describe_listening(const struct xdp_description *description);

/*
 * xdp_describe_start - begin a capture's file
 * @application: name and version of the program that captures
 *
 * The file tells of the programs on the interface, and has an interface for each
 * capture point, as "eth0:xdp_pass()@fentry". Returns 0 or a negative errno with
 * the reason logged.
 */
int xdp_describe_start(const struct xdp_description *description, struct capture *capture,
		       const char *application);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What is captured at a hook, for people and in capture files. */
#ifndef COMMON_HOOK_DESCRIBE_H
#define COMMON_HOOK_DESCRIBE_H

#include "capture.h"
#include "xdp_hook.h"

struct hook_description {
	const struct xdp_hook *hook;
	const char *filter;   /* the expression, or NULL */
	int actions;	      /* bit N: action N is captured */
	unsigned int snaplen; /* bytes of each packet at most */
	int link_type;	      /* as in struct packet_section */
};

/* hook_describe_listening - one line on stderr: the capture has begun */
void hook_describe_listening(const struct hook_description *description);

/*
 * hook_describe_start - begin a capture's file
 * @application: name and version of the program that captures
 *
 * The file has an interface for each action, as "xdpcap_hook@XDP_PASS". Returns 0 or
 * a negative errno with the reason logged.
 */
int hook_describe_start(const struct hook_description *description, struct capture *capture,
			const char *application);

/* hook_describe_counts - one line on stderr: received and matched packets by action */
void hook_describe_counts(const struct hook_description *description,
			  const struct packet_counts *counts);

#endif

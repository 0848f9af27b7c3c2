/* SPDX-License-Identifier: GPL-2.0 */
/* What is captured at a hook, for people and in capture files. */
#ifndef TRACING06_HOOK_DESCRIBE_H
#define TRACING06_HOOK_DESCRIBE_H

#include "capture.h"
#include "xdp_hook.h"

struct hook_description {
	const struct xdp_hook *hook;
	const char *filter;		     /* the expression, or NULL */
	struct bpf_program *const *programs; /* by slot; NULL: not captured there */
	unsigned int snaplen;		     /* bytes of each packet at most */
	int link_type;			     /* as in struct packet_section */
	char owners[256];		     /* the programs that jump to it, "one(), two()" */
};

/* hook_describe_owners - find out who they are; before anything else is loaded that jumps there */
void hook_describe_owners(struct hook_description *description);

/* hook_describe_listening - one line on stderr: the capture has begun */
void hook_describe_listening(const struct hook_description *description);

/*
 * hook_describe_start - begin a capture's file
 * @application: name and version of the program that captures
 *
 * The file has an interface for each slot, as "xdpcap_hook@XDP_PASS". Returns 0 or
 * a negative errno with the reason logged.
 */
int hook_describe_start(const struct hook_description *description, struct capture *capture,
			const char *application);

/* hook_describe_counts - one line on stderr: received and matched packets by slot */
void hook_describe_counts(const struct hook_description *description,
			  const struct packet_counts *counts);

#endif

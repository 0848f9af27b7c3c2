/* SPDX-License-Identifier: GPL-2.0 */
/* How to capture at a hook, as options on the command line. */
#ifndef TRACING06_XDP_HOOK_OPTIONS_H
#define TRACING06_XDP_HOOK_OPTIONS_H

#include <stdbool.h>

#include "bpf_loader.h"
#include "options.h"
#include "packet_ring.h"

struct xdp_hook_options {
	const struct bpf_embedded *object; /* see hook_programs_choose() */
	int actions;			   /* bit N: XDP action N; 0: all that the hook has */
	unsigned int snaplen;		   /* bytes of each packet at most */
	unsigned int buffer;		   /* bytes of all rings together */
	unsigned int watermark;		   /* bytes in one that the reader is woken for */
	bool flush;			   /* wake it for each packet, whatever the watermark */
	bool force;			   /* take the place of another capture */
	const char *link;		   /* type of the packets, by name or number */
	int link_type;			   /* what xdp_hook_settle() makes of it */
	bool print_log;			   /* of the verifier, when it rejects */
	unsigned int log_size;		   /* bytes of it to print, from the end */
};
#define XDP_HOOK_LOG_SIZE 65535

extern const struct option_name xdp_hook_action_names[];

/* Their rows, in the words of Cloudflare's xdpcap; @options is a pointer to the above. */
#define XDP_HOOK_OPTIONS(options)                                                                  \
	OPTION_NAMES(0, "actions", &(options)->actions, "pass,drop,...", xdp_hook_action_names,    \
		     "aborted, drop, pass, tx, redirect, or numbers (default all)"),               \
		OPTION_NUMBER(0, "buffer", &(options)->buffer, "BYTES", 1, 1U << 30,               \
			      "Memory for the rings"),                                             \
		OPTION_NUMBER(0, "watermark", &(options)->watermark, "BYTES", 1, 1U << 30,         \
			      "Be woken for so many bytes in a ring"),                             \
		OPTION_FLAG(0, "flush", &(options)->flush, "Be woken for each packet"),            \
		OPTION_NUMBER('s', "snaplen", &(options)->snaplen, "BYTES", 1, PACKET_SNAPLEN_MAX, \
			      "Bytes to keep of each packet"),                                     \
		OPTION_STRING(0, "linktype", &(options)->link, "TYPE",                             \
			      "What packets begin with: a name or number of pcap-linktype(7)"),    \
		OPTION_FLAG('F', "force", &(options)->force, "Take another capture's place"),      \
		OPTION_FLAG(0, "print-verifier-logs", &(options)->print_log,                       \
			    "Print the verifier's log when it rejects a program"),                 \
		OPTION_NUMBER(0, "verifier-log-size", &(options)->log_size, "BYTES", 1, 65535,     \
			      "Bytes of it to print, from its end")

/* Their defaults. */
#define XDP_HOOK_DEFAULTS                                                            \
	.snaplen = PACKET_SNAPLEN_MAX, .buffer = PACKET_RING_BUFFER, .watermark = 1, \
	.link = "EN10MB", .log_size = XDP_HOOK_LOG_SIZE

/* xdp_hook_settle - after the options: 0, or -EINVAL with the reason logged */
int xdp_hook_settle(struct xdp_hook_options *options);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A capture, from the command line to the end: what it is of, and by what its packets come. */
#ifndef TRACING05_XDP_SESSION_H
#define TRACING05_XDP_SESSION_H

#include "bpf_loader.h"
#include "capture.h"
#include "file_rotation.h"
#include "filter_options.h"
#include "options.h"
#include "packet_print.h"
#include "packet_ring.h"
#include "privileges.h"
#include "playback.h"
#include "xdp_targets.h"
#include "xdp_watch.h"

enum {
	XDP_ENTRY = 1,
	XDP_EXIT = 2
}; /* capture points, or-ed */

struct xdp_session {
	const struct bpf_embedded *embedded; /* with on_entry and on_exit */
	const struct bpf_embedded *own;	     /* with an XDP program, xdpdump */

	/* the command line */
	const char *ifnames[XDP_INTERFACES_MAX + 1]; /* NULL behind the last one */
	const char *netns, *filename;
	struct file_rotation rotation;
	const char *user; /* that it becomes; NULL: nobody else */
	bool list, load, promiscuous, use_pcap, version;
	int mode;		   /* of a program of our own: enum xdp_attach_mode */
	struct packet_knobs knobs; /* snaplen, wakeup, points, filter_points; 0: the default */
	unsigned int buffer;	   /* KiB for packets that are not read yet; 0: the default */
	int verbosity;
	struct filter_options filter;
	struct capture_until until;
	struct packet_print print;
	struct playback playback; /* instead of all that */

	/* what comes of it */
	const char *first_file;	    /* its name */
	struct xdp_targets targets; /* what packets are captured of */
	int link_type;		    /* of all their packets: DLT_ of pcap-linktype(7) */
	struct capture_source source;
	struct capture *capture;
	struct packet_source *ring, *joined; /* of several sources; or NULL */
	struct xdp_watch watches[PACKET_PROGRAMS_MAX];
	int watch_count;
	struct bpf_object *first;		    /* whose maps they all share */
	bool started;				    /* there is something to report */
	int described;				    /* targets that the file knows */
	int (*load_watch)(struct xdp_watch *watch); /* with --follow */
	int (*attach_watch)(struct xdp_watch *watch);
};

extern const struct option_name xdp_points[], xdp_filter_points[], xdp_modes[];

/*
 * xdp_session_settle - after the options: look what is there, and what can be had of it
 * @words: the filter, NULL behind it
 *
 * Enters the network namespace, finds the targets, compiles the filter, sets the knobs,
 * and makes sure that a file can be written; a FIFO may wait for its reader, so signals are
 * taken before that, and not earlier: they end what waits for the name of a host. Returns
 * 0; 1 when something was printed and there is nothing left to do; -EINVAL for wrong usage,
 * or another negative errno, with the reason logged.
 */
int xdp_session_settle(struct xdp_session *session, char *const *words);

/*
 * xdp_session_open - open what the packets come by
 *
 * For interfaces without programs our own is loaded, or libpcap captures. Returns 0 or a
 * negative errno with the reason logged.
 */
int xdp_session_open(struct xdp_session *session);

/*
 * xdp_session_run - begin the file, say that packets are captured, and capture until the end
 * @load, @attach: called for a program that has followed another one
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_session_run(struct xdp_session *session, int (*load)(struct xdp_watch *watch),
		    int (*attach)(struct xdp_watch *watch));

/* xdp_session_detach - destroy the links; when it returns, no packet comes any more */
void xdp_session_detach(struct xdp_session *session);

/*
 * xdp_session_end - then: read what is left, report, and forget all
 * @err: what became of it so far
 *
 * Returns main's exit status.
 */
int xdp_session_end(struct xdp_session *session, int err);

#endif

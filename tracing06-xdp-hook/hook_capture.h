/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What xdpcap puts into a hook, and what comes out of it: a program for each slot, the
 * rings for all of them, and what the capture's file says of them.
 */
#ifndef TRACING06_HOOK_CAPTURE_H
#define TRACING06_HOOK_CAPTURE_H

#include "bpf_loader.h"
#include "capture.h"
#include "file_rotation.h"
#include "filter_words.h"
#include "options.h"
#include "packet_ring.h"
#include "privileges.h"
#include "playback.h"
#include "xdp_hook.h"

struct hook_capture {
	/* what is asked for: options */
	int actions;		   /* bit N: XDP action N; 0: all that the hook has */
	struct packet_knobs knobs; /* snaplen, wakeup; hook_capture_parameterise() sets frags */
	unsigned int buffer;	   /* bytes of all rings together */
	bool flush;		   /* be woken for each packet, whatever knobs.wakeup is */
	bool force;		   /* take another capture's place */
	bool quiet;		   /* no numbers while it runs */
	bool list, version;	   /* instead of all that: print the hooks, or the version */
	int verbosity;
	bool print_log;	       /* of the verifier, when it rejects */
	unsigned int log_size; /* bytes of it to print, from the end */
	struct file_rotation rotation;
	const char *user; /* that it becomes, once attached; NULL: nobody else */
	const char *link; /* type of the packets: name or number of pcap-linktype(7) */
	struct capture_until until;
	struct playback playback;  /* instead of all that: a file */
	struct packet_style style; /* how packets are printed */

	/* what hook_capture_settle() makes of it */
	const char *filename;	    /* of the first file */
	int link_type;		    /* as in struct packet_section */
	struct filter_words filter; /* what packets to capture */

	/* what there is then */
	struct xdp_hook hook;
	char owners[256]; /* the programs that jump to it, "one(), two()" */
	struct bpf_object *object;
	struct bpf_program *programs[XDP_HOOK_ACTIONS]; /* by slot; NULL: not captured */
	struct packet_source *ring;
	struct capture_source source;
	struct capture *packets;
	bool started; /* there is something to report */
};

/* hook_capture_actions - for the option that sets actions */
extern const struct option_name hook_capture_actions[];

/*
 * hook_capture_settle - after the options: do what is asked for instead of a capture, or prepare it
 * @words: the hook, the file and the filter, NULL behind them; for a playback the filter
 *
 * Compiles the filter, and makes sure that the file can be written; a FIFO may wait for its
 * reader, so signals are taken before that, and not earlier: they end what waits for the
 * name of a host. Returns 0; 1 when there is nothing left to do; -EINVAL for wrong usage, or
 * another negative errno, with the reason logged.
 */
int hook_capture_settle(struct hook_capture *capture, char *const *words);

/*
 * hook_capture_open - open the object, with the filter in it, and choose its programs
 * @capture: its hook is open
 * @embedded: has a program xdpcap_ACTION for each action and xdpcap_entry, which goes on
 *	by a jump through a map of its own, "entry_hook"
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL when the hook has no
 * slot for an action. The functions below return the same.
 */
int hook_capture_open(struct hook_capture *capture, const struct bpf_embedded *embedded);

/* hook_capture_parameterise - before loading: set the knobs, and what fits into the hook */
int hook_capture_parameterise(struct hook_capture *capture);

/* hook_capture_load - the verifier's log is printed where that was asked for */
int hook_capture_load(struct hook_capture *capture);

/* hook_capture_ring - open the rings */
int hook_capture_ring(struct hook_capture *capture);

/*
 * hook_capture_file - begin the file: it has an interface for each slot, as
 * "xdpcap_hook@XDP_PASS"
 */
int hook_capture_file(struct hook_capture *capture);

/* hook_capture_run - say that packets are captured, and capture until the end; as capture_run() */
int hook_capture_run(struct hook_capture *capture);

/*
 * hook_capture_end - the slots are empty by now: read what is left, report, and forget all
 * @err: what became of it so far
 *
 * Returns main's exit status.
 */
int hook_capture_end(struct hook_capture *capture, int err);

#endif

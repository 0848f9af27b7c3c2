/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What xdpcap puts into a hook, and what comes out of it: a program for each slot, the
 * rings for all of them, and what the capture's file says of them.
 */
#ifndef TRACING06_HOOK_CAPTURE_H
#define TRACING06_HOOK_CAPTURE_H

#include "bpf_loader.h"
#include "capture_run.h"
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
	bool print_log;		   /* of the verifier, when it rejects */
	unsigned int log_size;	   /* bytes of it to print, from the end */
	struct file_rotation rotation;
	const char *user;	   /* that it becomes, once attached; NULL: nobody else */
	const char *link;	   /* type of the packets: name or number of pcap-linktype(7) */
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
	struct capture_source source; /* for capture_run() and capture_drain() */
};

/* hook_capture_actions - for the option that sets actions */
extern const struct option_name hook_capture_actions[];

/*
 * hook_capture_settle - after the options
 * @words: the file and the filter, NULL behind them
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL for wrong usage.
 */
int hook_capture_settle(struct hook_capture *capture, char *const *words);

/*
 * hook_capture_packets - where the packets go: make sure that the file can be written
 * @limit: packets after which the capture is complete; 0: none
 *
 * Returns a capture for capture_free(), or NULL with the reason logged.
 */
struct capture *hook_capture_packets(struct hook_capture *capture, unsigned int limit);

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

/* hook_capture_ring - open the rings; the packets go to @packets */
int hook_capture_ring(struct hook_capture *capture, struct capture *packets);

/*
 * hook_capture_file - begin the file: it has an interface for each slot, as
 * "xdpcap_hook@XDP_PASS"
 */
int hook_capture_file(const struct hook_capture *capture, struct capture *packets);

/* hook_capture_listening - one line on stderr: the capture has begun */
void hook_capture_listening(const struct hook_capture *capture);

/* hook_capture_drain - after detaching: read what is left, and report; as capture_drain() */
int hook_capture_drain(struct hook_capture *capture, struct capture *packets);

/*
 * hook_capture_play_back - instead of a capture: print or store again what a file holds
 * @packets: that are taken; 0: all
 * @words: as for hook_capture_settle()
 */
int hook_capture_play_back(struct hook_capture *capture, unsigned int packets, char *const *words);

/* hook_capture_close - forget it all; the slots are empty by now */
void hook_capture_close(struct hook_capture *capture);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What makes a tool of a perf buffer: where samples go, how many were lost, and when to end. */
#ifndef TRACING04_SAMPLES_H
#define TRACING04_SAMPLES_H

#include <stdbool.h>

#include <bpf/libbpf.h>

#include "capture.h"
#include "xdp_attach.h"

struct samples {
	const char *dev, *filename;
	unsigned int snaplen; /* bytes of each packet at most */
	bool quiet;	      /* no line for each; with the file on stdout there is none anyway */

	struct bpf_object *object;
	struct perf_buffer *buffer;   /* the rings, ... */
	struct packet_source packets; /* ... as they are read */
	int counts_fd;
	struct packet_counts *counts; /* of each CPU, by the program, when the rings were read */
	__u64 *taken;		      /* events from each CPU's ring */
	struct capture_source source; /* for capture_run() and capture_drain() */
	struct capture *capture;
	struct xdp_attach *attach; /* NULL when the program is not attached */
};

/*
 * samples_open - make sure that the file can be written
 * @limit: packets after which the capture is complete; 0: none
 *
 * Returns 0, or -1 with the reason logged.
 */
int samples_open(struct samples *samples, unsigned int limit);

/* samples_show - one line of stdout: the packet's length, and the first bytes of it */
void samples_show(const struct packet_record *record, const void *data);

/*
 * samples_begin - begin the file, now that the program is attached
 *
 * What the file held is gone now, and the user is told. Returns 0 or a negative errno with the reason logged.
 */
int samples_begin(struct samples *samples);

/*
 * samples_ring - the rings are open: set up the source
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int samples_ring(struct samples *samples);

/* samples_take - one more sample from the ring of that CPU: metadata and packet, @size bytes */
void samples_take(struct samples *samples, int cpu, const void *sample, size_t size);

/* samples_detach - when it returns, no packet comes any more */
void samples_detach(struct samples *samples);

/* samples_report - say what became of the packets, on stdout where that is free */
void samples_report(const struct samples *samples, const struct capture_totals *totals);

/* samples_close - all that is open; the program is detached */
void samples_close(struct samples *samples);

#endif

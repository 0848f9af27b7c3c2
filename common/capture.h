/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a ring to a file: what every capturing lesson shares. Events go in as the
 * rings deliver them; packets come out in time order, shown and stored.
 */
#ifndef COMMON_CAPTURE_H
#define COMMON_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "packet_record.h"
#include "packet_writer.h"

struct capture;

/* What is done with a packet beside storing it; @data has @record->cap_len bytes. */
typedef void (*capture_show)(const struct packet_record *record, const void *data);

/*
 * capture_new - make sure that a file can be written, and leave it as it is
 * @filename: the file, pcapng if it ends in ".pcapng", else pcap; "-" for pcap on stdout
 * @limit: packets after which the capture is complete; 0 for no limit
 * @show: called for each packet when its turn has come, or NULL
 *
 * Returns a capture for capture_free(), or NULL with the reason logged.
 */
struct capture *capture_new(const char *filename, unsigned int limit, capture_show show);

/*
 * capture_start - begin the file; what it held is gone now
 * @interface: where the packets come from; of its texts the file holds what its
 *	format has a place for
 * @snaplen: the most bytes of a packet that the programs deliver
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int capture_start(struct capture *capture, const struct packet_interface *interface,
		  unsigned int snaplen);

/*
 * capture_event - take one event: a struct packet_record and the packet's bytes
 * @capture: a struct capture, typeless so that this fits perf_ring_new()
 */
void capture_event(void *capture, const void *event, size_t size);

/*
 * capture_settle - show and store the packets whose turn has come
 * @read_from: when the last reading of all rings began, in ns of
 *	CLOCK_MONOTONIC; CAPTURE_ENDED when no program runs any more
 *
 * Everything shown or stored is flushed. Returns 0 or a negative errno with the
 * reason logged.
 */
int capture_settle(struct capture *capture, __u64 read_from);
#define CAPTURE_ENDED (~0ULL)

/* capture_complete - has the capture all the packets that it was to have? */
bool capture_complete(const struct capture *capture);

/*
 * capture_report - say how many packets were stored and how many lost
 * @counts: what the programs counted
 *
 * Goes to stdout, or to stderr when the packets go to stdout, and into the file
 * if its format has a place for it. After a failure, what the programs delivered
 * and the file does not hold counts as lost.
 */
void capture_report(struct capture *capture, const struct packet_counts *counts);

/* capture_free - close the file; one that never was started is as it was. NULL is permitted */
void capture_free(struct capture *capture);

#endif

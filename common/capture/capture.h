/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a ring to a file: what every capturing lesson shares. Events go in as the
 * rings deliver them; packets come out in time order, shown and stored.
 */
#ifndef COMMON_CAPTURE_H
#define COMMON_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "packet_event.h"
#include "packet_record.h"
#include "packet_writer.h"

struct capture;

/*
 * What is done with a packet beside storing it. @data has @record->cap_len bytes;
 * the packets' ids count from 1 here.
 */
typedef void (*capture_show)(const struct packet_record *record, const void *data);

/*
 * capture_new - make sure that a file can be written, and leave it as it is
 * @filename: the file; "-" for stdout; NULL for none
 * @format: what the file shall be; NULL: pcapng if its name ends in ".pcapng", else pcap
 * @limit: packets after which the capture is complete; 0 for no limit
 * @show: called for each packet when its turn has come, or NULL
 *
 * Returns a capture for capture_free(), or NULL with the reason logged.
 */
struct capture *capture_new(const char *filename, const struct packet_format *format,
			    unsigned int limit, capture_show show);

/*
 * capture_rotate - store the packets in several files
 * @rotation: has named the first one, which capture_new() was told; or wants no other
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int capture_rotate(struct capture *capture, struct file_rotation *rotation);

/*
 * capture_add_interface - tell what the file says of a capture point
 * @prog_index, @hook: the point, as the records of its packets have it
 * @interface: of its texts the file holds what its format has a place for; its description
 *	gets the name of this machine
 *
 * All capture points are told before capture_start(). Returns 0 or a negative
 * errno with the reason logged.
 */
int capture_add_interface(struct capture *capture, __u16 prog_index, __u16 hook,
			  const struct packet_interface *interface);

/*
 * capture_start - begin the file; what it held is gone now
 * @section: what it says of the whole capture
 * @snaplen: the most bytes of a packet that the programs deliver
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int capture_start(struct capture *capture, const struct packet_section *section,
		  unsigned int snaplen);

/*
 * capture_event - take one event: a struct packet_record and the packet's bytes
 * @capture: a struct capture: this is a packet_event
 */
void capture_event(void *capture, const void *event, size_t size);

/*
 * capture_event_in_order - the same for an event before which no older one can come any
 * more, be it by this or by capture_event(): the packet is shown and stored at once,
 * after those that wait and are older. @event is aligned as the record is
 */
void capture_event_in_order(void *capture, const void *event, size_t size);

/*
 * capture_counted - tell what the programs have counted
 * @counts: now, PACKET_POINTS of them
 *
 * A packet that is stamped later says in the file how many were lost before it. When
 * another file follows, this is what the statistics at a file's end tell, less what those
 * of the files before it did.
 */
void capture_counted(struct capture *capture, const struct packet_counts *counts);

/* capture_ask - whom to ask for the counts when a file ends and another one follows; else it is who was told last */
void capture_ask(struct capture *capture, struct packet_source *packets);

/*
 * capture_settle - show and store the packets whose turn has come
 * @until: up to which stamp (included) all packets have come, in ns of CLOCK_MONOTONIC;
 *	CAPTURE_ENDED when no program runs any more
 *
 * Everything shown or stored is flushed. Returns 0 or a negative errno with the
 * reason logged.
 */
int capture_settle(struct capture *capture, __u64 until);
#define CAPTURE_ENDED (~0ULL)

/* capture_check - -EPIPE, logged, once nobody reads any more what is shown or stored */
int capture_check(struct capture *capture);

/* capture_complete - has the capture all the packets, or files, that it was to have? */
bool capture_complete(const struct capture *capture);

/* capture_taken - how many packets were shown or stored so far */
unsigned long long capture_taken(const struct capture *capture);

/* capture_on_stdout - is stdout the packets' file, so that nothing else may go there? */
bool capture_on_stdout(const struct capture *capture);

/* capture_silent - do all packets go into a file, so that nobody sees them? */
bool capture_silent(const struct capture *capture);

/* What became of the packets: matched = stored + lost, unless a limit ended the capture. */
struct capture_totals {
	unsigned long long seen;    /* packets that came by a capture point */
	unsigned long long matched; /* of these, what the filter wants */
	unsigned long long taken;   /* of these, shown */
	unsigned long long stored;  /* of these, in the file */
	unsigned long long lost;    /* neither: no room in the rings, or in the file */
};

/*
 * capture_end - say in the file how the capture ended, and count
 * @counts: what the programs counted: PACKET_POINTS of them, or NULL
 * @err: what became of reading the rings: 0 or a negative errno
 *
 * After a failure, of the file or of the rings, what the programs wanted and the file
 * does not hold is lost.
 */
struct capture_totals capture_end(struct capture *capture, const struct packet_counts *counts,
				  int err);

/* capture_file - the name of the file for messages */
const char *capture_file(const struct capture *capture);

/* capture_free - close the file; one that never was started is as it was. NULL is permitted */
void capture_free(struct capture *capture);

#endif

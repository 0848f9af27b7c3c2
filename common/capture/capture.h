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
#include "packet_order.h"
#include "packet_record.h"
#include "packet_writer.h"

/* What is captured: the packets, and what they come to. A member of what a lesson has of its own. */
struct capture_source {
	struct packet_source *packets;
	/* 0, or -errno, logged, when none can come any more; may be NULL */
	int (*check)(struct capture_source *source);
	/* instead of one line for all capture points, PACKET_POINTS of them; may be NULL */
	void (*report)(struct capture_source *source, const struct packet_counts *counts);
	const char *nothing; /* why no packet may come; NULL: as it is with XDP */
	bool quiet;	     /* report only when asked to, by SIGUSR1 */
};

/* What ends a capture beside the signals and a failure. */
struct capture_until {
	unsigned int packets;  /* so many have come; 0: never; for capture_new() */
	const char *autostop;  /* as tshark's: "duration:SECONDS", also 0.5; NULL: never */
	char **command;	       /* this has run; NULL: no command */
	unsigned long long ns; /* what capture_until_settle() makes of autostop */
	int status;	       /* what came of the command, for capture_exit() */
};

/*
 * What is done with a packet beside storing it. @data has @record->cap_len bytes;
 * the packets' ids count from 1 here.
 */
typedef void (*capture_show)(const struct packet_record *record, const void *data);

#define CAPTURE_CPUS (1 << 16) /* all that a record's __u16 can name */

struct capture {
	/* what others may read: */
	struct packet_writer *writer; /* NULL: nothing is stored */
	struct capture_source *source;
	unsigned long long taken; /* packets: shown or written so far */
	bool on_stdout;		  /* packets go there as a file, so nothing else may */
	bool silent;		  /* packets go into a file only, so that nobody sees them */
	struct packet_counts counted[PACKET_POINTS], sum; /* by the last count */

	/* and what is its own */
	int interfaces[PACKET_POINTS]; /* the writer's number of each capture point; -1: none */
	struct packet_order order;     /* packets whose turn has not come */
	__u64 started;		       /* the file that is written: ns of CLOCK_MONOTONIC */
	struct {
		__u64 told;    /* lost packets that the files tell of, at packets */
		__u64 noticed; /* when there were more of them, ns of CLOCK_MONOTONIC */
	} losses[PACKET_POINTS];
	struct packet_counts told[PACKET_POINTS]; /* of those counted, in files that ended */
	__u64 distance;				  /* from CLOCK_MONOTONIC to the time of day, ns */
	__u64 latest_wall; /* time of day of the latest packet that was stored */
	capture_show show;
	unsigned long long limit;   /* of packets; 0: none */
	unsigned long long settled; /* of those taken, certainly shown */
	bool ended;		    /* all files are complete */
	int err;		    /* the failure that ended it */
	__u32 ids;		    /* packets that have one, which count from 1 */
	struct capture_latest {
		__u32 number;	/* of the latest packet on this CPU; 0: none yet */
		__u32 ifindex;	/* for each interface has numbers of its own */
		__u32 id;	/* ours for it */
	} latest[CAPTURE_CPUS]; /* memory that is never touched takes none */
};

/* capture_until_settle - after the options: 0, or -EINVAL with the reason logged */
int capture_until_settle(struct capture_until *until);

/*
 * capture_new - make sure that a file can be written, and leave it as it is
 * @filename: the file; "-" for stdout; NULL for none
 * @format: what the file shall be; NULL: pcapng if its name ends in ".pcapng", else pcap
 * @rotation: as for packet_writer_open()
 * @limit: packets after which the capture is complete; 0 for no limit
 * @show: called for each packet when its turn has come, or NULL
 *
 * Returns a capture for capture_free(), or NULL with the reason logged.
 */
struct capture *capture_new(const char *filename, const struct packet_format *format,
			    struct file_rotation *rotation, unsigned int limit, capture_show show);

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
 * @source: of the packets; it must live as long as @capture
 * @section: what it says of the whole capture
 * @snaplen: the most bytes of a packet that the programs deliver
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int capture_start(struct capture *capture, struct capture_source *source,
		  const struct packet_section *section, unsigned int snaplen);

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
 * capture_settle - show and store the packets whose turn has come
 * @until: up to which stamp (included) all packets have come, in ns of CLOCK_MONOTONIC;
 *	CAPTURE_ENDED when no program runs any more
 *
 * Everything shown or stored is flushed. Returns 0 or a negative errno with the
 * reason logged.
 */
int capture_settle(struct capture *capture, __u64 until);
#define CAPTURE_ENDED (~0ULL)

/* capture_complete - has the capture all the packets, or files, that it was to have? */
bool capture_complete(const struct capture *capture);

/*
 * capture_run - read until the user, @until, the limit or a failure ends it
 *
 * A packet is shown or stored as soon as the source's turns permit. While they all go into
 * a file, their numbers are shown, once a second, on stderr if that is a terminal or the
 * source has a report of its own; at SIGUSR1 always. Where the packets go to stdout, the
 * command's output goes to stderr. Returns 0 or a negative errno with the reason logged.
 */
int capture_run(struct capture *capture, struct capture_until *until);

/*
 * capture_relinquish - once it is attached: the rest is done as the user of privileges_settle()
 *
 * Reading packets and counts, detaching, and the files that follow need no more. Returns 0 or
 * a negative errno with the reason logged.
 */
int capture_relinquish(struct capture *capture);

/* What became of the packets: matched = stored + lost, unless a limit ended the capture. */
struct capture_totals {
	unsigned long long seen;    /* packets that came by a capture point */
	unsigned long long matched; /* of these, what the filter wants */
	unsigned long long taken;   /* of these, shown */
	unsigned long long stored;  /* of these, in the file */
	unsigned long long lost;    /* neither: no room in the rings, or in the file */
};

/*
 * capture_drain - after detaching: read what is left, say in the file how it ended, and count
 * @totals: what became of the packets
 *
 * After a failure, of the file or of the rings, what the programs wanted and the file
 * does not hold is lost. Returns 0 or a negative errno with the reason logged.
 */
int capture_drain(struct capture *capture, struct capture_totals *totals);

/* capture_exit - main's exit status: the command's if it failed by itself, else 0, or 1 after @err */
int capture_exit(int err, const struct capture_until *until);

/* capture_free - close the file; one that never was started is as it was. NULL is permitted */
void capture_free(struct capture *capture);

#endif

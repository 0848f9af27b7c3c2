/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets into a capture file of some format. The file is what it was until the capture
 * starts, and from then on it holds whole records at any moment. A format is one C file that
 * ends in its struct packet_format. What a format has no place for, it leaves out, so that
 * a program need not ask which one it writes.
 */
#ifndef COMMON_PACKET_WRITER_H
#define COMMON_PACKET_WRITER_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "file_rotation.h"
#include "packet_record.h"

/* The texts below may be NULL or empty: then the file says nothing of it. */

/* What a file says of the whole capture. */
struct packet_section {
	const char *application; /* name and version of the program that captures */
	const char *comment;
	const char *hardware, *system; /* of the machine; NULL: this one's */
	int link_type; /* what packets begin with: DLT_ of pcap-linktype(7); 0: Ethernet */
};

/* What a file says of a place where packets are captured. */
struct packet_interface {
	const char *name;
	const char *description;
	const char *hardware; /* driver and device */
	const char *filter;   /* the pcap expression that packets match */
	__u64 speed;	      /* bits per second, or 0 when unknown */
	unsigned int ifindex; /* as the kernel numbers it, or 0 */
};

/* What a file says in the end of an interface; times are ns since 1970. */
struct packet_statistics {
	__u64 start, end; /* of the capture */
	__u64 received;	  /* packets that came */
	__u64 accepted;	  /* packets of these that match the filter */
	__u64 dropped;	  /* packets of these that are not in the file */
};

/* What is known of a packet beside what the kernel's record says. */
struct packet_place {
	unsigned int interface; /* the number of one that was added */
	__u64 wall;		/* when it came, in ns since 1970 (clock_wall()) */
	__u64 lost;		/* packets of this interface between it and the one before it */
};

#define PACKET_WRITER_RECORD_MAX (1 << 20) /* bytes of a record */
#define PACKET_WRITER_SMALLEST	 16	   /* more of them than this makes room for are written */

struct packet_format;

/* What every writer begins with. */
struct packet_writer {
	/* what others may read: */
	const char *filename;	   /* for messages; "stdout" for "-" */
	unsigned long long stored; /* packets in all files, by the last flush */

	/* and formats: */
	unsigned int snaplen;
	int link_type; /* as files number it */

	const struct packet_format *format;
	struct file_rotation *rotation; /* NULL: there is one file */
	bool has_packets;		/* the file that is written */
	int directory;			/* where the name is looked for, ... */
	size_t above;			/* ... but for so many bytes of it */
	int fd;				/* -1: the file is complete, and no other one follows yet */
	bool created;			/* the file was not there before */
	bool regular;			/* a file that can be truncated */
	bool blocks; /* where somebody must read what is written: a pipe, a socket */
	bool started;
	int err;	     /* the failure after which nothing is written */
	off_t good;	     /* bytes of the file that are whole records */
	size_t used;	     /* bytes of the buffer, which holds the records that came since; ... */
	size_t first, count; /* ... of these, the ones before the first are in the file */
	struct {
		unsigned int end; /* where it ends in the buffer */
		unsigned int packets;
	} records[PACKET_WRITER_RECORD_MAX / PACKET_WRITER_SMALLEST];
	char buffer[PACKET_WRITER_RECORD_MAX];
};

/*
 * The functions are those below without "packet_writer_".
 */
struct packet_format {
	size_t size; /* of its own struct, which begins with a struct packet_writer */
	/* each file begins so, with all interfaces that were added; @section: NULL: as the first did */
	int (*start)(struct packet_writer *writer, const struct packet_section *section);
	int (*write)(struct packet_writer *writer, const struct packet_place *place,
		     const struct packet_record *record, const void *data);

	/* NULL where the format has no place for it */
	int (*add_interface)(struct packet_writer *writer,
			     const struct packet_interface *interface);
	int (*add_statistics)(struct packet_writer *writer, unsigned int interface,
			      const struct packet_statistics *statistics);
	void (*release)(struct packet_writer *writer); /* free all but the struct itself */
};

/* pcap_writer.c: packets only; pcapng_writer.c: all that is known of them. Both with nanoseconds. */
extern const struct packet_format pcap_format, pcapng_format;

/*
 * packet_writer_open - make sure that a file can be written, and leave it as it is
 * @filename: the file, or "-" for stdout, which must not be a terminal; it must live as long
 *	as what is returned
 * @rotation: NULL, or what has named this file: if it wants more than one, then only a regular
 *	file will do. It must live as long as the writer
 *
 * A file that is created is its user's alone (mode 0600); links are followed. A FIFO
 * waits for its reader, until the program is told to stop (signals.h). A regular file
 * is locked: another capture into it is refused.
 *
 * Returns a writer for packet_writer_close(), or NULL with the reason logged.
 */
struct packet_writer *packet_writer_open(const struct packet_format *format, const char *filename,
					 struct file_rotation *rotation);

/*
 * packet_writer_add_interface - tell of an interface, before the start or later
 * @interface: what the file will say of it; it is copied
 *
 * Returns the interface's number, from 0 on in the order of the calls, or a
 * negative errno with the reason logged. A format without interfaces returns 0.
 */
int packet_writer_add_interface(struct packet_writer *writer,
				const struct packet_interface *interface);

/*
 * packet_writer_start - begin the capture file; what the file held is gone now
 * @section: what the file says of the capture, or NULL
 * @snaplen: the most bytes of a packet there will be
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int packet_writer_start(struct packet_writer *writer, const struct packet_section *section,
			unsigned int snaplen);

/*
 * packet_writer_write - add one packet
 *
 * Returns 0 or a negative errno with the reason logged. After a failure the
 * file ends with the last packet that is whole, and takes no more.
 */
int packet_writer_write(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data);

/*
 * packet_writer_record - for formats: add one record
 * @parts: what the record consists of, together at most PACKET_WRITER_RECORD_MAX bytes
 * @count: of these parts
 * @packets: how many packets the record holds
 *
 * The record is kept in memory until packet_writer_flush(), or until there is no room for one
 * more. Returns as packet_writer_write(); a failure is logged once.
 */
int packet_writer_record(struct packet_writer *writer, const struct iovec *parts, int count,
			 unsigned int packets);

/*
 * packet_writer_due - before a packet is written: is it one for another file?
 * @stamp: of the packet, or of a moment before which all packets were written, in ns of
 *	CLOCK_MONOTONIC
 * @packet: which of these; the latter does not end a file that has no packet yet, nor one
 *	that is large enough
 *
 * A packet is in the file of its time; there is at least one in a file of a certain size.
 */
bool packet_writer_due(const struct packet_writer *writer, __u64 stamp, bool packet);

/*
 * packet_writer_next - end the file, and begin another one
 * @stamp: as packet_writer_due() was told
 *
 * Statistics were added before. Returns 0, 1 when it was the last file, after which nothing
 * may be written or added, or a negative errno with the reason logged.
 */
int packet_writer_next(struct packet_writer *writer, __u64 stamp);

/* packet_writer_add_statistics - tell how an interface ended; as packet_writer_write() */
int packet_writer_add_statistics(struct packet_writer *writer, unsigned int interface,
				 const struct packet_statistics *statistics);

/*
 * packet_writer_flush - let readers of the file see what was written; as packet_writer_write()
 *
 * Where a pipe's reader does not read, this waits, until the program is told to stop and
 * the reader has taken nothing for a second: that is a failure, -EINTR. On a disk that
 * is full every record stays that fits.
 */
int packet_writer_flush(struct packet_writer *writer);

/* packet_writer_check - -EPIPE, logged, once a pipe's reader has gone; else as packet_writer_write() */
int packet_writer_check(struct packet_writer *writer);

/*
 * packet_writer_close - end the file
 * @writer: becomes invalid; NULL is permitted
 *
 * A file that packet_writer_open() created and nobody started is removed again.
 */
void packet_writer_close(struct packet_writer *writer);

#endif

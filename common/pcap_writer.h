/* SPDX-License-Identifier: GPL-2.0 */
/* Packets into a pcap file of nanosecond precision, by libpcap. */
#ifndef COMMON_PCAP_WRITER_H
#define COMMON_PCAP_WRITER_H

#include <linux/types.h>

#include "packet_record.h"

struct pcap_writer;

/*
 * pcap_writer_open - make sure that a file can be written, and leave it as it is
 * @filename: the file, or "-" for stdout, which must not be a terminal
 *
 * Returns a writer for pcap_writer_close(), or NULL with the reason logged.
 */
struct pcap_writer *pcap_writer_open(const char *filename);

/*
 * pcap_writer_start - begin the capture file; what the file held is gone now
 * @snaplen: the most bytes of a packet there will be
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int pcap_writer_start(struct pcap_writer *writer, unsigned int snaplen);

/*
 * pcap_writer_write - add one packet, an Ethernet frame
 * @wall: when it came, in ns since 1970 (clock_wall()). A moment before the
 *	previous packet's is stored as the latter's: the file is in time order.
 *
 * Returns 0 or a negative errno with the reason logged. After a failure the
 * file ends with the last packet that is whole, and takes no more.
 */
int pcap_writer_write(struct pcap_writer *writer, __u64 wall, const struct packet_record *record,
		      const void *data);

/* pcap_writer_flush - let readers of the file see what was written; as pcap_writer_write() */
int pcap_writer_flush(struct pcap_writer *writer);

/* pcap_writer_name - the file's name for messages; "stdout" for "-" */
const char *pcap_writer_name(const struct pcap_writer *writer);

/* pcap_writer_stored - how many packets are in the file, up to the last flush */
unsigned long long pcap_writer_stored(const struct pcap_writer *writer);

/*
 * pcap_writer_close - end the file
 * @writer: becomes invalid; NULL is permitted
 *
 * A file that pcap_writer_open() created and nobody started is removed again.
 */
void pcap_writer_close(struct pcap_writer *writer);

#endif

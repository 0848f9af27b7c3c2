/* SPDX-License-Identifier: GPL-2.0 */
/* Packets into files of a scratch directory. */
#ifndef UNIT_PCAP_WRITER_FIXTURE_H
#define UNIT_PCAP_WRITER_FIXTURE_H

#include "disk_limit.h"
#include "events.h"
#include "heard.h"
#include "pcap_reader.h"
#include "pcap_writer.h"
#include "scratch.h"
#include "unit.h"
#include "write_packet.h"

static struct heard heard;

static inline struct packet_writer *start(const char *filename, unsigned int snaplen)
{
	struct packet_writer *writer = packet_writer_open(&pcap_format, filename);

	assert_non_null(writer);
	assert_int_equal(packet_writer_start(writer, NULL, snaplen), 0);
	return writer;
}

#define ON_DISK(packets) (24 + (packets) * (16 + 100)) /* bytes, with the file's header */

/*
 * Packets of 100 bytes on a disk that takes @most bytes, flushed each @every, until
 * it fails. Returns the failure, which must be said once, in one line.
 */
static inline int write_until_full(struct packet_writer *writer, rlim_t most, unsigned int every)
{
	char message[256];
	int err = 0, again;

	hear_begin(&heard);
	limit_files(most);
	for (__u32 i = 1; i < 100000 && !err; i++) {
		err = write_packet(writer, i, i, 100);
		if (!err && i % every == 0)
			err = packet_writer_flush(writer);
	}
	again = write_packet(writer, 0, 0, 100);
	again = packet_writer_flush(writer) == again ? again : 0;
	limit_files(RLIM_INFINITY);
	hear_end(&heard);

	snprintf(message, sizeof(message), "%s: %s\n", packet_writer_name(writer), strerror(-err));
	assert_string_equal(heard.err, message);
	assert_int_equal(again, err);
	return err;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Packets into pcapng files of a scratch directory. */
#ifndef UNIT_PCAPNG_FIXTURE_H
#define UNIT_PCAPNG_FIXTURE_H

#include "events.h"
#include "heard.h"
#include "packet_writer.h"
#include "pcapng.h"
#include "pcapng_blocks.h"
#include "scratch.h"
#include "unit.h"
#include "write_packet.h"

static const struct packet_interface eth0 = { .name = "eth0" };

/* open_with - a file that is not started, with @count interfaces called eth0 */
static inline struct packet_writer *open_with(const char *filename, int count)
{
	struct packet_writer *writer = packet_writer_open(&pcapng_format, filename);

	assert_non_null(writer);
	for (int i = 0; i < count; i++)
		assert_int_equal(packet_writer_add_interface(writer, &eth0), i);
	return writer;
}

/* start - a file with one interface that says nothing of the capture */
static inline struct packet_writer *start(const char *filename, unsigned int snaplen)
{
	struct packet_writer *writer = open_with(filename, 1);

	assert_int_equal(packet_writer_start(writer, NULL, snaplen), 0);
	return writer;
}

#endif

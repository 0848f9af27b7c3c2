// SPDX-License-Identifier: GPL-2.0
/* What the writers of all formats share: a file, and packets in time order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "packet_writer.h"

#define JITTER (10 * CLOCK_NS_PER_MS) /* by which a clock that is measured anew may differ */

struct packet_writer *packet_writer_open(const struct packet_format *format, const char *filename)
{
	struct packet_writer *writer = calloc(1, format->size);

	if (!writer) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	writer->format = format;
	writer->file = packet_file_open(filename);
	if (!writer->file) {
		free(writer);
		return NULL;
	}
	return writer;
}

int packet_writer_add_interface(struct packet_writer *writer,
				const struct packet_interface *interface)
{
	const struct packet_format *format = writer->format;

	return format->add_interface ? format->add_interface(writer, interface) : 0;
}

/* libpcap's number of a link type, as files have it: the same, but for bare IP. */
static int link_type(int dlt)
{
	switch (dlt) {
	case 0:
		return 1; /* Ethernet */
	case 12:
		return 101; /* RAW */
	default:
		return dlt;
	}
}

int packet_writer_start(struct packet_writer *writer, const struct packet_section *section,
			unsigned int snaplen)
{
	struct packet_section told = {};
	int err = packet_file_start(writer->file);

	if (section)
		told = *section;
	told.link_type = link_type(told.link_type);
	if (!err)
		err = writer->format->start(writer, &told, snaplen);
	return err ? err : packet_file_flush(writer->file);
}

int packet_writer_write(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	struct packet_place stored = *place;

	if (!stored.exact && stored.wall < writer->last && writer->last - stored.wall < JITTER)
		stored.wall = writer->last;
	writer->last = stored.wall;
	return writer->format->write(writer, &stored, record, data);
}

int packet_writer_add_statistics(struct packet_writer *writer, unsigned int interface,
				 const struct packet_statistics *statistics)
{
	const struct packet_format *format = writer->format;

	return format->add_statistics ? format->add_statistics(writer, interface, statistics) : 0;
}

int packet_writer_flush(struct packet_writer *writer)
{
	return packet_file_flush(writer->file);
}

const char *packet_writer_name(const struct packet_writer *writer)
{
	return packet_file_name(writer->file);
}

unsigned long long packet_writer_stored(const struct packet_writer *writer)
{
	return packet_file_stored(writer->file);
}

void packet_writer_close(struct packet_writer *writer)
{
	if (!writer)
		return;
	packet_file_close(writer->file);
	if (writer->format->release)
		writer->format->release(writer);
	free(writer);
}

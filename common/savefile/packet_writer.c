// SPDX-License-Identifier: GPL-2.0
/* What the writers of all formats share: a file, and packets in time order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "packet_writer.h"

#define JITTER (10 * CLOCK_NS_PER_MS) /* by which a clock that is measured anew may differ */

/* The directories that are in no name another one, which is all but what a % may be in. */
static int rotate(struct packet_writer *writer, struct file_rotation *rotation)
{
	const char *pattern = rotation->pattern, *slash;
	char directory[PATH_MAX] = "";

	if (packet_file_size(writer->file) < 0)
		return log_error(-ESPIPE, "%s: no regular file: it is not one of several",
				 packet_file_name(writer->file));
	slash = memrchr(pattern, '/', strcspn(pattern, "%"));
	if (slash)
		memcpy(directory, pattern, slash + 1 - pattern);
	writer->rotation = rotation;
	return packet_file_stay(writer->file, directory);
}

struct packet_writer *packet_writer_open(const struct packet_format *format, const char *filename,
					 struct file_rotation *rotation)
{
	struct packet_writer *writer = calloc(1, format->size);

	if (!writer) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	writer->format = format;
	writer->file = packet_file_open(filename);
	if (writer->file &&
	    (!rotation || !file_rotation_wanted(rotation) || !rotate(writer, rotation)))
		return writer;
	packet_writer_close(writer);
	return NULL;
}

int packet_writer_add_interface(struct packet_writer *writer,
				const struct packet_interface *interface)
{
	const struct packet_format *format = writer->format;

	return format->add_interface ? format->add_interface(writer, interface) : 0;
}

/* libpcap's number of a link type, as files have it: the same, but for bare IP. 0: Ethernet. */
static int link_type(int dlt)
{
	return dlt == 12 ? 101 : dlt ?: 1;
}

int packet_writer_start(struct packet_writer *writer, const struct packet_section *section,
			unsigned int snaplen)
{
	static const struct packet_section none;
	int err = packet_file_start(writer->file);

	section = section ?: &none;
	writer->link_type = link_type(section->link_type);
	writer->snaplen = snaplen;
	if (writer->rotation)
		file_rotation_begin(writer->rotation);
	return err ?: writer->format->start(writer, section) ?: packet_file_flush(writer->file);
}

bool packet_writer_due(const struct packet_writer *writer, __u64 stamp, bool packet)
{
	const long long bytes = packet && writer->has_packets ? packet_file_size(writer->file) : 0;

	return writer->rotation && (packet || writer->has_packets) &&
	       file_rotation_due(writer->rotation, bytes, stamp);
}

int packet_writer_next(struct packet_writer *writer, __u64 stamp)
{
	int err = packet_file_end(writer->file);
	const char *name = err ? NULL : file_rotation_next(writer->rotation, stamp);

	if (!name)
		return err ?: 1;
	writer->has_packets = false;
	err = packet_file_follow(writer->file, name);
	return err ?: writer->format->start(writer, NULL);
}

int packet_writer_write(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	struct packet_place stored = *place;

	if (!stored.exact && stored.wall < writer->last && writer->last - stored.wall < JITTER)
		stored.wall = writer->last;
	writer->last = stored.wall;
	writer->has_packets = true;
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
	if (writer->rotation)
		file_rotation_reap(writer->rotation);
	return packet_file_flush(writer->file);
}

void packet_writer_close(struct packet_writer *writer)
{
	if (!writer)
		return;
	packet_file_close(writer->file);
	if (writer->rotation)
		file_rotation_end(writer->rotation);
	if (writer->format->release)
		writer->format->release(writer);
	free(writer);
}

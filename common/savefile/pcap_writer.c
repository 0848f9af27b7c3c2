// SPDX-License-Identifier: GPL-2.0
/* A pcap file, as draft-ietf-opsawg-pcap has it: one header, and one for each packet. */
#include "clock.h"
#include "packet_writer.h"

#define MAGIC_NS 0xa1b23c4d /* in the byte order of all that follows; seconds have nine decimals */

struct file_header {
	__u32 magic;
	__u16 major, minor;
	__u32 reserved[2];
	__u32 snaplen;
	__u32 link_type;
};

struct packet_header {
	__u32 seconds, ns; /* since 1970 */
	__u32 cap_len, wire_len;
};

static int start(struct packet_writer *writer, const struct packet_section *section)
{
	const struct file_header header = {
		.magic = MAGIC_NS,
		.major = 2,
		.minor = 4,
		.snaplen = writer->snaplen,
		.link_type = writer->link_type,
	};
	const struct iovec part = { (void *)&header, sizeof(header) };

	(void)section;
	return packet_writer_record(writer, &part, 1, 0);
}

static int write_packet(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	const struct packet_header header = {
		.seconds = place->wall / CLOCK_NS_PER_SEC,
		.ns = place->wall % CLOCK_NS_PER_SEC,
		.cap_len = record->cap_len,
		.wire_len = record->wire_len,
	};
	const struct iovec parts[] = {
		{ (void *)&header, sizeof(header) },
		{ (void *)data, record->cap_len },
	};

	return packet_writer_record(writer, parts, 2, 1);
}

const struct packet_format pcap_format = {
	.size = sizeof(struct packet_writer),
	.start = start,
	.write = write_packet,
};

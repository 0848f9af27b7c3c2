// SPDX-License-Identifier: GPL-2.0
/*
 * A pcap file by libpcap. Its dumper writes to a FILE in two parts, a header and
 * the packet's bytes; that FILE gathers them into one record of ours.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <pcap/pcap.h>

#include "clock.h"
#include "pcap_writer.h"

struct pcap_writer {
	struct packet_writer base;
	pcap_dumper_t *dumper; /* owns the FILE */
	char header[32];       /* the file's or a packet's, copied: libpcap's is gone too soon */
	struct iovec parts[2]; /* of the record being gathered */
	int count;
};

static ssize_t gather(void *cookie, const char *bytes, size_t size)
{
	struct pcap_writer *writer = cookie;
	struct iovec *part = &writer->parts[writer->count];

	if (writer->count == 2 || (writer->count == 0 && size > sizeof(writer->header)))
		return 0;
	*part = (struct iovec){ (void *)bytes, size };
	if (writer->count++ == 0)
		part->iov_base = memcpy(writer->header, bytes, size);
	return size;
}

static int add_gathered(struct pcap_writer *writer, unsigned int packets)
{
	int count = writer->count;

	writer->count = 0;
	return packet_file_add(writer->base.file, writer->parts, count, packets);
}

static int start(struct packet_writer *base, const struct packet_section *section,
		 unsigned int snaplen)
{
	struct pcap_writer *writer = (struct pcap_writer *)base;
	FILE *file = fopencookie(writer, "w", (cookie_io_functions_t){ .write = gather });
	pcap_t *format;

	if (!file)
		return -errno;
	setvbuf(file, NULL, _IONBF, 0);
	format = pcap_open_dead_with_tstamp_precision(section->link_type ?: DLT_EN10MB, snaplen,
						      PCAP_TSTAMP_PRECISION_NANO);
	if (format)
		writer->dumper = pcap_dump_fopen(format, file);
	if (!writer->dumper)
		fclose(file);
	if (format)
		pcap_close(format);
	return writer->dumper ? add_gathered(writer, 0) : -ENOMEM;
}

static int write_packet(struct packet_writer *base, unsigned int interface, __u64 wall,
			const struct packet_record *record, const void *data)
{
	struct pcap_writer *writer = (struct pcap_writer *)base;
	struct pcap_pkthdr header = {
		.ts.tv_sec = wall / CLOCK_NS_PER_SEC,
		.ts.tv_usec = wall % CLOCK_NS_PER_SEC, /* ns, by the file's precision */
		.caplen = record->cap_len,
		.len = record->wire_len,
	};

	(void)interface;
	pcap_dump((unsigned char *)writer->dumper, &header, data);
	return add_gathered(writer, 1);
}

static void release(struct packet_writer *base)
{
	struct pcap_writer *writer = (struct pcap_writer *)base;

	if (writer->dumper)
		pcap_dump_close(writer->dumper);
}

const struct packet_format pcap_format = {
	.size = sizeof(struct pcap_writer),
	.start = start,
	.write = write_packet,
	.release = release,
};

// SPDX-License-Identifier: GPL-2.0
/*
 * A pcapng file of nanosecond precision, which also says where each packet was captured,
 * on which queue, and what the XDP program did with it. Blocks and options, as
 * draft-ietf-opsawg-pcapng names them:
 *
 * start	Section Header: shb_hardware, shb_os, shb_userappl, opt_comment
 * add_interface Interface Description: if_name, if_description, if_hardware,
 *		if_filter, if_speed, if_tsresol, opt_comment (its index)
 * write	Enhanced Packet: epb_flags (the direction), epb_dropcount and epb_packetid
 *		unless they are 0, epb_queue, epb_verdict (Linux_eBPF_XDP) unless it is negative
 * add_statistics Interface Statistics: isb_starttime, isb_endtime, isb_ifrecv,
 *		isb_ifdrop, isb_filteraccept
 *
 * A packet can be written only to an interface that was added; all have the same snaplen,
 * or libpcap would refuse the file. What is told of interfaces is kept in @interfaces, for
 * each file that is started: blocks that lack, before the first one, nothing but the snaplen
 * and the link type.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "packet_writer.h"
#include "pcapng_block.h"

struct pcapng {
	struct packet_writer base;
	struct pcapng_block section;	/* with which each file begins, */
	struct pcapng_block interfaces; /* and these behind it */
	size_t told;			/* bytes of these that are in the file */
	unsigned int count;		/* of interfaces */
	bool started;
	struct pcapng_block block; /* what is being written; its memory serves all */
};

#define OPTION(block, code, value) pcapng_block_option(block, code, NULL, &(value), sizeof(value))

static struct pcapng_time time_of(__u64 wall)
{
	return (struct pcapng_time){ .high = wall >> 32, .low = wall };
}

/* Begin a block where the one before it was built. */
static struct pcapng_block *begin(struct pcapng *pcapng, const void *fixed, size_t size)
{
	pcapng->block.size = 0;
	pcapng_block_begin(&pcapng->block, fixed, size);
	return &pcapng->block;
}

/* End the block, which holds so many packets, and put it into the file. */
static int write_block(struct pcapng *pcapng, unsigned int packets)
{
	int err = pcapng_block_end(&pcapng->block);
	const struct iovec part = { pcapng->block.bytes, pcapng->block.size };

	return err ? err : packet_file_add(pcapng->base.file, &part, 1, packets);
}

/* Now that the snaplen and the link type are known: what was told of interfaces goes into the file. */
static int write_interfaces(struct pcapng *pcapng)
{
	struct pcapng_block *blocks = &pcapng->interfaces;
	struct pcapng_interface_description *fixed;
	int err = 0;

	for (; pcapng->told < blocks->size && !err; pcapng->told += fixed->header.length) {
		fixed = (void *)(blocks->bytes + pcapng->told);
		fixed->snaplen = pcapng->base.snaplen;
		fixed->link_type = pcapng->base.link_type;
		err = packet_file_add(pcapng->base.file,
				      &(struct iovec){ fixed, fixed->header.length }, 1, 0);
	}
	return err;
}

static int add_interface(struct packet_writer *writer, const struct packet_interface *interface)
{
	static const struct pcapng_interface_description fixed = {
		.header.type = PCAPNG_INTERFACE_DESCRIPTION,
	};
	static const __u8 resolution = PCAPNG_TSRESOL_NS, expression = PCAPNG_FILTER_EXPRESSION;
	struct pcapng *pcapng = (struct pcapng *)writer;
	struct pcapng_block *block = &pcapng->interfaces;
	const char *filter = interface->filter;
	char index[32];
	int err;

	pcapng_block_begin(block, &fixed, sizeof(fixed));
	snprintf(index, sizeof(index), PCAPNG_IF_INDEX "%u", interface->ifindex);
	pcapng_block_text(block, OPT_COMMENT, interface->ifindex ? index : NULL);
	pcapng_block_text(block, IF_NAME, interface->name);
	pcapng_block_text(block, IF_DESCRIPTION, interface->description);
	pcapng_block_text(block, IF_HARDWARE, interface->hardware);
	if (filter && *filter)
		pcapng_block_option(block, IF_FILTER, &expression, filter, strlen(filter));
	if (interface->speed)
		OPTION(block, IF_SPEED, interface->speed);
	OPTION(block, IF_TSRESOL, resolution);
	err = pcapng_block_end(block);
	if (!err && pcapng->started)
		err = write_interfaces(pcapng);
	return err ? err : (int)pcapng->count++;
}

static int make_section(struct pcapng_block *block, const struct packet_section *section)
{
	static const struct pcapng_section_header fixed = {
		.header.type = PCAPNG_SECTION_HEADER,
		.byte_order = PCAPNG_BYTE_ORDER,
		.major = PCAPNG_MAJOR,
		.length = PCAPNG_LENGTH_UNKNOWN,
	};
	struct utsname host = {};
	char system[sizeof(host)];

	uname(&host);
	snprintf(system, sizeof(system), "%s %s %s %s", host.sysname, host.nodename, host.release,
		 host.version);
	pcapng_block_begin(block, &fixed, sizeof(fixed));
	pcapng_block_text(block, SHB_HARDWARE, section->hardware ?: host.machine);
	pcapng_block_text(block, SHB_OS, section->system ?: system);
	pcapng_block_text(block, SHB_USERAPPL, section->application);
	pcapng_block_text(block, OPT_COMMENT, section->comment);
	return pcapng_block_end(block);
}

static int start(struct packet_writer *writer, const struct packet_section *section)
{
	struct pcapng *pcapng = (struct pcapng *)writer;
	struct pcapng_block *block = &pcapng->section;
	int err = section ? make_section(block, section) : 0;

	err = err   ?:
		      packet_file_add(writer->file, &(struct iovec){ block->bytes, block->size }, 1,
				      0);
	pcapng->started = true;
	pcapng->told = 0;
	return err ?: write_interfaces(pcapng);
}

static int write_packet(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	const __u32 flags = record->rx_queue == PACKET_QUEUE_SENT ? PCAPNG_FLAGS_OUTBOUND :
								    PCAPNG_FLAGS_INBOUND;
	const __u32 queue = record->rx_queue;
	const struct pcapng_enhanced_packet fixed = {
		.header.type = PCAPNG_ENHANCED_PACKET,
		.interface = place->interface,
		.time = time_of(place->wall),
		.cap_len = record->cap_len,
		.wire_len = record->wire_len,
	};
	const __u64 id = record->packet_id, action = record->verdict;
	static const __u8 of_xdp = PCAPNG_VERDICT_LINUX_XDP;
	struct pcapng *pcapng = (struct pcapng *)writer;
	struct pcapng_block *block = begin(pcapng, &fixed, sizeof(fixed));

	pcapng_block_data(block, data, record->cap_len);
	if (queue != PACKET_QUEUE_UNKNOWN)
		OPTION(block, EPB_FLAGS, flags);
	if (place->lost)
		OPTION(block, EPB_DROPCOUNT, place->lost);
	if (id)
		OPTION(block, EPB_PACKETID, id);
	if (queue < PACKET_QUEUE_UNKNOWN)
		OPTION(block, EPB_QUEUE, queue);
	if (record->verdict >= 0)
		pcapng_block_option(block, EPB_VERDICT, &of_xdp, &action, sizeof(action));
	return write_block(pcapng, 1);
}

static int add_statistics(struct packet_writer *writer, unsigned int interface,
			  const struct packet_statistics *statistics)
{
	const struct pcapng_time start = time_of(statistics->start);
	const struct pcapng_interface_statistics fixed = {
		.header.type = PCAPNG_INTERFACE_STATISTICS,
		.interface = interface,
		.time = time_of(statistics->end),
	};
	struct pcapng *pcapng = (struct pcapng *)writer;
	struct pcapng_block *block = begin(pcapng, &fixed, sizeof(fixed));

	OPTION(block, ISB_STARTTIME, start);
	OPTION(block, ISB_ENDTIME, fixed.time);
	OPTION(block, ISB_IFRECV, statistics->received);
	OPTION(block, ISB_IFDROP, statistics->dropped);
	OPTION(block, ISB_FILTERACCEPT, statistics->accepted);
	return write_block(pcapng, 0);
}

static void release(struct packet_writer *writer)
{
	struct pcapng *pcapng = (struct pcapng *)writer;

	free(pcapng->section.bytes);
	free(pcapng->interfaces.bytes);
	free(pcapng->block.bytes);
}

const struct packet_format pcapng_format = {
	.size = sizeof(struct pcapng),
	.add_interface = add_interface,
	.start = start,
	.write = write_packet,
	.add_statistics = add_statistics,
	.release = release,
};

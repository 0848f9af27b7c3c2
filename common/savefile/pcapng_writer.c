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
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "log.h"
#include "packet_writer.h"
#include "pcapng_format.h"

/* Bytes of a block behind its data: a few options, of which four texts are as long as they can be. */
#define OPTIONS_MAX (5 * (sizeof(struct pcapng_option) + PCAPNG_OPTION_MAX + 1))

/* Blocks behind one another. */
struct blocks {
	char *bytes;
	size_t size;
};

struct pcapng {
	struct packet_writer base;
	struct blocks section;	  /* with which each file begins, */
	struct blocks interfaces; /* and these behind it */
	size_t told;		  /* bytes of these that are in the file */
	unsigned int count;	  /* of interfaces */
	bool started;
	/* of the block that is built, what stands behind its data */
	size_t size;
	char options[OPTIONS_MAX];
};

static struct pcapng_time time_of(__u64 wall)
{
	return (struct pcapng_time){ .high = wall >> 32, .low = wall };
}

static void add(struct pcapng *pcapng, const void *bytes, size_t size)
{
	memcpy(pcapng->options + pcapng->size, bytes, size);
	pcapng->size += size;
}

/* Everything in a block begins at a multiple of four: there are zeros behind so many bytes. */
static void add_padding(struct pcapng *pcapng, size_t size)
{
	add(pcapng, "\0\0", -size & 3);
}

/*
 * Bytes beyond PCAPNG_OPTION_MAX are cut off. @type: an octet that stands before the data and
 * tells their type; NULL: none.
 */
static void add_option(struct pcapng *pcapng, enum pcapng_option_code code, const __u8 *type,
		       const void *data, size_t size)
{
	const size_t type_size = type ? sizeof(*type) : 0, most = PCAPNG_OPTION_MAX - type_size;
	struct pcapng_option option = { .code = code };

	size = size < most ? size : most;
	option.length = type_size + size;
	add(pcapng, &option, sizeof(option));
	if (type)
		add(pcapng, type, type_size);
	add(pcapng, data, size);
	add_padding(pcapng, option.length);
}

#define OPTION(pcapng, code, value) add_option(pcapng, code, NULL, &(value), sizeof(value))

/* UTF-8; NULL or "" adds nothing. */
static void add_text(struct pcapng *pcapng, enum pcapng_option_code code, const char *text)
{
	size_t size = text ? strlen(text) : 0;

	if (size > PCAPNG_OPTION_MAX) {
		size = PCAPNG_OPTION_MAX;
		while (size && (text[size] & 0xc0) == 0x80) /* within a character */
			size--;
	}
	if (size)
		add_option(pcapng, code, NULL, text, size);
}

/* End a block: its length is what building it came to; nothing computes it beforehand. */
static void end(struct pcapng *pcapng, struct pcapng_header *header, size_t before)
{
	add_option(pcapng, OPT_ENDOFOPT, NULL, "", 0);
	header->length = before + pcapng->size + sizeof(header->length);
	add(pcapng, &header->length, sizeof(header->length));
}

/* Of a block, @header begins what stands before the options: so many bytes. */
static int keep(struct blocks *blocks, struct pcapng *pcapng, struct pcapng_header *header,
		size_t size)
{
	char *bytes;

	end(pcapng, header, size);
	bytes = realloc(blocks->bytes, blocks->size + header->length);
	if (!bytes)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	blocks->bytes = bytes;
	memcpy(bytes + blocks->size, header, size);
	memcpy(bytes + blocks->size + size, pcapng->options, pcapng->size);
	blocks->size += header->length;
	return 0;
}

/* Now that the snaplen and the link type are known: what was told of interfaces goes into the file. */
static int write_interfaces(struct pcapng *pcapng)
{
	const struct blocks *blocks = &pcapng->interfaces;
	struct pcapng_interface_description *fixed;
	int err = 0;

	for (; pcapng->told < blocks->size && !err; pcapng->told += fixed->header.length) {
		fixed = (void *)(blocks->bytes + pcapng->told);
		fixed->snaplen = pcapng->base.snaplen;
		fixed->link_type = pcapng->base.link_type;
		err = packet_writer_record(&pcapng->base,
					   &(struct iovec){ fixed, fixed->header.length }, 1, 0);
	}
	return err;
}

static int add_interface(struct packet_writer *writer, const struct packet_interface *interface)
{
	static const __u8 resolution = PCAPNG_TSRESOL_NS, expression = PCAPNG_FILTER_EXPRESSION;
	struct pcapng_interface_description fixed = { .header.type = PCAPNG_INTERFACE_DESCRIPTION };
	struct pcapng *pcapng = (struct pcapng *)writer;
	const char *filter = interface->filter;
	char index[32];
	int err;

	pcapng->size = 0;
	snprintf(index, sizeof(index), PCAPNG_IF_INDEX "%u", interface->ifindex);
	add_text(pcapng, OPT_COMMENT, interface->ifindex ? index : NULL);
	add_text(pcapng, IF_NAME, interface->name);
	add_text(pcapng, IF_DESCRIPTION, interface->description);
	add_text(pcapng, IF_HARDWARE, interface->hardware);
	if (filter && *filter)
		add_option(pcapng, IF_FILTER, &expression, filter, strlen(filter));
	if (interface->speed)
		OPTION(pcapng, IF_SPEED, interface->speed);
	OPTION(pcapng, IF_TSRESOL, resolution);
	err = keep(&pcapng->interfaces, pcapng, &fixed.header, sizeof(fixed));
	if (!err && pcapng->started)
		err = write_interfaces(pcapng);
	return err ? err : (int)pcapng->count++;
}

static int make_section(struct pcapng *pcapng, const struct packet_section *section)
{
	struct pcapng_section_header fixed = {
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
	pcapng->size = 0;
	add_text(pcapng, SHB_HARDWARE, section->hardware ?: host.machine);
	add_text(pcapng, SHB_OS, section->system ?: system);
	add_text(pcapng, SHB_USERAPPL, section->application);
	add_text(pcapng, OPT_COMMENT, section->comment);
	return keep(&pcapng->section, pcapng, &fixed.header, sizeof(fixed));
}

static int start(struct packet_writer *writer, const struct packet_section *section)
{
	struct pcapng *pcapng = (struct pcapng *)writer;
	int err = section ? make_section(pcapng, section) : 0;
	const struct iovec part = { pcapng->section.bytes, pcapng->section.size };

	pcapng->started = true;
	pcapng->told = 0;
	return err ?: packet_writer_record(writer, &part, 1, 0) ?: write_interfaces(pcapng);
}

static int write_packet(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	static const __u8 of_xdp = PCAPNG_VERDICT_LINUX_XDP;
	const __u32 queue = record->rx_queue;
	const __u32 flags =
		queue == PACKET_QUEUE_SENT ? PCAPNG_FLAGS_OUTBOUND : PCAPNG_FLAGS_INBOUND;
	const __u64 id = record->packet_id, action = record->verdict;
	struct pcapng_enhanced_packet fixed = {
		.header.type = PCAPNG_ENHANCED_PACKET,
		.interface = place->interface,
		.time = time_of(place->wall),
		.cap_len = record->cap_len,
		.wire_len = record->wire_len,
	};
	struct pcapng *pcapng = (struct pcapng *)writer;

	pcapng->size = 0;
	add_padding(pcapng, record->cap_len);
	if (queue != PACKET_QUEUE_UNKNOWN)
		OPTION(pcapng, EPB_FLAGS, flags);
	if (place->lost)
		OPTION(pcapng, EPB_DROPCOUNT, place->lost);
	if (id)
		OPTION(pcapng, EPB_PACKETID, id);
	if (queue < PACKET_QUEUE_UNKNOWN)
		OPTION(pcapng, EPB_QUEUE, queue);
	if (record->verdict >= 0)
		add_option(pcapng, EPB_VERDICT, &of_xdp, &action, sizeof(action));
	end(pcapng, &fixed.header, sizeof(fixed) + record->cap_len);
	return packet_writer_record(writer,
				    (struct iovec[]){ { &fixed, sizeof(fixed) },
						      { (void *)data, record->cap_len },
						      { pcapng->options, pcapng->size } },
				    3, 1);
}

static int add_statistics(struct packet_writer *writer, unsigned int interface,
			  const struct packet_statistics *statistics)
{
	const struct pcapng_time start = time_of(statistics->start);
	struct pcapng_interface_statistics fixed = {
		.header.type = PCAPNG_INTERFACE_STATISTICS,
		.interface = interface,
		.time = time_of(statistics->end),
	};
	struct pcapng *pcapng = (struct pcapng *)writer;

	pcapng->size = 0;
	OPTION(pcapng, ISB_STARTTIME, start);
	OPTION(pcapng, ISB_ENDTIME, fixed.time);
	OPTION(pcapng, ISB_IFRECV, statistics->received);
	OPTION(pcapng, ISB_IFDROP, statistics->dropped);
	OPTION(pcapng, ISB_FILTERACCEPT, statistics->accepted);
	end(pcapng, &fixed.header, sizeof(fixed));
	return packet_writer_record(writer,
				    (struct iovec[]){ { &fixed, sizeof(fixed) },
						      { pcapng->options, pcapng->size } },
				    2, 0);
}

static void release(struct packet_writer *writer)
{
	struct pcapng *pcapng = (struct pcapng *)writer;

	free(pcapng->section.bytes);
	free(pcapng->interfaces.bytes);
}

const struct packet_format pcapng_format = {
	.size = sizeof(struct pcapng),
	.add_interface = add_interface,
	.start = start,
	.write = write_packet,
	.add_statistics = add_statistics,
	.release = release,
};

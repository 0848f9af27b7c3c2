// SPDX-License-Identifier: GPL-2.0
/*
 * A pcapng file, block by block. Invariant: between @at and @end are the bytes of the latest
 * block that nobody has taken yet; nothing is read but through take().
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "pcapng_format.h"
#include "pcapng_reader.h"

#define BLOCK_MAX      (16 << 20) /* bytes; libpcap refuses larger ones, too */
#define INTERFACES_MAX (1 << 16)
#define INBOUND_BITS   3 /* of the flags: the direction */

struct option {
	__u16 code, length;
	const char *value;
};

#define broken(reader, format, ...) \
	log_error(-EBADMSG, "%s: " format, (reader)->name, ##__VA_ARGS__)

static int no_memory(const struct pcapng_reader *reader)
{
	return log_error(-ENOMEM, "%s: %s", reader->name, strerror(ENOMEM));
}

static __u64 number_at(const struct pcapng_reader *reader, const void *at, size_t size)
{
	const __u8 *bytes = at;
	__u64 number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[reader->big ? i : size - 1 - i];
	return number;
}

#define NUMBER(reader, field) number_at(reader, &(field), sizeof(field))

static int read_bytes(struct pcapng_reader *reader, void *bytes, size_t size)
{
	if (fread(bytes, 1, size, reader->file) == size)
		return 0;
	if (!ferror(reader->file))
		return broken(reader, "ends within a block");
	return errno == EINTR ? -EINTR : log_error(-EIO, "%s: %s", reader->name, strerror(errno));
}

/* The next bytes of the block, and what pads them; NULL when it has not so many. */
static const void *take(struct pcapng_reader *reader, size_t size)
{
	const char *at = reader->at;
	size_t padded = (size + 3) & ~(size_t)3;

	if (size > (size_t)(reader->end - at) || padded > (size_t)(reader->end - at))
		return NULL;
	reader->at += padded;
	return at;
}

/* The fixed part that a type of block has; NULL when it is cut. */
static const void *take_fixed(struct pcapng_reader *reader, size_t size)
{
	return take(reader, size - sizeof(struct pcapng_header)) ? reader->block : NULL;
}

/* What every block has, whatever its type: type, length, and a word that is its end or the byte order. */
struct beginning {
	struct pcapng_header header;
	__u32 word;
};

/* The rest of the block into memory. */
static int read_rest(struct pcapng_reader *reader, const struct beginning *beginning)
{
	const __u32 length = NUMBER(reader, beginning->header.length);
	char *moved = reader->block;
	__u32 again;
	int err;

	if (length < sizeof(*beginning) || length % 4 || length > BLOCK_MAX)
		return broken(reader, "a block of %u bytes", length);
	if (length > reader->room) {
		moved = realloc(reader->block, length);
		if (!moved)
			return no_memory(reader);
		reader->block = moved;
		reader->room = length;
	}
	memcpy(moved, beginning, sizeof(*beginning));
	err = read_bytes(reader, moved + sizeof(*beginning), length - sizeof(*beginning));
	if (err)
		return err;
	reader->at = moved + sizeof(beginning->header);
	reader->end = moved + length - sizeof(again);
	memcpy(&again, reader->end, sizeof(again));
	return again == beginning->header.length ?
		       0 :
		       broken(reader, "a block ends with another length than it begins with");
}

/* Returns 1, 0 at the end of the file, or a negative errno. */
static int read_block(struct pcapng_reader *reader)
{
	struct beginning beginning;
	int first = getc(reader->file), err;

	if (first == EOF && !ferror(reader->file))
		return 0;
	ungetc(first, reader->file);
	err = read_bytes(reader, &beginning, sizeof(beginning));
	if (err)
		return err;
	if (beginning.header.type == PCAPNG_SECTION_HEADER) { /* the same in any order */
		reader->big = *(__u8 *)&beginning.word == PCAPNG_BYTE_ORDER >> 24;
		if (NUMBER(reader, beginning.word) != PCAPNG_BYTE_ORDER)
			return broken(reader, "not a pcapng file: its byte order is 0x%08x",
				      beginning.word);
	}
	return read_rest(reader, &beginning) ?: 1;
}

/* Returns 1, or 0 behind the last one; -EBADMSG where it is cut. */
static int next_option(struct pcapng_reader *reader, struct option *option)
{
	const struct pcapng_option *head;

	if (reader->at == reader->end)
		return 0;
	head = take(reader, sizeof(*head));
	if (head)
		*option = (struct option){ NUMBER(reader, head->code), NUMBER(reader, head->length),
					   take(reader, NUMBER(reader, head->length)) };
	if (!head || !option->value)
		return broken(reader, "an option is cut");
	return option->code != OPT_ENDOFOPT;
}

/* A copy of a text, from behind its first @skip bytes; one that is there already stays. */
static int keep_text(struct pcapng_reader *reader, const char **text, const struct option *option,
		     size_t skip)
{
	if (*text || option->length < skip)
		return 0;
	*text = strndup(option->value + skip, option->length - skip);
	return *text ? 0 : no_memory(reader);
}

static __u64 number(const struct pcapng_reader *reader, const struct option *option, size_t size)
{
	return option->length == size ? number_at(reader, option->value, size) : 0;
}

static void free_texts(struct packet_section *section)
{
	free((char *)section->application);
	free((char *)section->comment);
	free((char *)section->hardware);
	free((char *)section->system);
	*section = (struct packet_section){};
}

/* Where an option of a section header goes; NULL: nowhere. */
static const char **text_of(struct packet_section *section, __u16 code)
{
	return code == OPT_COMMENT  ? &section->comment :
	       code == SHB_HARDWARE ? &section->hardware :
	       code == SHB_OS	    ? &section->system :
	       code == SHB_USERAPPL ? &section->application :
				      NULL;
}

static int take_section(struct pcapng_reader *reader)
{
	const struct pcapng_section_header *fixed = take_fixed(reader, sizeof(*fixed));
	struct option option;
	const char **text;
	int more, err = 0;

	if (!fixed)
		return broken(reader, "a section header is cut");
	if (NUMBER(reader, fixed->major) != PCAPNG_MAJOR)
		return broken(reader, "version %llu of pcapng", NUMBER(reader, fixed->major));
	free_texts(&reader->section);
	reader->first = reader->count;
	while (!err && (more = next_option(reader, &option)) > 0) {
		text = text_of(&reader->section, option.code);
		err = text ? keep_text(reader, text, &option, 0) : 0;
	}
	return err ?: more;
}

/* A comment of ours, "if_index 3". */
static unsigned int index_of(const struct option *option)
{
	char text[32];

	snprintf(text, sizeof(text), "%.*s", option->length, option->value);
	return strncmp(text, PCAPNG_IF_INDEX, strlen(PCAPNG_IF_INDEX)) ?
		       0 :
		       strtoul(text + strlen(PCAPNG_IF_INDEX), NULL, 10);
}

static int take_interface_option(struct pcapng_reader *reader, struct packet_origin *origin,
				 const struct option *option)
{
	struct packet_interface *told = &origin->interface;

	switch (option->code) {
	case OPT_COMMENT:
		told->ifindex = told->ifindex ?: index_of(option);
		break;
	case IF_NAME:
		return keep_text(reader, &told->name, option, 0);
	case IF_DESCRIPTION:
		return keep_text(reader, &told->description, option, 0);
	case IF_HARDWARE:
		return keep_text(reader, &told->hardware, option, 0);
	case IF_FILTER: /* the octet before it tells that it is text */
		return option->length && *option->value == PCAPNG_FILTER_EXPRESSION ?
			       keep_text(reader, &told->filter, option, 1) :
			       0;
	case IF_SPEED:
		told->speed = number(reader, option, sizeof(__u64));
		break;
	case IF_TSRESOL:
		if (option->length == 1)
			origin->resolution = *option->value;
		break;
	case IF_TSOFFSET:
		origin->offset = number(reader, option, sizeof(__u64));
		break;
	}
	return 0;
}

/* libpcap's number of a link type in a file: the same, but for bare IP. */
static int dlt_of(int link_type)
{
	return link_type == 101 ? 12 : link_type;
}

static int take_interface(struct pcapng_reader *reader)
{
	const struct pcapng_interface_description *fixed = take_fixed(reader, sizeof(*fixed));
	struct packet_origin *origin;
	struct option option;
	int more, err = 0;

	if (!fixed)
		return broken(reader, "an interface description is cut");
	if (reader->count == INTERFACES_MAX)
		return broken(reader, "more than %u interfaces", INTERFACES_MAX);
	origin = reallocarray(reader->origins, reader->count + 1, sizeof(*origin));
	if (!origin)
		return no_memory(reader);
	reader->origins = origin;
	origin += reader->count++;
	*origin = (struct packet_origin){
		.link_type = dlt_of(NUMBER(reader, fixed->link_type)),
		.snaplen = NUMBER(reader, fixed->snaplen),
		.resolution = PCAPNG_TSRESOL_DEFAULT,
	};
	while (!err && (more = next_option(reader, &option)) > 0)
		err = take_interface_option(reader, origin, &option);
	return err ?: more;
}

/* The interface that a block names by its number within the section; NULL, with the reason. */
static struct packet_origin *find_interface(struct pcapng_reader *reader, __u32 number)
{
	if (number < reader->count - reader->first)
		return &reader->origins[reader->first + number];
	broken(reader, "interface %u is not there", number);
	return NULL;
}

/* ns since 1970 of an interface's time. */
static __u64 wall_of(const struct packet_origin *origin, __u64 time)
{
	unsigned int exponent = origin->resolution & ~PCAPNG_TSRESOL_BINARY;
	const __u64 offset = origin->offset * CLOCK_NS_PER_SEC;

	if (origin->resolution & PCAPNG_TSRESOL_BINARY)
		return offset + (exponent < 64 ?
					 (__u64)((__uint128_t)time * CLOCK_NS_PER_SEC >> exponent) :
					 0);
	for (; exponent < PCAPNG_TSRESOL_NS; exponent++)
		time *= 10;
	for (; time && exponent > PCAPNG_TSRESOL_NS; exponent--)
		time /= 10;
	return offset + time;
}

static __u64 time_of(const struct pcapng_reader *reader, const struct pcapng_time *time)
{
	return NUMBER(reader, time->high) << 32 | NUMBER(reader, time->low);
}

/* Did it come or go? Only where no queue is told, for that says that it came. */
static void take_flags(struct packet_record *record, __u32 flags)
{
	if (record->rx_queue < PACKET_QUEUE_UNKNOWN)
		return;
	flags &= INBOUND_BITS;
	record->rx_queue = flags == PCAPNG_FLAGS_INBOUND  ? PACKET_QUEUE_RECEIVED :
			   flags == PCAPNG_FLAGS_OUTBOUND ? PACKET_QUEUE_SENT :
							    PACKET_QUEUE_UNKNOWN;
}

static void take_packet_option(const struct pcapng_reader *reader, struct packet_stored *packet,
			       const struct option *option)
{
	struct packet_record *record = &packet->record;
	const __u32 word = number(reader, option, sizeof(word));

	switch (option->code) {
	case EPB_FLAGS:
		if (option->length == sizeof(word))
			take_flags(record, word);
		break;
	case EPB_DROPCOUNT:
		packet->place.lost = number(reader, option, sizeof(__u64));
		break;
	case EPB_PACKETID:
		record->packet_id = number(reader, option, sizeof(__u64));
		break;
	case EPB_QUEUE:
		if (option->length == sizeof(word) && word < PACKET_QUEUE_UNKNOWN)
			record->rx_queue = word;
		break;
	case EPB_VERDICT:
		if (option->length == 1 + sizeof(__u64) &&
		    *option->value == PCAPNG_VERDICT_LINUX_XDP)
			record->verdict = number_at(reader, option->value + 1, sizeof(__u64));
		break;
	}
}

/* The bytes of a packet, and the options behind them. */
static int take_data(struct pcapng_reader *reader, struct packet_stored *packet, bool options)
{
	struct option option;
	int more = 0;

	packet->data = take(reader, packet->record.cap_len);
	if (!packet->data)
		return broken(reader, "a packet of %u bytes is longer than its block",
			      packet->record.cap_len);
	while (options && (more = next_option(reader, &option)) > 0)
		take_packet_option(reader, packet, &option);
	return more < 0 ? more : 1;
}

struct packet_stored packet_stored_of(const struct packet_origin *origin, __u64 wall, __u32 cap_len,
				      __u32 wire_len)
{
	return (struct packet_stored){
		.origin = origin,
		.place.wall = wall,
		.record = { .wire_len = wire_len,
			    .cap_len = cap_len,
			    .rx_queue = PACKET_QUEUE_UNKNOWN,
			    .verdict = -1,
			    .cookie = PACKET_RECORD_COOKIE },
	};
}

/* An Enhanced Packet, or a Packet of old, whose head is as long: half of the number is a count. */
static int take_packet(struct pcapng_reader *reader, struct packet_stored *packet, bool old)
{
	const struct pcapng_enhanced_packet *fixed = take_fixed(reader, sizeof(*fixed));
	const struct packet_origin *origin;
	const __u16 *halves;
	__u32 number;

	if (!fixed)
		return broken(reader, "a packet's head is cut");
	halves = (const __u16 *)&fixed->interface;
	number = old ? NUMBER(reader, halves[0]) : NUMBER(reader, fixed->interface);
	origin = find_interface(reader, number);
	if (!origin)
		return -EBADMSG;
	*packet = packet_stored_of(origin, wall_of(origin, time_of(reader, &fixed->time)),
				   NUMBER(reader, fixed->cap_len), NUMBER(reader, fixed->wire_len));
	packet->place.interface = reader->first + number;
	packet->place.lost = old && halves[1] != 0xffff ? NUMBER(reader, halves[1]) : 0;
	return take_data(reader, packet, true);
}

/* A Simple Packet: no time, no options, and of the first interface. */
static int take_simple(struct pcapng_reader *reader, struct packet_stored *packet)
{
	const __u32 *head = take(reader, sizeof(*head));
	const struct packet_origin *origin;
	__u32 len;

	if (!head)
		return broken(reader, "a packet's head is cut");
	origin = find_interface(reader, 0);
	if (!origin)
		return -EBADMSG;
	len = NUMBER(reader, *head);
	*packet = packet_stored_of(origin, 0, len, len);
	packet->place.interface = reader->first;
	if (origin->snaplen && origin->snaplen < len)
		packet->record.cap_len = origin->snaplen;
	return take_data(reader, packet, false);
}

static void take_count(const struct pcapng_reader *reader, struct packet_origin *origin,
		       const struct option *option)
{
	struct packet_statistics *counts = &origin->statistics;
	const struct pcapng_time *time = (const void *)option->value;

	if (option->length != sizeof(*time))
		return;
	switch (option->code) {
	case ISB_STARTTIME:
		counts->start = wall_of(origin, time_of(reader, time));
		break;
	case ISB_ENDTIME:
		counts->end = wall_of(origin, time_of(reader, time));
		break;
	case ISB_IFRECV:
		counts->received = number(reader, option, sizeof(__u64));
		break;
	case ISB_IFDROP:
		counts->dropped = number(reader, option, sizeof(__u64));
		break;
	case ISB_FILTERACCEPT:
		counts->accepted = number(reader, option, sizeof(__u64));
		break;
	}
}

static int take_statistics(struct pcapng_reader *reader)
{
	const struct pcapng_interface_statistics *fixed = take_fixed(reader, sizeof(*fixed));
	struct packet_origin *origin;
	struct option option;
	int more;

	if (!fixed)
		return broken(reader, "statistics are cut");
	origin = find_interface(reader, NUMBER(reader, fixed->interface));
	if (!origin)
		return -EBADMSG;
	origin->counted = true;
	while ((more = next_option(reader, &option)) > 0)
		take_count(reader, origin, &option);
	return more;
}

/* Returns 1 with a packet, 0 after another block, or a negative errno. */
static int take_block(struct pcapng_reader *reader, struct packet_stored *packet)
{
	const __u32 type = NUMBER(reader, ((struct pcapng_header *)reader->block)->type);

	switch (type) {
	case PCAPNG_SECTION_HEADER:
		return take_section(reader);
	case PCAPNG_INTERFACE_DESCRIPTION:
		return take_interface(reader);
	case PCAPNG_ENHANCED_PACKET:
	case PCAPNG_PACKET:
		return take_packet(reader, packet, type == PCAPNG_PACKET);
	case PCAPNG_SIMPLE_PACKET:
		return take_simple(reader, packet);
	case PCAPNG_INTERFACE_STATISTICS:
		return take_statistics(reader);
	default: /* names, secrets, other people's */
		return 0;
	}
}

int pcapng_reader_next(struct pcapng_reader *reader, struct packet_stored *packet)
{
	int result;

	do {
		result = read_block(reader);
		if (result <= 0)
			return result;
		result = take_block(reader, packet);
	} while (!result);
	return result;
}

void pcapng_reader_free(struct pcapng_reader *reader)
{
	for (unsigned int i = 0; i < reader->count; i++) {
		struct packet_interface *told = &reader->origins[i].interface;

		free((char *)told->name);
		free((char *)told->description);
		free((char *)told->hardware);
		free((char *)told->filter);
	}
	free(reader->origins);
	free_texts(&reader->section);
	free(reader->block);
}

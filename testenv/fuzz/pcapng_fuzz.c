// SPDX-License-Identifier: GPL-2.0
/*
 * Any bytes as a pcapng file: the reader must not stumble, and of each packet that libpcap
 * takes out of it, too, it must say the same. libpcap refuses more: interfaces that differ,
 * packets beyond the snaplen; and it does not look at a packet's options.
 */
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pcapng_reader.h"

#define DAYS_END 9000000000LL /* seconds: beyond, ns since 1970 do not fit */

static void compare(const struct packet_stored *packet, const struct pcap_pkthdr *header,
		    const u_char *data)
{
	const struct packet_record *record = &packet->record;

	if (record->cap_len != header->caplen || record->wire_len != header->len ||
	    memcmp(packet->data, data, header->caplen))
		abort();
	if (header->ts.tv_sec >= 0 && header->ts.tv_sec < DAYS_END &&
	    packet->place.wall / 1000000000 != (__u64)header->ts.tv_sec)
		abort();
}

volatile unsigned int sum; /* so that what is read is used */

/* The bytes that a reader hands out are there: the sanitizer looks at each. */
static void touch(const struct packet_stored *packet)
{
	const char *name = packet->origin->interface.name;
	const unsigned char *bytes = packet->data;

	sum += name ? strlen(name) : 0;
	for (__u32 i = 0; i < packet->record.cap_len; i++)
		sum += bytes[i];
}

static void read_both(FILE *file, pcap_t *pcap)
{
	struct pcapng_reader reader = { .file = file, .name = "fuzz" };
	struct packet_stored packet;
	struct pcap_pkthdr *header;
	const u_char *data;
	int got;

	rewind(stderr);
	while ((got = pcapng_reader_next(&reader, &packet)) == 1) {
		touch(&packet);
		if (!pcap)
			continue;
		if (pcap_next_ex(pcap, &header, &data) == 1)
			compare(&packet, header, data);
		else
			pcap = NULL; /* closed by who opened it */
	}
	if (got < 0 && !ftell(stderr))
		abort(); /* without a reason */
	pcapng_reader_free(&reader);
}

/* A section with an interface, ... */
static const __u32 beginning[] = { 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, -1, -1, 28, 1, 20, 1, 0, 20 };

/* ... and the input as blocks behind it: of each, its type, its words, and these. */
static size_t make_blocks(char *file, const uint8_t *bytes, size_t size)
{
	char *at = file;

	memcpy(at, beginning, sizeof(beginning));
	at += sizeof(beginning);
	while (size >= 2) {
		__u32 type = bytes[0] % 16 == 10 ? *beginning : bytes[0] % 16,
		      body = bytes[1] % 32 * 4;
		__u32 length = body + 12;

		bytes += 2;
		size -= 2;
		memcpy(at, &type, 4);
		memcpy(at + 4, &length, 4);
		memset(at + 8, 0, body);
		memcpy(at + 8, bytes, body < size ? body : size);
		memcpy(at + 8 + body, &length, 4);
		at += length;
		bytes += body < size ? body : size;
		size -= body < size ? body : size;
	}
	return at - file;
}

/* What the reader says of broken files is not for the screen. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static char *said;
	static size_t size;

	(void)argc, (void)argv;
	stderr = open_memstream(&said, &size);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const bool whole = size > 12 && !memcmp(bytes, beginning, 4);
	char *file = malloc(sizeof(beginning) + 256 + 8 * size), reason[PCAP_ERRBUF_SIZE];
	size_t length = whole ? size : make_blocks(file, bytes, size);
	FILE *mine, *libpcaps;
	pcap_t *pcap;

	if (whole)
		memcpy(file, bytes, size);
	mine = fmemopen(file, length, "r");
	libpcaps = fmemopen(file, length, "r");
	pcap = pcap_fopen_offline_with_tstamp_precision(libpcaps, PCAP_TSTAMP_PRECISION_NANO,
							reason);
	read_both(mine, pcap);
	fclose(mine);
	if (pcap)
		pcap_close(pcap); /* and its file */
	else
		fclose(libpcaps);
	free(file);
	return 0;
}

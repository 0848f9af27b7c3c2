/* SPDX-License-Identifier: GPL-2.0 */
/* What libpcap finds in a capture file. */
#ifndef UNIT_PCAP_READER_H
#define UNIT_PCAP_READER_H

#include <linux/types.h>
#include <pcap/pcap.h>
#include <string.h>

struct pcap_stored {
	__u64 wall; /* ns since 1970 */
	__u32 wire_len, cap_len;
	__u8 data[2048]; /* its start, if it is longer */
};

/*
 * pcap_read - read a whole file; "-" is stdin
 * @packets: room for @most; what is beyond is counted only
 *
 * Returns how many packets there are, or -1 when the file is damaged, or not
 * Ethernet with @snaplen in nanoseconds.
 */
static inline int pcap_read(const char *filename, int snaplen, struct pcap_stored *packets,
			    int most)
{
	char reason[PCAP_ERRBUF_SIZE];
	pcap_t *file = pcap_open_offline_with_tstamp_precision(filename, PCAP_TSTAMP_PRECISION_NANO,
							       reason);
	struct pcap_pkthdr *header;
	const unsigned char *data;
	int count = 0, got;

	if (!file)
		return -1;
	while ((got = pcap_next_ex(file, &header, &data)) == 1) {
		struct pcap_stored *packet;

		if (count++ >= most)
			continue;
		packet = &packets[count - 1];
		packet->wall = header->ts.tv_sec * 1000000000ULL + header->ts.tv_usec;
		packet->wire_len = header->len;
		packet->cap_len = header->caplen;
		memcpy(packet->data, data,
		       header->caplen < sizeof(packet->data) ? header->caplen :
							       sizeof(packet->data));
	}
	if (got != PCAP_ERROR_BREAK || pcap_datalink(file) != DLT_EN10MB ||
	    pcap_snapshot(file) != snaplen)
		count = -1;
	pcap_close(file);
	return count;
}

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Filter expressions as tcpdump takes them, compiled by libpcap to classic BPF. */
#ifndef COMMON_PCAP_FILTER_H
#define COMMON_PCAP_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/filter.h>

#define PCAP_FILTER_ETHERNET 1 /* the link type of what XDP sees */

/*
 * pcap_filter_compile - compile an expression as tcpdump does for packets that no socket has seen
 * @expression: of pcap-filter(7); an empty one matches every packet
 * @link_type: what the packets begin with: PCAP_FILTER_ETHERNET, or another
 *	DLT_ number of pcap-linktype(7)
 * @program: filled in, for pcap_filter_free()
 *
 * The netmask is 0, as for a file that is read; whole packets are accepted.
 * Returns 0, or -EINVAL with libpcap's reason logged.
 */
int pcap_filter_compile(const char *expression, int link_type, struct sock_fprog *program);

void pcap_filter_free(struct sock_fprog *program);

/* pcap_filter_link_type - a link type's number by its name ("EN10MB", "RAW"), or -EINVAL, logged */
int pcap_filter_link_type(const char *name);

/* pcap_filter_link_name - a link type in words, "EN10MB (Ethernet)", into @name of @size bytes */
const char *pcap_filter_link_name(int link_type, char *name, size_t size);

/*
 * pcap_filter_dump - print a program on stdout
 * @style: 1 readable, 2 as C, 3 as numbers: tcpdump's -d, -dd, -ddd
 */
void pcap_filter_dump(const struct sock_fprog *program, int style);

/*
 * pcap_filter_matches - does libpcap's own interpreter accept the packet?
 * @captured: bytes of it that are there
 * @length: bytes that it had
 */
bool pcap_filter_matches(const struct sock_fprog *program, const void *packet, size_t captured,
			 size_t length);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The pcap format, with nanoseconds: packets only, nothing is said of them. */
#ifndef COMMON_PCAP_WRITER_H
#define COMMON_PCAP_WRITER_H

#include "packet_writer.h"

/* for packet_writer_open() */
extern const struct packet_format pcap_format;

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets into a pcapng file of nanosecond precision, which also says where each
 * packet was captured, on which queue, and what the XDP program did with it.
 */
#ifndef COMMON_PCAPNG_H
#define COMMON_PCAPNG_H

#include "packet_writer.h"

/*
 * The format for packet_writer_open(). A packet can be written only to an
 * interface that was added; all have the same snaplen, or libpcap would refuse
 * the file. Blocks and options, as draft-ietf-opsawg-pcapng names them:
 *
 * start	Section Header: shb_hardware, shb_os, shb_userappl, opt_comment
 * add_interface Interface Description: if_name, if_description, if_hardware,
 *		if_filter, if_speed, if_tsresol, opt_comment (its index)
 * write	Enhanced Packet: epb_flags (the direction), epb_dropcount and epb_packetid
 *		unless they are 0, epb_queue, epb_verdict (Linux_eBPF_XDP) unless it is negative
 * add_statistics Interface Statistics: isb_starttime, isb_endtime, isb_ifrecv,
 *		isb_ifdrop, isb_filteraccept
 */
extern const struct packet_format pcapng_format;

#endif

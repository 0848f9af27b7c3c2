/* SPDX-License-Identifier: GPL-2.0 */
/* One numbered packet into a file of any format. */
#ifndef UNIT_WRITE_PACKET_H
#define UNIT_WRITE_PACKET_H

#include "events.h"
#include "packet_writer.h"

/* write_packet - verdict and queue follow from the number */
static inline int write_packet(struct packet_writer *writer, __u64 wall, __u32 number,
			       __u32 cap_len)
{
	struct event event;

	make_event(&event, 0, number, cap_len);
	event.record.verdict = number % 7 - 1;
	event.record.rx_queue = number % 5;
	return packet_writer_write(writer, 0, wall, &event.record, event.data);
}

#endif

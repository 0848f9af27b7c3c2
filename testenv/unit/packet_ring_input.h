/* SPDX-License-Identifier: GPL-2.0 */
/* What packet_ring_kern.o is told to put into its ring. */
#ifndef UNIT_PACKET_RING_INPUT_H
#define UNIT_PACKET_RING_INPUT_H

#include <linux/types.h>

#define PACKET_MAX 65536 /* bytes */

struct input {
	__u32 wire_len; /* may be more than PACKET_MAX: what is captured may not */
	__u16 hook, prog_index;
	__u8 data[PACKET_MAX];
};

#endif

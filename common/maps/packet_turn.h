/* SPDX-License-Identifier: GPL-2.0 */
/* When whoever has read some rings should read them again. */
#ifndef COMMON_PACKET_TURN_H
#define COMMON_PACKET_TURN_H

#include <linux/types.h>
#include <stdbool.h>

struct packet_turn {
	__u64 complete; /* no packet stamped earlier will come: ns of CLOCK_MONOTONIC */
	int wait;	/* ms after which to read again, if nothing wakes the reader before */
	bool pause;	/* and nothing shall: so often is often enough, and waking costs */
};

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* From the kernel's monotonic clock, which stamps packets, to the time of day. */
#ifndef COMMON_CLOCK_H
#define COMMON_CLOCK_H

#include <linux/types.h>

#define CLOCK_NS_PER_SEC 1000000000ULL
#define CLOCK_NS_PER_MS	 1000000ULL

/* clock_monotonic - now, in ns of CLOCK_MONOTONIC: what bpf_ktime_get_ns() returns */
__u64 clock_monotonic(void);

/*
 * clock_distance - from the monotonic clock to the time of day
 *
 * Returns what to add to the one, in ns, for the other (ns since 1970, CLOCK_REALTIME).
 * It is measured anew once a second, so that a long capture follows the corrections
 * made to the time of day; asking costs a reading of a clock: ask for many packets at once.
 */
__u64 clock_distance(void);

/* clock_wall - the time of day of a moment, in ns of CLOCK_MONOTONIC, by clock_distance() */
__u64 clock_wall(__u64 monotonic);

#endif

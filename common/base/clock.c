// SPDX-License-Identifier: GPL-2.0
/* The distance between the monotonic clock and the time of day, kept fresh. */
#include <time.h>

#include "clock.h"

static __u64 read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * CLOCK_NS_PER_SEC + now.tv_nsec;
}

__u64 clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/*
 * The time of day is read between two readings of the monotonic clock; the
 * narrowest of some tries is the one that was not interrupted.
 */
static __u64 measure_distance(void)
{
	__u64 distance = 0, narrowest = ~0ULL;

	for (int i = 0; i < 5; i++) {
		__u64 before = clock_monotonic();
		__u64 wall = read_clock(CLOCK_REALTIME);
		__u64 width = clock_monotonic() - before;

		if (width < narrowest) {
			narrowest = width;
			distance = wall - (before + width / 2);
		}
	}
	return distance;
}

__u64 clock_distance(void)
{
	static __u64 distance, measured_at;
	__u64 now = clock_monotonic();

	if (!measured_at || now - measured_at >= CLOCK_NS_PER_SEC) {
		distance = measure_distance();
		measured_at = now;
	}
	return distance;
}

__u64 clock_wall(__u64 monotonic)
{
	return monotonic + clock_distance();
}

/* SPDX-License-Identifier: GPL-2.0 */
/* Counters that a BPF program keeps in a map, per CPU: sums and rates. */
#ifndef COMMON_STATS_H
#define COMMON_STATS_H

#include <linux/types.h>

/*
 * stats_sum - the sum over all CPUs of one element of a per-CPU map
 * @map_fd: a PERCPU_ARRAY or PERCPU_HASH whose value is a row of __u64 counters
 * @key: the element
 * @sums: where the sums go
 * @count: how many counters the value has
 *
 * Returns 0 or a negative errno: -ENOENT when there is no such element,
 * -EINVAL when the map's value is not @count counters.
 */
int stats_sum(int map_fd, const void *key, __u64 *sums, unsigned int count);

/*
 * stats_growth - how much a counter has grown from @before to @now
 *
 * A counter may have wrapped; one that has become less has begun anew.
 */
__u64 stats_growth(__u64 now, __u64 before);

/* stats_rate - the same per second, for @ns nanoseconds; 0 when no time has passed */
double stats_rate(__u64 now, __u64 before, __u64 ns);

/* stats_print_map - say on stdout which map the numbers come from, its sizes in bytes */
void stats_print_map(int map_fd);

#endif

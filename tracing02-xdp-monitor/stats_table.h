/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All elements of a per-CPU map as they are now, beside what they were at the
 * reading before: totals and rates of each counter, on each CPU and on all.
 */
#ifndef TRACING02_STATS_TABLE_H
#define TRACING02_STATS_TABLE_H

#include <linux/types.h>

struct stats_table;

#define STATS_ALL_CPUS (-1)

/*
 * stats_table_new - begin with nothing
 * @map_fd: a per-CPU map whose value is a row of __u64 counters; bytes behind them are left out
 *
 * Returns a table for stats_table_free(), or NULL with the reason logged.
 */
struct stats_table *stats_table_new(int map_fd);

/*
 * stats_table_read - read the map
 * @now: the time, in ns of CLOCK_MONOTONIC
 *
 * What was read last becomes what one compares with. The elements stand in the
 * order of their keys' bytes. Returns 0 or a negative errno with the reason logged.
 */
int stats_table_read(struct stats_table *table, __u64 now);

/* stats_table_ns - nanoseconds between the last two readings; 0 before the second one */
__u64 stats_table_ns(const struct stats_table *table);

/* stats_table_size - how many elements there are; they are numbered from 0 */
unsigned int stats_table_size(const struct stats_table *table);

/* stats_table_cpus - how many CPUs the machine can have; numbered from 0, offline ones included */
int stats_table_cpus(const struct stats_table *table);

/* stats_table_key - an element's key, valid until the next reading */
const void *stats_table_key(const struct stats_table *table, unsigned int element);

/*
 * stats_table_total - a counter as it is
 * @cpu: a CPU, or STATS_ALL_CPUS
 * @counter: the number of the __u64 in the value
 */
__u64 stats_table_total(const struct stats_table *table, unsigned int element, int cpu,
			unsigned int counter);

/* stats_table_growth - by how much it grew since the reading before; a new element grew from 0 */
__u64 stats_table_growth(const struct stats_table *table, unsigned int element, int cpu,
			 unsigned int counter);

/* stats_table_rate - the same per second */
double stats_table_rate(const struct stats_table *table, unsigned int element, int cpu,
			unsigned int counter);

/* stats_table_free - NULL is permitted */
void stats_table_free(struct stats_table *table);

#endif

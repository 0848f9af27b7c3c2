// SPDX-License-Identifier: GPL-2.0
/* Two readings of a per-CPU map, the newer and the older one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "log.h"
#include "stats.h"
#include "stats_table.h"

/* Elements one behind the other, each a key and a row of counters for each CPU. */
struct reading {
	__u64 at; /* ns of CLOCK_MONOTONIC; 0: never */
	unsigned int count, room;
	char *elements;
};

struct stats_table {
	int map_fd, cpus;
	size_t key_size; /* rounded up, so that the counters are aligned */
	size_t element_size;
	unsigned int stride; /* __u64 from one CPU's counters to the next one's */
	struct reading now, before;
	const char **earlier; /* for each element of now, the one of before, or NULL */
};

struct stats_table *stats_table_new(int map_fd)
{
	struct stats_table *table = calloc(1, sizeof(*table));
	int err, cpus = libbpf_num_possible_cpus();
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	err = cpus < 0 ? cpus : bpf_obj_get_info_by_fd(map_fd, &info, &len);
	if (!table)
		err = -ENOMEM;
	if (err) {
		free(table);
		log_error(err, "statistics: map not usable: %s", strerror(-err));
		return NULL;
	}
	table->map_fd = map_fd;
	table->cpus = cpus;
	table->key_size = (info.key_size + 7) & ~7UL;
	/* the kernel pads each CPU's value to a multiple of 8 bytes */
	table->stride = (info.value_size + sizeof(__u64) - 1) / sizeof(__u64);
	table->element_size = table->key_size + (size_t)cpus * table->stride * sizeof(__u64);
	return table;
}

static char *at(const struct stats_table *table, const struct reading *reading, unsigned int i)
{
	return reading->elements + i * table->element_size;
}

static int make_room(struct stats_table *table, struct reading *reading)
{
	unsigned int room = reading->room ? reading->room * 2 : 64;
	char *elements;

	if (reading->count < reading->room)
		return 0;
	elements = realloc(reading->elements, room * table->element_size);
	if (!elements)
		return -ENOMEM;
	reading->elements = elements;
	reading->room = room;
	return 0;
}

/* An element that goes away while we read counts 0. */
static int read_map(struct stats_table *table, struct reading *reading)
{
	char *element, *values;
	int err;

	for (reading->count = 0; !(err = make_room(table, reading)); reading->count++) {
		element = at(table, reading, reading->count);
		values = element + table->key_size;
		memset(element, 0, table->element_size);
		err = bpf_map_get_next_key(table->map_fd,
					   reading->count ? element - table->element_size : NULL,
					   element);
		if (!err)
			err = bpf_map_lookup_elem(table->map_fd, element, values);
		else if (err == -ENOENT)
			return 0;
		if (err && err != -ENOENT)
			break;
	}
	return err;
}

static int compare(const void *a, const void *b, void *key_size)
{
	return memcmp(a, b, *(size_t *)key_size);
}

/* Both readings are in order, so one walk finds which element was which. */
static int match(struct stats_table *table)
{
	const char **earlier = realloc(table->earlier, (table->now.count + 1) * sizeof(*earlier));
	unsigned int old = 0;

	if (!earlier)
		return -ENOMEM;
	table->earlier = earlier;
	for (unsigned int i = 0; i < table->now.count; i++) {
		const char *key = at(table, &table->now, i);
		int order = -1;

		while (old < table->before.count &&
		       (order = memcmp(at(table, &table->before, old), key, table->key_size)) < 0)
			old++;
		earlier[i] = order ? NULL : at(table, &table->before, old);
	}
	return 0;
}

int stats_table_read(struct stats_table *table, __u64 now)
{
	struct reading oldest = table->before;
	int err;

	table->before = table->now;
	table->now = oldest;
	table->now.at = now;
	err = read_map(table, &table->now);
	if (table->now.count)
		qsort_r(table->now.elements, table->now.count, table->element_size, compare,
			&table->key_size);
	err = err ?: match(table);
	return err ? log_error(err, "statistics: not read: %s", strerror(-err)) : 0;
}

__u64 stats_table_ns(const struct stats_table *table)
{
	return table->before.at ? table->now.at - table->before.at : 0;
}

unsigned int stats_table_size(const struct stats_table *table)
{
	return table->now.count;
}

int stats_table_cpus(const struct stats_table *table)
{
	return table->cpus;
}

const void *stats_table_key(const struct stats_table *table, unsigned int element)
{
	return at(table, &table->now, element);
}

/* One counter of an element, on one CPU or summed up; of no element it is 0. */
static __u64 sum(const struct stats_table *table, const char *element, int cpu,
		 unsigned int counter)
{
	const __u64 *values = (const __u64 *)(element + table->key_size);
	__u64 total = 0;

	if (!element)
		return 0;
	if (cpu != STATS_ALL_CPUS)
		return values[cpu * table->stride + counter];
	for (int i = 0; i < table->cpus; i++)
		total += values[i * table->stride + counter];
	return total;
}

__u64 stats_table_total(const struct stats_table *table, unsigned int element, int cpu,
			unsigned int counter)
{
	return sum(table, at(table, &table->now, element), cpu, counter);
}

__u64 stats_table_growth(const struct stats_table *table, unsigned int element, int cpu,
			 unsigned int counter)
{
	return stats_growth(stats_table_total(table, element, cpu, counter),
			    sum(table, table->earlier[element], cpu, counter));
}

double stats_table_rate(const struct stats_table *table, unsigned int element, int cpu,
			unsigned int counter)
{
	return stats_rate(stats_table_total(table, element, cpu, counter),
			  sum(table, table->earlier[element], cpu, counter), stats_table_ns(table));
}

void stats_table_free(struct stats_table *table)
{
	if (!table)
		return;
	free(table->now.elements);
	free(table->before.elements);
	free(table->earlier);
	free(table);
}

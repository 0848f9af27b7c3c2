// SPDX-License-Identifier: GPL-2.0
/* tracing02/stats_table: real maps, whose elements and CPUs come and go between two readings. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "clock.h"
#include "privileges.h"
#include "stats_table.h"
#include "unit.h"

#define SECOND CLOCK_NS_PER_SEC

struct value {
	__u64 counters[2];
};

static int map_fd;
static struct stats_table *table;

FIXTURE(make_table)
{
	map_fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_HASH, "unit_table", 5, sizeof(struct value),
				500, NULL);
	table = stats_table_new(map_fd);
	return map_fd < 0 || !table;
}

FIXTURE(free_table)
{
	stats_table_free(table);
	close(map_fd);
	return 0;
}

/* CPU 0 counts @first, the last CPU @last; twice that in the second counter. */
static void count(const char *key, __u64 first, __u64 last)
{
	int cpus = libbpf_num_possible_cpus();
	struct value *values = calloc(cpus, sizeof(*values));

	for (int i = 0; i < 2; i++) {
		values[0].counters[i] = first * (i + 1);
		if (cpus > 1)
			values[cpus - 1].counters[i] = last * (i + 1);
	}
	assert_int_equal(bpf_map_update_elem(map_fd, key, values, BPF_ANY), 0);
	free(values);
}

/* On one CPU, there is no other: the tests are about sums then. */
static __u64 both(__u64 first, __u64 last)
{
	return libbpf_num_possible_cpus() > 1 ? first + last : first;
}

static void read_at(__u64 now)
{
	assert_int_equal(stats_table_read(table, now), 0);
}

/* Of an element's first counter, on all CPUs. */
static __u64 growth(int element)
{
	return stats_table_growth(table, element, STATS_ALL_CPUS, 0);
}

NEEDS(capability_bpf(), "may not create BPF maps: run as root");
EACH(make_table, free_table);

TEST(empty)
{
	read_at(SECOND);
	assert_int_equal(stats_table_size(table), 0);
	assert_int_equal(stats_table_ns(table), 0);
	read_at(3 * SECOND);
	assert_int_equal(stats_table_ns(table), 2 * SECOND);
	assert_int_equal(stats_table_cpus(table), libbpf_num_possible_cpus());
}

TEST(rates)
{
	count("bbbb", 100, 10);
	count("aaaa", 1, 0);
	read_at(SECOND);
	assert_int_equal(stats_table_size(table), 2);
	assert_string_equal(stats_table_key(table, 0), "aaaa");
	assert_string_equal(stats_table_key(table, 1), "bbbb");
	assert_int_equal(stats_table_total(table, 1, STATS_ALL_CPUS, 0), both(100, 10));
	assert_int_equal(stats_table_total(table, 1, 0, 1), 200);
	assert_true(stats_table_rate(table, 1, STATS_ALL_CPUS, 0) == 0); /* nothing to compare */

	count("bbbb", 140, 10);
	read_at(3 * SECOND);
	assert_int_equal(growth(1), 40);
	assert_int_equal(stats_table_growth(table, 1, 0, 1), 80);
	assert_true(stats_table_rate(table, 1, STATS_ALL_CPUS, 0) == 20);
	assert_true(stats_table_rate(table, 1, 0, 1) == 40);
	assert_true(stats_table_rate(table, 0, STATS_ALL_CPUS, 0) == 0);
}

TEST(elements_come_and_go)
{
	count("bbbb", 5, 0);
	count("dddd", 50, 0);
	read_at(SECOND);
	bpf_map_delete_elem(map_fd, "bbbb");
	count("aaaa", 2, 0);
	count("cccc", 3, 0);
	count("dddd", 51, 0);
	read_at(2 * SECOND);
	assert_int_equal(stats_table_size(table), 3);
	assert_int_equal(growth(0), 2);
	assert_int_equal(growth(1), 3);
	assert_int_equal(growth(2), 1);
	count("dddd", 7, 0); /* made again in between */
	read_at(3 * SECOND);
	assert_int_equal(growth(2), 7);
}

/* A CPU that was idle, or offline, begins to count; another one stops. */
TEST(cpus_come_and_go)
{
	int last = libbpf_num_possible_cpus() - 1;

	if (!last)
		LEAVE_OUT("needs 2 processors");
	count("aaaa", 10, 0);
	read_at(SECOND);
	count("aaaa", 10, 6);
	read_at(2 * SECOND);
	assert_int_equal(stats_table_growth(table, 0, 0, 0), 0);
	assert_int_equal(stats_table_growth(table, 0, last, 0), 6);
	assert_int_equal(growth(0), 6);
}

TEST(no_time)
{
	count("aaaa", 10, 0);
	read_at(SECOND);
	count("aaaa", 20, 0);
	read_at(SECOND);
	assert_int_equal(growth(0), 10);
	assert_true(stats_table_rate(table, 0, STATS_ALL_CPUS, 0) == 0);
}

TEST(many)
{
	char key[12];

	for (int round = 1; round <= 3; round++) {
		for (int i = 0; i < 400; i++) {
			snprintf(key, sizeof(key), "%04d", i);
			count(key, (__u64)i * round, 0);
		}
		read_at(round * SECOND);
	}
	assert_int_equal(stats_table_size(table), 400);
	for (int i = 0; i < 400; i++)
		assert_int_equal(growth(i), i);
}

TEST(no_map)
{
	assert_null(HEARD(stats_table_new(-1)));
	assert_memory_equal(heard.err, "statistics: map not usable: ", 28);
	stats_table_free(NULL);
}

EACH(NULL, free_table);

/* The kernel gives each CPU's value as many bytes as make it a multiple of 8. */
TEST(odd_values)
{
	int cpus = libbpf_num_possible_cpus();
	struct value *values = calloc(cpus, sizeof(*values));
	const __u32 key = 0;

	map_fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "unit_odd", 4, 12, 1, NULL);
	table = stats_table_new(map_fd);
	for (int i = 0; i < cpus; i++)
		values[i].counters[0] = i + 1;
	assert_int_equal(bpf_map_update_elem(map_fd, &key, values, BPF_ANY), 0);
	free(values);
	read_at(SECOND);
	assert_int_equal(stats_table_size(table), 1);
	for (int i = 0; i < cpus; i++)
		assert_int_equal(stats_table_total(table, 0, i, 0), i + 1);
}

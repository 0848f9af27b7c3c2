// SPDX-License-Identifier: GPL-2.0
/* tracing02/stats_table: real maps, whose elements and CPUs come and go between two readings. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "capability.h"
#include "clock.h"
#include "heard.h"
#include "stats_table.h"
#include "unit.h"

#define SECOND CLOCK_NS_PER_SEC

struct value {
	__u64 counters[2];
};

struct fixture {
	int map_fd;
	struct stats_table *table;
};

static int make_table(void **state)
{
	static struct fixture fixture;

	fixture.map_fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_HASH, "unit_table", 5,
					sizeof(struct value), 500, NULL);
	fixture.table = stats_table_new(fixture.map_fd);
	*state = &fixture;
	return fixture.map_fd < 0 || !fixture.table;
}

static int free_table(void **state)
{
	struct fixture *fixture = *state;

	stats_table_free(fixture->table);
	close(fixture->map_fd);
	return 0;
}

/* CPU 0 counts @first, the last CPU @last; twice that in the second counter. */
static void count(const struct fixture *fixture, const char *key, __u64 first, __u64 last)
{
	int cpus = libbpf_num_possible_cpus();
	struct value *values = calloc(cpus, sizeof(*values));

	for (int i = 0; i < 2; i++) {
		values[0].counters[i] = first * (i + 1);
		if (cpus > 1)
			values[cpus - 1].counters[i] = last * (i + 1);
	}
	assert_int_equal(bpf_map_update_elem(fixture->map_fd, key, values, BPF_ANY), 0);
	free(values);
}

/* On one CPU, there is no other: the tests are about sums then. */
static __u64 both(__u64 first, __u64 last)
{
	return libbpf_num_possible_cpus() > 1 ? first + last : first;
}

NEEDS(capability_bpf(), "may not create BPF maps: run as root");
EACH(make_table, free_table);

TEST(empty)
{
	struct fixture *fixture = *state;

	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	assert_int_equal(stats_table_size(fixture->table), 0);
	assert_int_equal(stats_table_ns(fixture->table), 0);
	assert_int_equal(stats_table_read(fixture->table, 3 * SECOND), 0);
	assert_int_equal(stats_table_ns(fixture->table), 2 * SECOND);
	assert_int_equal(stats_table_cpus(fixture->table), libbpf_num_possible_cpus());
}

TEST(rates)
{
	struct fixture *fixture = *state;
	const struct stats_table *table = fixture->table;

	count(fixture, "bbbb", 100, 10);
	count(fixture, "aaaa", 1, 0);
	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	assert_int_equal(stats_table_size(table), 2);
	assert_string_equal(stats_table_key(table, 0), "aaaa");
	assert_string_equal(stats_table_key(table, 1), "bbbb");
	assert_int_equal(stats_table_total(table, 1, STATS_ALL_CPUS, 0), both(100, 10));
	assert_int_equal(stats_table_total(table, 1, 0, 1), 200);
	assert_true(stats_table_rate(table, 1, STATS_ALL_CPUS, 0) == 0); /* nothing to compare */

	count(fixture, "bbbb", 140, 10);
	assert_int_equal(stats_table_read(fixture->table, 3 * SECOND), 0);
	assert_int_equal(stats_table_growth(table, 1, STATS_ALL_CPUS, 0), 40);
	assert_int_equal(stats_table_growth(table, 1, 0, 1), 80);
	assert_true(stats_table_rate(table, 1, STATS_ALL_CPUS, 0) == 20);
	assert_true(stats_table_rate(table, 1, 0, 1) == 40);
	assert_true(stats_table_rate(table, 0, STATS_ALL_CPUS, 0) == 0);
}

TEST(elements_come_and_go)
{
	struct fixture *fixture = *state;
	const struct stats_table *table = fixture->table;

	count(fixture, "bbbb", 5, 0);
	count(fixture, "dddd", 50, 0);
	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	bpf_map_delete_elem(fixture->map_fd, "bbbb");
	count(fixture, "aaaa", 2, 0);
	count(fixture, "cccc", 3, 0);
	count(fixture, "dddd", 51, 0);
	assert_int_equal(stats_table_read(fixture->table, 2 * SECOND), 0);
	assert_int_equal(stats_table_size(table), 3);
	assert_int_equal(stats_table_growth(table, 0, STATS_ALL_CPUS, 0), 2);
	assert_int_equal(stats_table_growth(table, 1, STATS_ALL_CPUS, 0), 3);
	assert_int_equal(stats_table_growth(table, 2, STATS_ALL_CPUS, 0), 1);
	count(fixture, "dddd", 7, 0); /* made again in between */
	assert_int_equal(stats_table_read(fixture->table, 3 * SECOND), 0);
	assert_int_equal(stats_table_growth(table, 2, STATS_ALL_CPUS, 0), 7);
}

/* A CPU that was idle, or offline, begins to count; another one stops. */
TEST(cpus_come_and_go)
{
	struct fixture *fixture = *state;
	const struct stats_table *table = fixture->table;
	int last = libbpf_num_possible_cpus() - 1;

	if (!last)
		LEAVE_OUT("one CPU cannot come and go");
	count(fixture, "aaaa", 10, 0);
	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	count(fixture, "aaaa", 10, 6);
	assert_int_equal(stats_table_read(fixture->table, 2 * SECOND), 0);
	assert_int_equal(stats_table_growth(table, 0, 0, 0), 0);
	assert_int_equal(stats_table_growth(table, 0, last, 0), 6);
	assert_int_equal(stats_table_growth(table, 0, STATS_ALL_CPUS, 0), 6);
}

TEST(no_time)
{
	struct fixture *fixture = *state;

	count(fixture, "aaaa", 10, 0);
	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	count(fixture, "aaaa", 20, 0);
	assert_int_equal(stats_table_read(fixture->table, SECOND), 0);
	assert_int_equal(stats_table_growth(fixture->table, 0, STATS_ALL_CPUS, 0), 10);
	assert_true(stats_table_rate(fixture->table, 0, STATS_ALL_CPUS, 0) == 0);
}

TEST(many)
{
	struct fixture *fixture = *state;
	char key[8];

	for (int round = 1; round <= 3; round++) {
		for (int i = 0; i < 400; i++) {
			snprintf(key, sizeof(key), "%04d", i);
			count(fixture, key, (__u64)i * round, 0);
		}
		assert_int_equal(stats_table_read(fixture->table, round * SECOND), 0);
	}
	assert_int_equal(stats_table_size(fixture->table), 400);
	for (int i = 0; i < 400; i++)
		assert_int_equal(stats_table_growth(fixture->table, i, STATS_ALL_CPUS, 0), i);
}

EACH(NULL, NULL);

/* The kernel gives each CPU's value as many bytes as make it a multiple of 8. */
TEST(odd_values)
{
	int map_fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "unit_odd", 4, 12, 1, NULL);
	int cpus = libbpf_num_possible_cpus();
	struct value *values = calloc(cpus, sizeof(*values));
	struct stats_table *table = stats_table_new(map_fd);
	const __u32 key = 0;

	for (int i = 0; i < cpus; i++)
		values[i].counters[0] = i + 1;
	assert_int_equal(bpf_map_update_elem(map_fd, &key, values, BPF_ANY), 0);
	free(values);
	assert_int_equal(stats_table_read(table, SECOND), 0);
	assert_int_equal(stats_table_size(table), 1);
	for (int i = 0; i < cpus; i++)
		assert_int_equal(stats_table_total(table, 0, i, 0), i + 1);
	stats_table_free(table);
	close(map_fd);
}

EACH(make_table, free_table);

TEST(no_map)
{
	assert_null(HEARD(stats_table_new(-1)));
	assert_memory_equal(heard.err, "statistics: map not usable: ", 28);
	stats_table_free(NULL);
}

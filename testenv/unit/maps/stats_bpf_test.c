// SPDX-License-Identifier: GPL-2.0
/* stats: sums over all CPUs of real maps. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "privileges.h"
#include "stats.h"
#include "unit.h"

#define COUNTERS 3

struct row {
	__u64 counters[COUNTERS];
};

static int make_map(enum bpf_map_type type, unsigned int counters)
{
	int fd = bpf_map_create(type, "unit_stats", sizeof(__u32), counters * sizeof(__u64), 4,
				NULL);

	assert_true(fd >= 0);
	return fd;
}

/* CPU n counts @base + n, twice that, and three times. Returns what they count together. */
static struct row fill(int map_fd, __u32 key, __u64 base)
{
	unsigned int cpus = libbpf_num_possible_cpus();
	struct row *values = calloc(cpus, sizeof(*values));
	struct row sum = {};

	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		for (int i = 0; i < COUNTERS; i++) {
			values[cpu].counters[i] = (base + cpu) * (i + 1);
			sum.counters[i] += values[cpu].counters[i];
		}
	assert_int_equal(bpf_map_update_elem(map_fd, &key, values, BPF_ANY), 0);
	free(values);
	return sum;
}

static void assert_sum(int map_fd, __u32 key, const struct row *want)
{
	struct row got;

	memset(&got, 0xee, sizeof(got));
	assert_int_equal(stats_sum(map_fd, &key, got.counters, COUNTERS), 0);
	assert_memory_equal(&got, want, sizeof(got));
}

NEEDS(capability_bpf(), "may not create BPF maps: run as root");

TEST(array)
{
	int map_fd = make_map(BPF_MAP_TYPE_PERCPU_ARRAY, COUNTERS);
	const struct row nothing = {};
	struct row two, three;
	__u32 beyond = 4;
	__u64 sums[COUNTERS];

	two = fill(map_fd, 2, 1000);
	three = fill(map_fd, 3, 1ULL << 40);
	assert_sum(map_fd, 0, &nothing);
	assert_sum(map_fd, 2, &two);
	assert_sum(map_fd, 3, &three);
	assert_int_equal(stats_sum(map_fd, &beyond, sums, COUNTERS), -ENOENT);
	close(map_fd);
}

TEST(hash)
{
	int map_fd = make_map(BPF_MAP_TYPE_PERCPU_HASH, COUNTERS);
	__u64 sums[COUNTERS];
	__u32 absent = 77;
	struct row sum;

	assert_int_equal(stats_sum(map_fd, &absent, sums, COUNTERS), -ENOENT);
	sum = fill(map_fd, 78, 5);
	assert_sum(map_fd, 78, &sum);
	assert_int_equal(stats_sum(map_fd, &absent, sums, COUNTERS), -ENOENT);
	close(map_fd);
}

/* With a wrong idea of the value's size, the kernel would write past the memory. */
TEST(another_size)
{
	int map_fd = make_map(BPF_MAP_TYPE_PERCPU_ARRAY, COUNTERS);
	__u64 sums[COUNTERS + 1];
	__u32 key = 0;

	assert_int_equal(stats_sum(map_fd, &key, sums, COUNTERS - 1), -EINVAL);
	assert_int_equal(stats_sum(map_fd, &key, sums, COUNTERS + 1), -EINVAL);
	assert_int_equal(stats_sum(map_fd, &key, sums, 0), -EINVAL);
	close(map_fd);
	assert_true(stats_sum(map_fd, &key, sums, COUNTERS) < 0);
	assert_true(stats_sum(-1, &key, sums, COUNTERS) < 0);
}

TEST(print_map)
{
	int map_fd = make_map(BPF_MAP_TYPE_PERCPU_HASH, COUNTERS);
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	char want[256];

	assert_int_equal(bpf_obj_get_info_by_fd(map_fd, &info, &len), 0);
	snprintf(want, sizeof(want),
		 "Collecting stats from BPF map\n"
		 " - BPF map (bpf_map_type:5) id:%u name:unit_stats key_size:4 value_size:24 "
		 "max_entries:4\n\n",
		 info.id);
	hear_begin(&heard);
	stats_print_map(map_fd);
	stats_print_map(-1);
	hear_end(&heard);
	close(map_fd);
	assert_string_equal(heard.out, want);
	assert_string_equal(heard.err, "");
}

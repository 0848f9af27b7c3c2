// SPDX-License-Identifier: GPL-2.0
/* Reading per-CPU counters, and comparing them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "clock.h"
#include "stats.h"

int stats_sum(int map_fd, const void *key, __u64 *sums, unsigned int count)
{
	int cpus = libbpf_num_possible_cpus(), err;
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	__u64 *values;

	if (cpus < 0)
		return cpus;
	err = bpf_obj_get_info_by_fd(map_fd, &info, &len);
	if (err)
		return err;
	if (info.value_size != count * sizeof(*sums))
		return -EINVAL;
	values = calloc((size_t)cpus * count, sizeof(*values));
	if (!values)
		return -ENOMEM;

	err = bpf_map_lookup_elem(map_fd, key, values);
	memset(sums, 0, count * sizeof(*sums));
	for (unsigned int i = 0; !err && i < (unsigned int)cpus * count; i++)
		sums[i % count] += values[i];
	free(values);
	return err;
}

__u64 stats_growth(__u64 now, __u64 before)
{
	__u64 growth = now - before;

	/* no counter grows by half of its range, so it must have begun at 0 again */
	return growth >> 63 ? now : growth;
}

double stats_rate(__u64 now, __u64 before, __u64 ns)
{
	return ns ? (double)stats_growth(now, before) * CLOCK_NS_PER_SEC / ns : 0;
}

void stats_print_map(int map_fd)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	if (bpf_obj_get_info_by_fd(map_fd, &info, &len))
		return;
	printf("Collecting stats from BPF map\n");
	printf(" - BPF map (bpf_map_type:%u) id:%u name:%s key_size:%u value_size:%u "
	       "max_entries:%u\n\n",
	       info.type, info.id, info.name, info.key_size, info.value_size, info.max_entries);
}

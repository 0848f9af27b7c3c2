// SPDX-License-Identifier: GPL-2.0
/* Shows what the XDP programs on an interface counted with headers/xdp_stats.h, per action. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bpf_cause.h"
#include "clock.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "stats.h"
#include "xdp_action.h"
#include "xdp_programs.h"
#include "xdp_stats.h"

static const char *dev;
static unsigned int interval = 2, count;
static int verbosity;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface"),
	OPTION_NUMBER(0, "interval", &interval, "SECONDS", 1, 86400, "Time between two rounds"),
	OPTION_NUMBER('c', "count", &count, "N", 1, ~0U, "End after N rounds"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [--interval SECONDS] [--count N]",
	.purpose = "Show packets and bytes per XDP action, as an interface's XDP program counted "
		   "them.",
	.rows = rows,
};

/* The counters of the first program on the interface that has any. */
static int find_map(int ifindex)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);
	int fd = -ENOENT;

	if (!there)
		return -EIO;
	for (int i = 0; i < there->count && fd < 0; i++)
		fd = xdp_programs_map(there->programs[i].id, XDP_STATS_MAP);
	if (!there->count)
		log_error(fd, "%s: no XDP program", dev);
	else if (fd < 0 && fd != -ENOENT)
		log_error(fd, "%s: its XDP program cannot be looked at: %s", dev,
			  bpf_cause(fd, NULL));
	else if (fd < 0)
		log_error(fd, "%s: its XDP program has no map %s (headers/xdp_stats.h)", dev,
			  XDP_STATS_MAP);
	free(there);
	return fd;
}

static int read_all(int map_fd, struct xdp_stats stats[XDP_STATS_ACTIONS])
{
	int err = 0;

	for (__u32 action = 0; action < XDP_STATS_ACTIONS && !err; action++)
		err = stats_sum(map_fd, &action, (__u64 *)&stats[action], 2);
	return err ? log_error(err, "%s: %s not read", dev, XDP_STATS_MAP) : 0;
}

static void print_round(const struct xdp_stats *now, const struct xdp_stats *before, __u64 ns)
{
	for (int action = 0; action < XDP_STATS_ACTIONS; action++)
		printf("%-12s %11llu pkts (%10.0f pps) %11llu Kbytes (%6.0f Mbits/s) period:%f\n",
		       xdp_action_name(action), now[action].packets,
		       stats_rate(now[action].packets, before[action].packets, ns),
		       now[action].bytes / 1000,
		       stats_rate(now[action].bytes, before[action].bytes, ns) * 8 / 1e6,
		       (double)ns / CLOCK_NS_PER_SEC);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct xdp_stats stats[2][XDP_STATS_ACTIONS];
	__u64 read_at[2];
	int word, ifindex, map_fd;

	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	setvbuf(stdout, NULL, _IOLBF, 0);
	ifindex = interface_index(dev);
	map_fd = ifindex < 0 ? ifindex : find_map(ifindex);
	if (map_fd < 0 || signals_init())
		return EXIT_FAILURE;

	stats_print_map(map_fd);
	read_at[0] = clock_monotonic();
	if (read_all(map_fd, stats[0]))
		return EXIT_FAILURE;
	for (unsigned int round = 1; !signals_wait(-1, interval * 1000); round++) {
		read_at[round % 2] = clock_monotonic();
		if (read_all(map_fd, stats[round % 2]))
			return EXIT_FAILURE;
		print_round(stats[round % 2], stats[!(round % 2)],
			    read_at[round % 2] - read_at[!(round % 2)]);
		if (round == count || ferror(stdout))
			break;
	}
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/* tracing02/xdp_metrics: a real map, whose elements go and come again, and what is exported of it. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <net/if.h>

#include "privileges.h"
#include "unit.h"
#include "xdp_metrics.h"

static const bool there[XDP_EVENTS] = { [XDP_EVENT_EXCEPTION] = true };
static int map_fd;
static struct stats_table *table;
static struct xdp_metrics *metrics;
static __u64 now;

FIXTURE(make_metrics)
{
	map_fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_HASH, "unit_metrics",
				sizeof(struct xdp_event_key), sizeof(struct xdp_event_counts), 2000,
				NULL);
	table = stats_table_new(map_fd);
	metrics = xdp_metrics_new();
	return map_fd < 0 || !table || !metrics || stats_table_read(table, ++now);
}

FIXTURE(free_metrics)
{
	stats_table_free(table);
	xdp_metrics_free(metrics);
	close(map_fd);
	return 0;
}

/* On a CPU, and 0 on all others. */
static void count(const struct xdp_event_key *key, int cpu, __u64 packets, __u64 drops)
{
	int cpus = libbpf_num_possible_cpus();
	struct xdp_event_counts *counts = calloc(cpus, sizeof(*counts));

	counts[cpu].packets = packets;
	counts[cpu].drops = drops;
	counts[cpu].bulks = 1;
	assert_int_equal(bpf_map_update_elem(map_fd, key, counts, BPF_ANY), 0);
	free(counts);
}

static void add(void)
{
	assert_int_equal(stats_table_read(table, ++now), 0);
	assert_int_equal(xdp_metrics_add(metrics, table), 0);
}

static char *printed(bool openmetrics)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	xdp_metrics_print(metrics, there, 3, out, openmetrics);
	fclose(out);
	return text;
}

/* Exactly this line is printed. */
static void assert_line(const char *line)
{
	char *text = printed(false), want[512];

	snprintf(want, sizeof(want), "\n%s\n", line);
	if (!strstr(text, want))
		fail_msg("no line %s in:\n%s", line, text);
	free(text);
}

static unsigned int lines_of(const char *name)
{
	char *text = printed(false);
	unsigned int lines = 0;

	for (char *at = text; (at = strstr(at, name)); at++)
		lines += at == text || at[-1] == '\n';
	free(text);
	return lines;
}

static const struct xdp_event_key aborted = { .event = XDP_EVENT_EXCEPTION, .from = 1 };

NEEDS(capability_bpf(), "may not create BPF maps: run as root");
EACH(make_metrics, free_metrics);

TEST(begins_with_0)
{
	add();
	assert_line("xdp_link_attach_failures_total 0");
	assert_line("xdp_cpumap_kthread_verdicts_total{verdict=\"XDP_PASS\"} 0");
	assert_line("xdp_tracepoint_attached{tracepoint=\"xdp_exception\"} 1");
	assert_line("xdp_tracepoint_attached{tracepoint=\"xdp_redirect_map\"} 0");
	assert_line("xdp_events_uncounted_total 3");
	assert_int_equal(lines_of("xdp_exceptions_total"), 0);
}

/* The map's element goes and comes again with less; the counts move from one CPU to another. */
TEST(never_goes_back)
{
	int last = libbpf_num_possible_cpus() - 1;

	count(&aborted, 0, 0, 10);
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"XDP_ABORTED\"} 10");
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"XDP_ABORTED\"} 10");
	bpf_map_delete_elem(map_fd, &aborted);
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"XDP_ABORTED\"} 10");
	count(&aborted, last, 0, 4);
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"XDP_ABORTED\"} 14");
	count(&aborted, 0, 0, 1); /* less than before: it has begun anew in between */
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"XDP_ABORTED\"} 15");
}

/* Elements that differ in what is no label are one. */
TEST(one_series)
{
	struct xdp_event_key key = aborted;

	for (key.action = 90; key.action < 100; key.action++)
		count(&key, 0, 0, 2);
	add();
	assert_line("xdp_exceptions_total{interface=\"lo\",action=\"unknown\"} 20");
	assert_int_equal(lines_of("xdp_exceptions_total"), 1);
	key = (struct xdp_event_key){ .event = XDP_EVENT_REDIRECT, .from = 1 };
	count(&key, 0, 5, 0);
	key.event = XDP_EVENT_REDIRECT_MAP;
	count(&key, 0, 6, 0);
	add();
	assert_line("xdp_redirect_packets_total{interface=\"lo\"} 11");
}

TEST(labels)
{
	struct xdp_event_key sent = { .event = XDP_EVENT_DEVMAP_XMIT, .from = 1, .to = 1 };
	struct xdp_event_key failed = sent, queued = { .event = XDP_EVENT_CPUMAP_ENQUEUE, .to = 7 };

	failed.err = -ENXIO;
	failed.to = 0x7ffffff0; /* of no interface */
	count(&sent, 0, 8, 1);
	count(&failed, 0, 0, 9);
	count(&queued, 0, 2, 0);
	add();
	assert_line("xdp_devmap_xmit_packets_total{interface=\"lo\",to_interface=\"lo\"} 8");
	assert_line("xdp_devmap_xmit_drops_total{interface=\"lo\",to_interface=\"lo\","
		    "error=\"none\"} 1");
	assert_line("xdp_devmap_xmit_drops_total{interface=\"lo\",to_interface=\"other\","
		    "error=\"ENXIO\"} 9");
	assert_line("xdp_cpumap_enqueue_packets_total{to_cpu=\"7\"} 2");
}

/* Whatever comes, a metric has so many series, and no packet is forgotten. */
TEST(bounded)
{
	struct xdp_event_key key = { .event = XDP_EVENT_CPUMAP_ENQUEUE };
	char line[128];

	for (key.to = 0; key.to < 1000; key.to++)
		count(&key, 0, 1, 0);
	add();
	assert_int_equal(lines_of("xdp_cpumap_enqueue_packets_total"), XDP_METRICS_SERIES + 1);
	snprintf(line, sizeof(line), "xdp_cpumap_enqueue_packets_total{to_cpu=\"other\"} %d",
		 1000 - XDP_METRICS_SERIES);
	assert_line(line);
}

/* The formats differ in the name of the family, and in the end. */
TEST(formats)
{
	char *text = printed(false), *open = printed(true);

	assert_non_null(strstr(text, "\n# TYPE xdp_link_attach_failures_total counter\n"));
	assert_non_null(strstr(open, "\n# TYPE xdp_link_attach_failures counter\n"));
	assert_non_null(strstr(open, "\nxdp_link_attach_failures_total 0\n"));
	assert_null(strstr(text, "# EOF"));
	assert_string_equal(strstr(open, "# EOF"), "# EOF\n");
	free(text);
	free(open);
}

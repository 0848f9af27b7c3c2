// SPDX-License-Identifier: GPL-2.0
/* A row for each metric: of which events it is, and what its labels tell. */
#include <errno.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "text.h"
#include "version.h"
#include "xdp_action.h"
#include "xdp_event_kinds.h"
#include "xdp_metrics.h"

#define COUNTER(member) (offsetof(struct xdp_event_counts, member) / sizeof(__u64))
#define OF(event)	(1U << XDP_EVENT_##event)
#define LABELS_SIZE	512 /* two names of interfaces, all of them escaped, and an errno */

struct metric {
	const char *name; /* without "_total" */
	const char *help;
	unsigned int events;  /* 1 << enum xdp_event, ored: one row for what means the same */
	unsigned int counter; /* of struct xdp_event_counts */
	unsigned int labels;  /* enum xdp_event_has, ored */
	const char *verdict;  /* a label that does not come from the event, or NULL */
};

/* Rows of one name stand together. */
static const struct metric rows[] = {
	{ "xdp_redirect_packets", "Packets that XDP redirected, as far as their target's queue.",
	  OF(REDIRECT) | OF(REDIRECT_MAP), COUNTER(packets), XDP_HAS_FROM, NULL },
	{ "xdp_redirect_errors", "Packets that could not be redirected.",
	  OF(REDIRECT_ERR) | OF(REDIRECT_MAP_ERR), COUNTER(drops), XDP_HAS_FROM | XDP_HAS_ERR,
	  NULL },
	{ "xdp_exceptions",
	  "Packets dropped for XDP_ABORTED, an unknown return code, or a failed XDP_TX.",
	  OF(EXCEPTION), COUNTER(drops), XDP_HAS_FROM | XDP_HAS_ACTION, NULL },
	{ "xdp_devmap_xmit_packets", "Redirected packets that the target interface sent.",
	  OF(DEVMAP_XMIT), COUNTER(packets), XDP_HAS_FROM | XDP_HAS_TO_INTERFACE, NULL },
	{ "xdp_devmap_xmit_drops", "Redirected packets that the target interface did not send.",
	  OF(DEVMAP_XMIT), COUNTER(drops), XDP_HAS_FROM | XDP_HAS_TO_INTERFACE | XDP_HAS_ERR,
	  NULL },
	{ "xdp_devmap_xmit_bulks", "Bulks in which redirected packets were sent.", OF(DEVMAP_XMIT),
	  COUNTER(bulks), XDP_HAS_FROM | XDP_HAS_TO_INTERFACE, NULL },
	{ "xdp_bulk_tx_packets", "Packets that XDP_TX sent back.", OF(BULK_TX), COUNTER(packets),
	  XDP_HAS_FROM, NULL },
	{ "xdp_bulk_tx_drops", "Packets that XDP_TX could not send back.", OF(BULK_TX),
	  COUNTER(drops), XDP_HAS_FROM | XDP_HAS_ERR, NULL },
	{ "xdp_bulk_tx_bulks", "Bulks in which XDP_TX sent packets back.", OF(BULK_TX),
	  COUNTER(bulks), XDP_HAS_FROM, NULL },
	{ "xdp_cpumap_enqueue_packets", "Packets queued for another CPU.", OF(CPUMAP_ENQUEUE),
	  COUNTER(packets), XDP_HAS_TO_CPU, NULL },
	{ "xdp_cpumap_enqueue_drops", "Packets that found another CPU's queue full.",
	  OF(CPUMAP_ENQUEUE), COUNTER(drops), XDP_HAS_TO_CPU, NULL },
	{ "xdp_cpumap_enqueue_bulks", "Bulks in which packets were queued for another CPU.",
	  OF(CPUMAP_ENQUEUE), COUNTER(bulks), XDP_HAS_TO_CPU, NULL },
	{ "xdp_cpumap_kthread_packets", "Packets taken out of the queues.", OF(CPUMAP_KTHREAD),
	  COUNTER(packets), 0, NULL },
	{ "xdp_cpumap_kthread_drops", "Packets that were lost when they were taken out.",
	  OF(CPUMAP_KTHREAD), COUNTER(drops), 0, NULL },
	{ "xdp_cpumap_kthread_sched", "Times that a queue was found empty.", OF(CPUMAP_KTHREAD),
	  COUNTER(sched), 0, NULL },
	{ "xdp_cpumap_kthread_verdicts", "What the program behind a queue decided.",
	  OF(CPUMAP_KTHREAD), COUNTER(drop), 0, "XDP_DROP" },
	{ "xdp_cpumap_kthread_verdicts", NULL, OF(CPUMAP_KTHREAD), COUNTER(pass), 0, "XDP_PASS" },
	{ "xdp_cpumap_kthread_verdicts", NULL, OF(CPUMAP_KTHREAD), COUNTER(redirect), 0,
	  "XDP_REDIRECT" },
	{ "xdp_link_attach_failures", "Times that a program was not attached by a BPF link.",
	  OF(LINK_ATTACH_FAILED), COUNTER(drops), 0, NULL },
};
#define ROWS (sizeof(rows) / sizeof(*rows))

/* One combination of labels. */
struct series {
	unsigned int row;
	char labels[LABELS_SIZE]; /* as they are printed, without the braces */
	__u64 value;
};

struct xdp_metrics {
	struct series *series;
	unsigned int count, room;
	unsigned int of_row[ROWS]; /* how many each has */
};

/* A label behind those that stand there; in the value, \ " and the end of a line are escaped. */
static void add_label(char *labels, const char *name, const char *value)
{
	size_t at = strlen(labels);

	at += snprintf(labels + at, LABELS_SIZE - at, "%s%s=\"", at ? "," : "", name);
	for (; *value && at + sizeof("\\n\"") < LABELS_SIZE; value++) {
		if (*value == '\\' || *value == '"')
			labels[at++] = '\\';
		labels[at++] = *value;
	}
	labels[at++] = '"';
	labels[at] = '\0';
}

static void add_interface(char *labels, const char *label, int ifindex, bool other)
{
	char name[IF_NAMESIZE];

	/* one that went, or is in another network namespace: there is no end to their numbers */
	if (other || !if_indextoname(ifindex, name))
		strcpy(name, "other");
	add_label(labels, label, TEXT_NAME(name));
}

static void label(char labels[LABELS_SIZE], const struct metric *row,
		  const struct xdp_event_key *key, bool other)
{
	char cpu[16];

	*labels = '\0';
	if (row->labels & XDP_HAS_FROM)
		add_interface(labels, "interface", key->from, other);
	if (row->labels & XDP_HAS_TO_INTERFACE)
		add_interface(labels, "to_interface", key->to, other);
	if (row->labels & XDP_HAS_TO_CPU) {
		snprintf(cpu, sizeof(cpu), "%d", key->to);
		add_label(labels, "to_cpu", other ? "other" : cpu);
	}
	if (row->labels & XDP_HAS_ACTION)
		add_label(labels, "action", xdp_action_name(key->action));
	if (row->labels & XDP_HAS_ERR)
		add_label(labels, "error", key->err ? xdp_error_name(key->err) : "none");
	if (row->verdict)
		add_label(labels, "verdict", row->verdict);
}

static struct series *find(const struct xdp_metrics *metrics, unsigned int row, const char *labels)
{
	for (unsigned int i = 0; i < metrics->count; i++)
		if (metrics->series[i].row == row && !strcmp(metrics->series[i].labels, labels))
			return &metrics->series[i];
	return NULL;
}

static struct series *add_series(struct xdp_metrics *metrics, unsigned int row, const char *labels)
{
	if (metrics->count == metrics->room) {
		unsigned int room = metrics->room ? metrics->room * 2 : 64;
		struct series *more = realloc(metrics->series, room * sizeof(*more));

		if (!more)
			return NULL;
		metrics->series = more;
		metrics->room = room;
	}
	metrics->of_row[row]++;
	metrics->series[metrics->count] = (struct series){ .row = row };
	strcpy(metrics->series[metrics->count].labels, labels);
	return &metrics->series[metrics->count++];
}

static struct series *series_of(struct xdp_metrics *metrics, unsigned int row,
				const struct xdp_event_key *key)
{
	char labels[LABELS_SIZE];
	struct series *series;

	label(labels, &rows[row], key, false);
	series = find(metrics, row, labels);
	if (!series && metrics->of_row[row] >= XDP_METRICS_SERIES) {
		label(labels, &rows[row], key, true);
		series = find(metrics, row, labels);
	}
	return series ?: add_series(metrics, row, labels);
}

struct xdp_metrics *xdp_metrics_new(void)
{
	const struct xdp_event_key none = {};
	struct xdp_metrics *metrics = calloc(1, sizeof(*metrics));

	/* those that have no labels but constant ones are there from the beginning, with 0 */
	for (unsigned int row = 0; metrics && row < ROWS; row++)
		if (!rows[row].labels && !series_of(metrics, row, &none)) {
			xdp_metrics_free(metrics);
			metrics = NULL;
		}
	if (!metrics)
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	return metrics;
}

int xdp_metrics_add(struct xdp_metrics *metrics, const struct stats_table *table)
{
	for (unsigned int i = 0; i < stats_table_size(table); i++)
		for (unsigned int row = 0; row < ROWS; row++) {
			const struct xdp_event_key *key = stats_table_key(table, i);
			__u64 growth = rows[row].events >> key->event & 1 ?
					       stats_table_growth(table, i, STATS_ALL_CPUS,
								  rows[row].counter) :
					       0;
			struct series *series = growth ? series_of(metrics, row, key) : NULL;

			if (growth && !series)
				return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
			if (growth)
				series->value += growth;
		}
	return 0;
}

static void print_head(FILE *out, const char *name, const char *suffix, const char *type,
		       const char *help)
{
	fprintf(out, "# HELP %s%s %s\n# TYPE %s%s %s\n", name, suffix, help, name, suffix, type);
}

static void print_row(const struct xdp_metrics *metrics, unsigned int row, FILE *out)
{
	for (unsigned int i = 0; i < metrics->count; i++) {
		const struct series *series = &metrics->series[i];

		if (series->row == row)
			fprintf(out, *series->labels ? "%s_total{%s} %llu\n" : "%s_total%s %llu\n",
				rows[row].name, series->labels, series->value);
	}
}

void xdp_metrics_print(const struct xdp_metrics *metrics, const bool there[XDP_EVENTS], __u64 lost,
		       FILE *out, bool openmetrics)
{
	/* the one format names the family, the other one the sample */
	const char *suffix = openmetrics ? "" : "_total";

	print_head(out, "xdp_monitor_build_info", "", "gauge", "Which version counts.");
	fprintf(out, "xdp_monitor_build_info{version=\"%s\"} 1\n", VERSION);
	print_head(out, "xdp_tracepoint_attached", "", "gauge",
		   "Whether the events of this tracepoint are counted.");
	for (int event = 0; event < XDP_EVENTS; event++)
		fprintf(out, "xdp_tracepoint_attached{tracepoint=\"%s\"} %d\n",
			xdp_event_kinds[event].tracepoint, there[event]);
	print_head(out, "xdp_events_uncounted", suffix, "counter",
		   "Events that could not be counted, because there were too many different ones.");
	fprintf(out, "xdp_events_uncounted_total %llu\n", lost);
	for (unsigned int row = 0; row < ROWS; row++) {
		if (rows[row].help && metrics->of_row[row])
			print_head(out, rows[row].name, suffix, "counter", rows[row].help);
		print_row(metrics, row, out);
	}
	if (openmetrics)
		fputs("# EOF\n", out);
}

void xdp_metrics_free(struct xdp_metrics *metrics)
{
	if (!metrics)
		return;
	free(metrics->series);
	free(metrics);
}

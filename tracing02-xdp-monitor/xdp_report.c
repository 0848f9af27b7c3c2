// SPDX-License-Identifier: GPL-2.0
/* Every row of every event goes through the same few functions. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bpf_loader.h"
#include "clock.h"
#include "interface.h"
#include "json.h"
#include "log.h"
#include "number.h"
#include "signals.h"
#include "sparkline.h"
#include "stats.h"
#include "stats_table.h"
#include "text.h"
#include "xdp_action.h"
#include "xdp_event_kinds.h"
#include "xdp_report.h"

/* The number of a member of struct xdp_event_counts. */
#define COUNTER(member) (offsetof(struct xdp_event_counts, member) / sizeof(__u64))
#define COUNTERS	(sizeof(struct xdp_event_counts) / sizeof(__u64))

#define INDENT 16 /* of information that goes on in the next line: below the way */

static unsigned int lines;   /* of the table on the screen */
static const char *history;  /* of what the next row shows; NULL: it has none */
static bool live;	     /* there is a column for it */
static unsigned int columns; /* of the screen; 0 where there is none, and no line too long */

/* At a column: up to the screen's margin, and what is left in the lines below, word by word. */
static void print_info(const char *info, unsigned int at)
{
	while (columns && at + strlen(info) > columns) {
		unsigned int len = columns > at ? columns - at : 0;

		while (len && info[len] != ' ')
			len--;
		if (!len && at == INDENT) /* a word that no line has room for */
			break;
		printf("%.*s\n%*s", len, info, INDENT, "");
		info += len + (info[len] == ' ');
		at = INDENT;
		lines++;
	}
	puts(info);
	lines++;
}

static void row(const char *title, const char *way, const char *packets, const char *drops,
		const char *info)
{
	int at = printf("%-15s %-9s %14s %14s  ", title, way, packets, drops);

	if (live) {
		at += SPARKLINE_CELLS + 2; /* columns, which are not bytes */
		if (history)
			printf("%s  ", history);
		else
			printf("%*s  ", SPARKLINE_CELLS, "");
		history = NULL;
	}
	print_info(TEXT_NAME(info), at);
}

static const struct xdp_event_key *key_of(const struct xdp_report *report, unsigned int element)
{
	return stats_table_key(report->table, element);
}

/* What the table shows in a column: a total, or packets per second. */
static const char *column(const struct xdp_report *report, unsigned int element, int cpu,
			  unsigned int counter, char text[NUMBER_TEXT])
{
	__u64 number = report->totals ?
			       stats_table_total(report->table, element, cpu, counter) :
			       stats_table_rate(report->table, element, cpu, counter) + 0.5;

	return number_grouped(number, text);
}

static void print_row(const struct xdp_report *report, unsigned int element, int cpu)
{
	const struct xdp_event_key *key = key_of(report, element);
	const struct xdp_event_kind *kind = &xdp_event_kinds[key->event];
	char from[16] = "total", way[32], packets[NUMBER_TEXT], drops[NUMBER_TEXT], info[256];
	struct xdp_event_counts counts;

	for (unsigned int i = 0; i < COUNTERS; i++)
		((__u64 *)&counts)[i] = report->totals ?
						stats_table_total(report->table, element, cpu, i) :
						stats_table_growth(report->table, element, cpu, i);
	if (cpu != STATS_ALL_CPUS && !counts.bulks)
		return;
	if (cpu != STATS_ALL_CPUS)
		snprintf(from, sizeof(from), "%d", cpu);
	snprintf(way, sizeof(way), kind->has & XDP_HAS_TO_CPU ? "%s:%d" : "%s", from, key->to);
	xdp_event_describe(key, &counts, info, sizeof(info));
	if (live && cpu == STATS_ALL_CPUS)
		history = sparklines_add(
			report->history, key,
			stats_table_rate(report->table, element, cpu, COUNTER(packets)) +
				stats_table_rate(report->table, element, cpu, COUNTER(drops)));
	row(kind->title, way, column(report, element, cpu, COUNTER(packets), packets),
	    column(report, element, cpu, COUNTER(drops), drops), info);
}

static void print_event(const struct xdp_report *report, enum xdp_event event)
{
	const struct xdp_event_kind *kind = &xdp_event_kinds[event];
	unsigned int shown = 0;
	char info[64];

	if (!report->there[event]) {
		snprintf(info, sizeof(info), "this kernel has no %s", kind->tracepoint);
		row(kind->title, "total", "n/a", "n/a", info);
		return;
	}
	for (unsigned int i = 0; i < stats_table_size(report->table); i++)
		if (key_of(report, i)->event == event && ++shown)
			for (int cpu = STATS_ALL_CPUS; cpu < stats_table_cpus(report->table); cpu++)
				print_row(report, i, cpu);
	if (!shown)
		row(kind->title, "total", "0", "0", kind->tracepoint);
}

static void print_table(const struct xdp_report *report)
{
	struct winsize size;
	bool screen = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);

	columns = screen ? size.ws_col ?: 80 : 0;
	if (screen && lines && !report->below)
		printf("\033[%uA\033[J", lines); /* up to its head, and all of it gone */
	fputs(screen ? "\033[?7l" : "", stdout); /* so that a line is one, however narrow it is */
	lines = 0;
	live = report->live;
	history = live ? "history             " : NULL;
	row("XDP-event", "CPU:to", report->totals ? "packets" : "pps",
	    report->totals ? "drops" : "drop-pps", "extra-info");
	for (int event = 0; event < XDP_EVENTS; event++)
		if (report->wanted[event])
			print_event(report, event);
	if (report->lost)
		row("not counted", "total", "", number_grouped(report->lost, (char[NUMBER_TEXT]){}),
		    "events: there are too many different ones");
	fputs(screen ? "\033[?7h" : "\n", stdout);
}

/* The totals and rates of one CPU or of all. */
static void json_counts(struct json *json, const struct xdp_report *report, unsigned int element,
			int cpu)
{
	static const char *const names[] = {
		[COUNTER(packets)] = "packets",	  [COUNTER(drops)] = "drops",
		[COUNTER(bulks)] = "bulks",	  [COUNTER(sched)] = "sched",
		[COUNTER(pass)] = "pass",	  [COUNTER(drop)] = "drop",
		[COUNTER(redirect)] = "redirect",
	};
	unsigned int has = xdp_event_kinds[key_of(report, element)->event].has;
	unsigned int count = has & XDP_HAS_VERDICTS ? COUNTERS : has & XDP_HAS_BULKS ? 3 : 2;

	for (unsigned int i = 0; i < count; i++)
		json_number(json, names[i], stats_table_total(report->table, element, cpu, i));
	json_real(json, "pps", stats_table_rate(report->table, element, cpu, COUNTER(packets)), 1);
	json_real(json, "drop_pps", stats_table_rate(report->table, element, cpu, COUNTER(drops)),
		  1);
}

/* Who is concerned: only what the event tells. */
static void json_key(struct json *json, const struct xdp_event_key *key)
{
	unsigned int has = xdp_event_kinds[key->event].has;
	char name[IF_NAMESIZE];

	if (has & XDP_HAS_FROM) {
		json_number(json, "ifindex", key->from);
		json_string(json, "interface", interface_name(key->from, name));
	}
	if (has & XDP_HAS_TO_INTERFACE) {
		json_number(json, "to_ifindex", key->to);
		json_string(json, "to_interface", interface_name(key->to, name));
	}
	if (has & XDP_HAS_TO_CPU)
		json_number(json, "to_cpu", key->to);
	if (has & XDP_HAS_ACTION) {
		json_number(json, "action", key->action);
		json_string(json, "action_name", xdp_action_name(key->action));
	}
	if (has & XDP_HAS_ERR) {
		json_number(json, "errno", -key->err);
		json_string(json, "error", key->err ? xdp_error_name(key->err) : NULL);
		json_string(json, "cause", key->err ? xdp_error_cause(key->err) : NULL);
	}
	if (has & XDP_HAS_MESSAGE)
		json_string(json, "message", key->message);
}

static void json_row(struct json *json, const struct xdp_report *report, unsigned int element)
{
	json_open(json, NULL, '{');
	json_key(json, key_of(report, element));
	json_counts(json, report, element, STATS_ALL_CPUS);
	json_open(json, "cpus", '[');
	for (int cpu = 0; cpu < stats_table_cpus(report->table); cpu++) {
		if (!stats_table_total(report->table, element, cpu, COUNTER(bulks)))
			continue;
		json_open(json, NULL, '{');
		json_number(json, "cpu", cpu);
		json_counts(json, report, element, cpu);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void print_json(const struct xdp_report *report)
{
	struct json json = { .out = stdout };

	json_open(&json, NULL, '{');
	json_real(&json, "time", clock_wall(clock_monotonic()) / 1e9, 6);
	json_real(&json, "interval", stats_table_ns(report->table) / 1e9, 6);
	json_number(&json, "lost", report->lost);
	json_open(&json, "events", '[');
	for (int event = 0; event < XDP_EVENTS; event++) {
		if (!report->wanted[event])
			continue;
		json_open(&json, NULL, '{');
		json_string(&json, "event", xdp_event_kinds[event].tracepoint);
		json_bool(&json, "available", report->there[event]);
		json_open(&json, "rows", '[');
		for (unsigned int i = 0; i < stats_table_size(report->table); i++)
			if (key_of(report, i)->event == (__u32)event)
				json_row(&json, report, i);
		json_close(&json, ']');
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
}

int xdp_report_begin(struct xdp_report *report, const struct bpf_object *object)
{
	int events_fd = bpf_loader_map(object, "events_map", sizeof(struct xdp_event_key),
				       sizeof(struct xdp_event_counts));

	if (events_fd < 0)
		return events_fd;
	report->lost_fd = bpf_loader_map(object, "lost_map", sizeof(__u32), sizeof(__u64));
	if (report->lost_fd < 0)
		return report->lost_fd;
	report->table = stats_table_new(events_fd);
	setlocale(LC_CTYPE, "");
	report->history = sparklines_new(sizeof(struct xdp_event_key),
					 !strcmp(nl_langinfo(CODESET), "UTF-8"));
	if (!report->table || !report->history)
		return -ENOMEM;
	return xdp_report_read(report);
}

int xdp_report_read(struct xdp_report *report)
{
	int err = stats_table_read(report->table, clock_monotonic());

	return err ?: stats_sum(report->lost_fd, &(__u32){ 0 }, &report->lost, 1);
}

static int print_round(struct xdp_report *report)
{
	int err = xdp_report_read(report);

	if (err)
		return err;
	if (xdp_export_wanted(&report->export))
		return xdp_export_round(&report->export, report);
	if (report->json)
		print_json(report);
	else
		print_table(report);
	return log_flush();
}

int xdp_report_run(struct xdp_report *report)
{
	int stop = 0, err = 0, there = 0;

	for (int event = 0; event < XDP_EVENTS; event++)
		there += report->there[event];
	if (xdp_export_wanted(&report->export)) /* begins with 0 what is going to count */
		err = xdp_export_round(&report->export, report);
	if (err)
		return err;
	log_note("watching %d XDP tracepoint%s; Ctrl-C ends it", there, there == 1 ? "" : "s");
	for (unsigned int round = 1; !err && !stop; round++) {
		stop = xdp_export_wait(&report->export, report->interval * 1000);
		if (stop && stop != -EINTR)
			return stop;
		report->below = stop;
		err = print_round(report);
		if (round == report->count)
			break;
	}
	return err;
}

void xdp_report_end(struct xdp_report *report)
{
	xdp_export_end(&report->export);
	stats_table_free(report->table);
	sparklines_free(report->history);
}

// SPDX-License-Identifier: GPL-2.0
/* Counts what all the kernel's XDP tracepoints report, and shows it round by round. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bpf_loader.h"
#include "clock.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "stats.h"
#include "stats_table.h"
#include "tracepoints_btf.h"
#include "xdp_event_kinds.h"
#include "xdp_report.h"

#define OBJECT "trace_prog_kern.o" /* beside this program */

static const char *filename, *events;
static unsigned int interval = 2, count;
static int verbosity;
static bool json;
static struct xdp_report report;

static const struct option_row rows[] = {
	OPTION_STRING('e', "event", &events, "EVENT[,...]", "Only these (xdp_exception, ...)"),
	OPTION_FLAG(0, "stats", &report.totals, "Totals from the start, not rates"),
	OPTION_FLAG(0, "json", &json, "One JSON object for each round"),
	OPTION_NUMBER(0, "interval", &interval, "SECONDS", 1, 86400, "Time between two rounds"),
	OPTION_NUMBER('c', "count", &count, "N", 1, ~0U, "End after N rounds"),
	OPTION_STRING(0, "filename", &filename, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[-e EVENT[,...]] [--stats | --json] [--interval SECONDS] [--count N] [-v]",
	.purpose = "Show where XDP redirects packets to, and why it loses them.",
	.rows = rows,
};

static bool is_wanted(void *context, const char *tracepoint)
{
	int event = xdp_event_find(tracepoint);

	(void)context;
	return event >= 0 && report.wanted[event];
}

/* What remained to be loaded is what this kernel has. Returns how many those are. */
static int note_there(const struct bpf_object *object)
{
	struct bpf_program *program;
	int there = 0;

	bpf_object__for_each_program (program, object) {
		if (!bpf_program__autoload(program))
			continue;
		report.there[xdp_event_find(tracepoints_btf_name(program))] = true;
		there++;
	}
	return there;
}

static int show_round(int lost_fd)
{
	__u32 zero = 0;
	int err = stats_table_read(report.table, clock_monotonic());

	if (err)
		return err;
	stats_sum(lost_fd, &zero, &report.lost, 1);
	if (json)
		xdp_report_json(&report);
	else
		xdp_report_table(&report);
	return ferror(stdout) ? -EIO : 0;
}

/* Until the user or the count ends it; what came in the round that the user cut is shown, too. */
static int run(int lost_fd)
{
	int stop = 0, err = stats_table_read(report.table, clock_monotonic());

	for (unsigned int round = 1; !err && !stop; round++) {
		stop = signals_wait(-1, interval * 1000);
		if (stop && stop != -EINTR)
			return stop;
		report.below = stop;
		err = show_round(lost_fd);
		if (round == count)
			break;
	}
	return err;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = NULL;
	int word, there, events_fd, lost_fd, err = -1;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (xdp_event_choose(events, report.wanted))
		return options_exit(-EINVAL);
	if (json && report.totals)
		return options_exit(log_error(-EINVAL, "--stats: --json has totals and rates"));
	if (signals_init())
		return EXIT_FAILURE;

	/* open, leave out what this kernel has not, load */
	object = bpf_loader_open(filename ?: bpf_loader_own(OBJECT));
	if (!object || tracepoints_btf_choose(object, is_wanted, NULL) || bpf_loader_load(object))
		goto out;
	there = note_there(object);

	/* attach, run; the links go with the process, and the programs with the links */
	events_fd = bpf_loader_map(object, "events_map", sizeof(struct xdp_event_key),
				   sizeof(struct xdp_event_counts));
	lost_fd = bpf_loader_map(object, "lost_map", sizeof(__u32), sizeof(__u64));
	report.table = events_fd < 0 || lost_fd < 0 ? NULL : stats_table_new(events_fd);
	if (!report.table || tracepoints_btf_attach(object))
		goto out;
	log_note("watching %d XDP tracepoint%s; Ctrl-C ends it", there, there == 1 ? "" : "s");
	err = run(lost_fd);
out:
	stats_table_free(report.table);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

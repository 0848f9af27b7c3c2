// SPDX-License-Identifier: GPL-2.0
/* Counts what all the kernel's XDP tracepoints report, and shows it round by round. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpf_loader.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "xdp_event_kinds.h"
#include "xdp_report.h"

#define OBJECT "trace_prog_kern.o" /* beside this program */

static const char *filename, *events;
static int verbosity;
static struct xdp_report report = { .interval = 2 };
static struct bpf_link *links[XDP_EVENTS]; /* each ties a program to its tracepoint */

static const struct option_row rows[] = {
	OPTION_STRING('e', "event", &events, "EVENT[,...]", "Only these (xdp_exception, ...)"),
	OPTION_FLAG(0, "stats", &report.totals, "Totals from the start, not rates",
		    .not_with = "json"),
	OPTION_FLAG(0, "json", &report.json, "One JSON object for each round"),
	OPTION_FLAG(0, "live", &report.live, "How the rounds before were, too", .not_with = "json"),
	OPTION_STRING(0, "openmetrics", &report.export.file, "FILE",
		      "Put the totals there each round, for node_exporter",
		      .not_with = "stats,live,json"),
	OPTION_STRING(0, "listen", &report.export.listen, "ADDR:PORT",
		      "Let Prometheus ask for them", .not_with = "stats,live,json"),
	OPTION_NUMBER(0, "interval", &report.interval, "SECONDS", 1, 86400,
		      "Time between two rounds"),
	OPTION_NUMBER('c', "count", &report.count, "N", 1, ~0U, "End after N rounds"),
	OPTION_STRING(0, "filename", &filename, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[-e EVENT[,...]] [--stats | --json] [--interval SECONDS] [--count N] [-v]",
	.purpose = "Show where XDP redirects packets to, and why it loses them.",
	.rows = rows,
};

/* Which event a program is for, by its section "tp_btf/NAME"; -EINVAL if it is of another type. */
static int event_of(const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);

	return strncmp(section, "tp_btf/", 7) ? -EINVAL : xdp_event_find(section + 7);
}

/* For each tracepoint NAME the kernel's BTF has a type btf_trace_NAME: its function's. */
static bool has_tracepoint(const struct btf *kernel, int event)
{
	char type[128];

	snprintf(type, sizeof(type), "btf_trace_%s", xdp_event_kinds[event].tracepoint);
	return btf__find_by_name_kind(kernel, type, BTF_KIND_TYPEDEF) > 0;
}

/*
 * One object for all kernels: libbpf would refuse all of it for one tracepoint that this
 * kernel has not. So the programs for those are left out, and those that nobody wants.
 */
static int choose(const struct bpf_object *object)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	struct bpf_program *program;
	int typed = 0, chosen = 0;

	if (!kernel)
		return log_error(-ENOENT, "/sys/kernel/btf/vmlinux: the kernel has no BTF, which "
					  "typed tracepoints need");
	bpf_object__for_each_program (program, object) {
		int event = event_of(program);
		bool load = event >= 0 && report.wanted[event] && !report.there[event] &&
			    has_tracepoint(kernel, event);

		bpf_program__set_autoload(program, load);
		if (load)
			report.there[event] = true;
		typed += event != -EINVAL;
		chosen += load;
	}
	btf__free(kernel);
	if (chosen)
		return 0;
	return log_error(-ENOENT, "%s: %s", bpf_object__name(object),
			 typed ? "this kernel has none of the tracepoints" :
				 "no program for a typed tracepoint (tp_btf/NAME) in it");
}

static int attach(const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		int event = event_of(program);

		if (!bpf_program__autoload(program))
			continue;
		links[event] = bpf_program__attach(program);
		if (!links[event])
			return bpf_cause_not_attached(program, -errno);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	const char *path;
	int word, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	err = xdp_event_choose(events, report.wanted) ?: xdp_export_settle(&report.export, &report);
	if (err)
		return options_exit(err);
	if (signals_init())
		return EXIT_FAILURE;

	/* open; parameterise: which of the programs */
	path = bpf_loader_find(filename ?: OBJECT);
	object = bpf_object__open_file(path, NULL);
	err = object ? choose(object) : bpf_cause_not_opened(path, -errno);

	/* load; attach, run */
	err = err ?: bpf_loader_load(object);
	err = err ?: xdp_report_begin(&report, object) ?: attach(object) ?: xdp_report_run(&report);

	/* detach */
	for (int event = 0; event < XDP_EVENTS; event++)
		bpf_link__destroy(links[event]);
	xdp_report_end(&report);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

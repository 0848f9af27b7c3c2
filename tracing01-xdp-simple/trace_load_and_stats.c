// SPDX-License-Identifier: GPL-2.0
/* Loads the tracepoint program and shows, per interface, how many XDP exceptions it counted. */
#include <stdio.h>
#include <stdlib.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "stats.h"
#include "text.h"
#include "tracepoints.h"

#define OBJECT "trace_prog_kern.o" /* beside this program */

static const char *filename;
static unsigned int interval = 2, count;
static int verbosity;

static const struct option_row rows[] = {
	OPTION_STRING(0, "filename", &filename, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_NUMBER(0, "interval", &interval, "SECONDS", 1, 86400, "Time between two rounds"),
	OPTION_NUMBER('c', "count", &count, "N", 1, ~0U, "End after N rounds"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[--filename FILE] [--interval SECONDS] [--count N] [-v]",
	.purpose = "Count XDP exceptions (aborted packets) per interface, from a tracepoint.",
	.rows = rows,
};

/* Opens the object, makes sure that it fits this kernel, and loads it. */
static struct bpf_object *load(void)
{
	struct bpf_object *object = bpf_loader_open(filename ?: bpf_loader_own(OBJECT));

	if (!object)
		return NULL;
	if (tracepoints_check(object) || bpf_loader_load(object)) {
		bpf_object__close(object);
		return NULL;
	}
	printf("Success: Loaded BPF-object(%s)\n\n", filename ?: OBJECT);
	return object;
}

/*
 * Makes the kernel run each program at its tracepoint. libbpf opens a perf event
 * for it and ties the program to the event; both end with this process.
 */
static int attach(const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		struct bpf_link *link = bpf_program__attach(program);
		int err = libbpf_get_error(link);

		if (err)
			return log_error(err, "%s: not attached: %s",
					 bpf_program__section_name(program),
					 bpf_cause(err, program));
	}
	return 0;
}

static void print_stats(int map_fd)
{
	__s32 ifindex, *previous = NULL;
	char name[IF_NAMESIZE];
	__u64 exceptions;

	for (; !bpf_map_get_next_key(map_fd, previous, &ifindex); previous = &ifindex)
		if (!stats_sum(map_fd, &ifindex, &exceptions, 1))
			printf("%s (%llu)\n", TEXT_NAME(interface_name(ifindex, name)), exceptions);
	if (!previous)
		log_verbose("no XDP exception so far");
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	unsigned int rounds = 0;
	int word, map_fd;

	/* what is wanted */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (signals_init())
		return EXIT_FAILURE;

	/* open, check, load, attach */
	object = load();
	if (!object)
		return EXIT_FAILURE;
	map_fd = bpf_loader_map(object, "xdp_stats_map", sizeof(__s32), sizeof(__u64));
	if (map_fd < 0 || attach(object)) {
		bpf_object__close(object);
		return EXIT_FAILURE;
	}

	/* run, until told to stop */
	stats_print_map(map_fd);
	while (!signals_wait(-1, interval * 1000) && !ferror(stdout)) {
		print_stats(map_fd);
		if (++rounds == count)
			break;
	}

	/* the links go with the process, and the programs with the links */
	bpf_object__close(object);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

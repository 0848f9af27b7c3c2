// SPDX-License-Identifier: GPL-2.0
/* Loads the tracepoint program and shows, per interface, how many XDP exceptions it counted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "stats.h"
#include "text.h"
#include "tracepoints.h"

#define OBJECT	  "trace_prog_kern.o" /* beside this program */
#define MAX_LINKS 64

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

/* Each ties a program to its tracepoint, until it is destroyed, or this process ends. */
static struct bpf_link *links[MAX_LINKS];
static int link_count;

static int attach(const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		if (link_count == MAX_LINKS)
			return log_error(-E2BIG, "%s: more than %d programs",
					 bpf_object__name(object), MAX_LINKS);
		links[link_count] = bpf_program__attach(program);
		if (!links[link_count])
			return bpf_cause_not_attached(program, -errno);
		link_count++;
	}
	if (!link_count)
		return log_error(-ENOENT, "%s: no BPF program in it", bpf_object__name(object));
	return 0;
}

static void detach(void)
{
	while (link_count)
		bpf_link__destroy(links[--link_count]);
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

/* Round by round, until the user or the count ends it. */
static int run(int map_fd)
{
	int stop;

	for (unsigned int round = 1;; round++) {
		stop = signals_wait(-1, interval * 1000);
		if (stop)
			return stop == -EINTR ? 0 : stop;
		print_stats(map_fd);
		if (ferror(stdout))
			return -EIO;
		if (round == count)
			return 0;
	}
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	const char *path;
	int word, map_fd, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (signals_init())
		return EXIT_FAILURE;

	/* open: libbpf reads the programs, the maps and their types from the file */
	path = bpf_loader_find(filename ?: OBJECT);
	object = bpf_object__open_file(path, NULL);

	/* parameterise: nothing to set; but the fields must stand where the program reads them */
	err = object ? tracepoints_check(object) : bpf_cause_not_opened(path, -errno);
	if (err)
		goto out;

	/* load: the kernel makes the maps, and verifies the programs */
	err = bpf_object__load(object);
	if (err) {
		bpf_cause_not_loaded(object, err);
		goto out;
	}
	map_fd = bpf_loader_map(object, "xdp_stats_map", sizeof(__s32), sizeof(__u64));

	/* attach: from now on the kernel runs each program at its tracepoint */
	err = map_fd < 0 ? map_fd : attach(object);
	if (err)
		goto out;
	printf("Success: Loaded BPF-object(%s)\n\n", filename ?: OBJECT);
	stats_print_map(map_fd);

	/* run */
	err = run(map_fd);
out:
	/* detach; the programs and the map go when nobody has them open any more */
	detach();
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

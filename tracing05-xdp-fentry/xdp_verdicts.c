// SPDX-License-Identifier: GPL-2.0
/* Counts the verdicts of the XDP program on an interface, whoever loaded it. */
#include <stdlib.h>

#include "bpf_loader.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "stats.h"
#include "xdp_action.h"
#include "xdp_target.h"

BPF_EMBED(embedded, "xdp_verdicts_kern.o");
static const char *ifname;
static const struct option_row rows[] = {
	OPTION_REQUIRED('i', "interface", &ifname, "IFACE", "Interface that has an XDP program"),
	OPTION_END,
};
static const struct options options = { .usage = "-i IFACE",
					.purpose = "Count what an XDP program returns.",
					.rows = rows };

static int print_counts(int map)
{
	__u64 count;

	for (__u32 verdict = 0; verdict <= XDP_REDIRECT; verdict++)
		if (!stats_sum(map, &verdict, &count, 1))
			printf("%-12s %12llu\n", xdp_action_name(verdict), count);
	return putchar('\n') < 0 ? -1 : log_flush();
}

int main(int argc, char **argv)
{
	int word = options_parse(&options, argc, argv), fd;
	struct xdp_program_info target;
	struct bpf_program *program;
	struct bpf_object *object;
	struct bpf_link *link;

	if (word <= 0)
		return options_exit(word);
	log_init(0);
	fd = signals_init() ?: xdp_target_first(ifname, &target);
	object = fd < 0 ? NULL : bpf_loader_open_embedded(&embedded);
	program = object ? bpf_loader_program(object, "on_exit") : NULL;
	/* the verifier checks a program against the one function that it will be called after */
	if (!program || bpf_program__set_attach_target(program, fd, target.name) ||
	    bpf_loader_load(object))
		return EXIT_FAILURE;
	link = bpf_program__attach(program);
	if (!link)
		return xdp_target_refused(&target, program), EXIT_FAILURE;
	log_note("%s: counting what %s (id %u) returns", ifname, target.name, target.id);
	do
		word = signals_wait(-1, 1000); /* a second, or Ctrl-C */
	while (!print_counts(bpf_loader_map(object, "verdicts", 4, 8)) && !word);
	bpf_link__destroy(link); /* as the end of the process would */
	return bpf_object__close(object), EXIT_SUCCESS;
}

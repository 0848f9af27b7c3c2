// SPDX-License-Identifier: GPL-2.0
/* Captures the packets that come to a hook of an XDP program, by action and filter. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hook_tap.h"
#include "log.h"
#include "pcapng.h"
#include "signals.h"
#include "version.h"
#include "xdp_hook_list.h"

BPF_EMBED(object, "xdpcap_kern.o");

static struct xdp_hook_options hook_options = { .object = &object, XDP_HOOK_DEFAULTS };
static struct capture_until until;
static int verbosity;
static bool quiet, list, version;

static const struct option_row rows[] = {
	XDP_HOOK_OPTIONS(&hook_options),
	OPTION_NUMBER('c', "count", &until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &until.autostop, "duration:S", "End after S seconds"),
	OPTION_FLAG('D', "list", &list, "List the hooks that are pinned on this machine",
		    .instead = true, .only_with = "verbose"),
	OPTION_FLAG('q', "quiet", &quiet, "Print no statistics"),
	OPTION_FLAG(0, "version", &version, "Print the version", .instead = true),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options] MAP FILE|- [EXPRESSION | LENGTH,OP JT JF K,...]",
	.purpose = "Capture packets at a hook of an XDP program. MAP: the hook's pin.",
	.rows = rows,
	.words = (const char *const[]){ "MAP", "FILE", NULL },
	.max_words = 1 << 16,
	.single_dash = true,
};

static void report(const struct capture_totals *totals)
{
	fprintf(stderr, "%llu packets received, %llu matched, %llu captured, %llu lost\n",
		totals->seen, totals->matched, totals->stored, totals->lost);
}

int main(int argc, char **argv)
{
	struct filter_words filter = {};
	struct capture *capture = NULL;
	struct hook_tap *tap = NULL;
	struct capture_totals totals;
	int word, err = -1;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (version)
		return version_print();
	if (list)
		return xdp_hook_list("/sys/fs/bpf") ? EXIT_FAILURE : EXIT_SUCCESS;
	if (capture_until_settle(&until) || xdp_hook_settle(&hook_options))
		return options_exit(-EINVAL);
	/* signals last: until then they end what waits for the name of a host */
	if (filter_words_compile(&argv[word + 2], hook_options.link_type, &filter) ||
	    signals_init())
		return EXIT_FAILURE;

	/* a file; then open, parameterise, load; then attach */
	capture = capture_new(argv[word + 1], &pcapng_format, until.packets, NULL);
	tap = capture ? hook_tap_open(&hook_options, argv[word], &filter, capture) : NULL;
	if (!tap || hook_tap_start(tap, capture, "xdpcap v" VERSION) || hook_tap_attach(tap))
		goto out;

	/* run; then detach, and fetch what is still in the rings */
	hook_tap_listening(tap);
	hook_tap_source(tap)->quiet = quiet || !strcmp(argv[word + 1], "-");
	err = capture_run(capture, hook_tap_source(tap), &until);
	hook_tap_detach(tap);
	err = capture_drain(capture, hook_tap_source(tap), &totals) ?: err;
	report(&totals);
out:
	hook_tap_close(tap);
	capture_free(capture);
	filter_words_free(&filter);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

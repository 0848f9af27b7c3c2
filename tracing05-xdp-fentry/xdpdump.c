// SPDX-License-Identifier: GPL-2.0
/* Watches somebody else's XDP program: what comes in, what goes out, what becomes of it. */
#include <stdlib.h>

#include "hexdump.h"
#include "latency.h"
#include "log.h"
#include "packet_diff.h"
#include "packet_pair.h"
#include "packet_text.h"
#include "pcap_writer.h"
#include "pcapng.h"
#include "signals.h"
#include "version.h"
#include "xdp_tap.h"

BPF_EMBED(object, "xdpdump_kern.o");

static struct xdp_tap_options tap_options = {
	.object = &object,
	.own = "xdpdump",
	.mode = XDP_MODE_NATIVE,
};
static struct capture_until until;
static const char *filename;
static int verbosity;
static bool hex, use_pcap, diff, latency, version;

static const struct option_row rows[] = {
	XDP_TAP_OPTIONS(&tap_options),
	OPTION_STRING('w', "write", &filename, "FILE", "Store the packets there; -: stdout"),
	OPTION_FLAG(0, "use-pcap", &use_pcap, "Store them as pcap, not as pcapng",
		    .needs = "write"),
	OPTION_FLAG('x', "hex", &hex, "Print the packets' bytes, too"),
	OPTION_FLAG(0, "diff", &diff, "Print the bytes that the program changed"),
	OPTION_FLAG(0, "latency", &latency, "Print how long the program took"),
	OPTION_NUMBER('c', "count", &until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &until.autostop, "duration:S", "End after S seconds"),
	OPTION_FLAG(0, "version", &version, "Print the version", .instead = true),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-i IFACE [options] [EXPRESSION] [-- COMMAND...]",
	.purpose = "Capture packets as an XDP program receives them and as it leaves them.\n"
		   "COMMAND: capture while it runs, and end with its exit status.",
	.rows = rows,
	.max_words = 1 << 16,
	.command = &until.command,
};

static struct xdp_tap *tap;
static struct packet_pair *pairs;
static struct latency took;

/* Called for each packet in the order of time. Another tool is another one of these. */
static void show(const struct packet_record *record, const void *data)
{
	const struct packet_record *entry = packet_pair_entry(pairs, record, data);
	const char *function = xdp_tap_function(tap, record->prog_index);
	unsigned long long ns = entry ? record->timestamp - entry->timestamp : 0;

	if (latency && entry)
		latency_add(&took, ns);
	if (filename || ((diff || latency) && record->hook == PACKET_HOOK_ENTRY))
		return;
	if (function)
		packet_text(stdout, record, function, hex);
	else
		packet_text_live(stdout, record, tap_options.ifname, hex);
	if (latency && entry)
		printf(", took %llu ns", ns);
	if (diff && entry && record->wire_len != entry->wire_len)
		printf(", was %u bytes", entry->wire_len);
	putchar('\n');
	if (diff && entry)
		packet_diff_records(stdout, entry, entry + 1, record, data);
	else if (hex)
		hexdump_rows(stdout, data, record->cap_len);
}

static void report(const struct capture_totals *totals)
{
	fprintf(stderr, "\n%llu packets captured\n%llu packets dropped by %s\n",
		filename ? totals->stored : totals->taken, totals->lost,
		xdp_tap_function(tap, 0) ? "perf ring" : "kernel");
	if (tap_options.filter.words.text)
		fprintf(stderr, "%llu packets seen, %llu matched the filter\n", totals->seen,
			totals->matched);
	latency_print(&took, stderr);
}

int main(int argc, char **argv)
{
	struct capture *capture = NULL;
	struct capture_totals totals;
	int word, err = -1;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (version)
		return version_print();
	if (diff || latency)
		tap_options.points = XDP_TAP_ENTRY | XDP_TAP_EXIT;
	word = capture_until_settle(&until) ?: xdp_tap_settle(&tap_options, &argv[word]);
	if (word || signals_init())
		return options_exit(word ?: -1);

	/* a file; then open, parameterise, load; then attach */
	pairs = packet_pair_new();
	capture = capture_new(filename, use_pcap ? &pcap_format : &pcapng_format, until.packets,
			      filename && !latency ? NULL : show);
	tap = capture && pairs ? xdp_tap_open(&tap_options, capture) : NULL;
	if (!tap || xdp_tap_attach(tap) || xdp_tap_start(tap, capture, "xdpdump v" VERSION))
		goto out;

	/* run; then detach, and fetch what is still in the rings */
	err = capture_run(capture, xdp_tap_source(tap), &until);
	xdp_tap_detach(tap);
	err = capture_drain(capture, xdp_tap_source(tap), &totals) ?: err;
	report(&totals);
out:
	xdp_tap_close(tap);
	capture_free(capture);
	packet_pair_free(pairs);
	filter_words_free(&tap_options.filter.words);
	return capture_exit(err, &until);
}

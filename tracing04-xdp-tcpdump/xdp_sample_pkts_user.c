// SPDX-License-Identifier: GPL-2.0
/* Attaches xdp_sample_pkts_kern.c, prints the packet samples it sends and stores them as pcap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_knob.h"
#include "bpf_loader.h"
#include "capture_run.h"
#include "hexdump.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "perf_ring.h"
#include "signals.h"
#include "stats.h"
#include "xdp_attach.h"
#include "xdp_programs.h"

#define OBJECT	     "xdp_sample_pkts_kern.o" /* beside this program */
#define HEADER_BYTES 30			      /* of each packet that are printed */
#define RING_BYTES   (4 << 20)		      /* for each CPU */

static const char *dev, *filename = "samples.pcap", *object_name;
static unsigned int sample_size = PACKET_SNAPLEN_MAX;
static struct capture_until until;
static struct bpf_object *object;
static int mode = XDP_MODE_UNSPEC, verbosity;
static bool force, quiet;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface to sample"),
	OPTION_FLAG('F', "force", &force, "Replace the XDP program that is there, until the end"),
	OPTION_CHOICE('S', "skb-mode", &mode, XDP_MODE_SKB, "Attach in skb (generic) mode"),
	OPTION_CHOICE('N', "native-mode", &mode, XDP_MODE_NATIVE, "Attach in native mode"),
	OPTION_CHOICE('A', "auto-mode", &mode, XDP_MODE_UNSPEC, "Native, or else skb (default)"),
	OPTION_STRING(0, "filename", &filename, "FILE",
		      "Store (and overwrite) there; .pcapng or pcap; -: stdout"),
	OPTION_NUMBER('s', "snaplen", &sample_size, "BYTES", 1, PACKET_SNAPLEN_MAX,
		      "Bytes to keep of each packet"),
	OPTION_NUMBER('c', "count", &until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &until.autostop, "duration:S", "End after S seconds"),
	OPTION_STRING(0, "object", &object_name, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_FLAG('q', "quiet", &quiet, "Do not print the packets"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [-F] [-S|-N|-A] [--filename FILE] [-s SNAPLEN] [-c COUNT] [-q] [-v]",
	.purpose = "Sample the packets that reach an interface's XDP hook into a pcap file.",
	.rows = rows,
};

/* Then nothing else goes there. */
static bool to_stdout(void)
{
	return !strcmp(filename, "-");
}

static void show(const struct packet_record *record, const void *data)
{
	printf("pkt len: %-5u bytes. hdr: ", record->wire_len);
	hexdump_line(stdout, data, record->cap_len, HEADER_BYTES);
}

/* What the program has counted, at the one capture point that there is. */
static int get_counts(void *ring, struct packet_counts *counts)
{
	__u32 key = 0;

	(void)ring;
	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	return stats_sum(bpf_loader_map(object, "counts_map", sizeof(key), sizeof(*counts)), &key,
			 (__u64 *)counts, sizeof(*counts) / sizeof(__u64));
}

static int check(void *attach)
{
	return xdp_attach_alive(attach) ?
		       0 :
		       log_error(-ENODEV, "%s: gone, or its program was detached", dev);
}

static void report(struct capture *capture, const struct capture_totals *totals)
{
	FILE *out = to_stdout() ? stderr : stdout;

	fprintf(out, "%llu packet samples stored in %s\n", totals->stored, capture_file(capture));
	fprintf(out, "%llu packet samples lost\n", totals->lost);
}

int main(int argc, char **argv)
{
	struct packet_interface interface = { .description = "xdp_sample_prog()" };
	struct packet_section section = { .application = program_invocation_short_name };
	struct capture_source source = { .read = perf_ring_consume, .counts = get_counts };
	struct capture_totals totals;
	struct capture *capture = NULL;
	struct perf_ring *ring = NULL;
	struct xdp_attach *attach = NULL;
	int word, ifindex, err = -1;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (capture_until_settle(&until))
		return options_exit(-EINVAL);
	ifindex = interface_index(dev);
	if (ifindex < 0 || signals_init())
		return EXIT_FAILURE;

	/* open, parameterise, load */
	object = bpf_loader_open(object_name ?: bpf_loader_own(OBJECT));
	if (!object || bpf_knob_set(object, "sample_size", &sample_size, sizeof(sample_size)) ||
	    bpf_loader_load(object))
		goto out;

	/* a file and the rings first, so that no packet comes too early; then attach */
	capture = capture_new(filename, NULL, until.packets, quiet || to_stdout() ? NULL : show);
	ring = capture ? perf_ring_new(object, "my_map", RING_BYTES, capture_event, capture) : NULL;
	attach = ring ? xdp_attach(object, "xdp_sample_prog", ifindex, mode, force) : NULL;
	interface.name = dev;
	if (!attach || capture_add_interface(capture, 0, PACKET_HOOK_PROGRAM, &interface) ||
	    capture_start(capture, &section, sample_size))
		goto out;

	/* run; then detach, and fetch what is still in the rings */
	log_note("%s: sampling in %s mode, snaplen %u bytes; Ctrl-C ends it", dev,
		 xdp_mode_name(xdp_attach_mode(attach)), sample_size);
	source.fd = perf_ring_fd(ring);
	source.ring = ring;
	source.check = check;
	source.target = attach;
	err = capture_run(capture, &source, &until);
	xdp_detach(attach);
	attach = NULL;
	err = capture_drain(capture, &source, &totals) ?: err;
	report(capture, &totals);
out:
	xdp_detach(attach);
	perf_ring_free(ring);
	capture_free(capture);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

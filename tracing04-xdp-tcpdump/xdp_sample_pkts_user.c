// SPDX-License-Identifier: GPL-2.0
/* Attaches xdp_sample_pkts_kern.c, prints the packet samples it sends and stores them as pcap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bpf_knob.h"
#include "bpf_loader.h"
#include "capture.h"
#include "clock.h"
#include "hexdump.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "perf_ring.h"
#include "signals.h"
#include "stats.h"
#include "xdp_attach.h"
#include "xdp_programs.h"

#define HEADER_BYTES 30	       /* of each packet that are printed */
#define RING_BYTES   (4 << 20) /* for each CPU */
#define READ_EVERY   100       /* ms, even when no ring has much in it */

static const char *dev, *filename = "samples.pcap", *object_name = "xdp_sample_pkts_kern.o";
static unsigned int sample_size = PACKET_SNAPLEN_MAX, count;
static int mode = XDP_MODE_UNSPEC, verbosity;
static bool force, quiet;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface to sample"),
	OPTION_FLAG('F', "force", &force, "Replace the XDP program that is there, until the end"),
	XDP_MODE_OPTIONS(&mode),
	OPTION_STRING(0, "filename", &filename, "FILE",
		      "Store (and overwrite) there; .pcapng or pcap; -: stdout"),
	OPTION_NUMBER('s', "snaplen", &sample_size, "BYTES", 1, PACKET_SNAPLEN_MAX,
		      "Bytes to keep of each packet"),
	OPTION_NUMBER('c', "count", &count, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING(0, "object", &object_name, "FILE", "BPF object to load"),
	OPTION_FLAG('q', "quiet", &quiet, "Do not print the packets"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [-F] [-S|-N|-A] [--filename FILE] [-s SNAPLEN] [-c COUNT] [-q] [-v]",
	.purpose = "Sample the packets that reach an interface's XDP hook into a pcap file.",
	.rows = rows,
};

static void show(const struct packet_record *record, const void *data)
{
	printf("pkt len: %-5u bytes. hdr: ", record->wire_len);
	hexdump_line(stdout, data, record->cap_len, HEADER_BYTES);
}

/* Hands what is in the rings to the capture. */
static int read_rings(struct perf_ring *ring, struct capture *capture, __u64 read_from)
{
	return perf_ring_consume(ring) ?: capture_settle(capture, read_from);
}

/* Reads until the user, the count or a failure ends it. */
static int run(struct perf_ring *ring, struct capture *capture, const struct xdp_attach *attach)
{
	int ready, err = 0;

	while (!err && !capture_complete(capture)) {
		ready = signals_wait(perf_ring_fd(ring), READ_EVERY);
		if (ready < 0)
			return ready == -EINTR ? 0 : ready;
		if (!ready && !xdp_attach_alive(attach))
			return log_error(-ENODEV, "%s: gone, or its program was detached", dev);
		err = read_rings(ring, capture, clock_monotonic());
	}
	return err;
}

static void report(struct capture *capture, int counts_fd)
{
	struct packet_counts counts;
	__u32 key = 0;

	if (!stats_sum(counts_fd, &key, (__u64 *)&counts, sizeof(counts) / sizeof(__u64)))
		capture_report(capture, &counts);
}

int main(int argc, char **argv)
{
	struct packet_interface interface = { .description = "xdp_sample_prog()" };
	struct bpf_object *object = NULL;
	struct capture *capture = NULL;
	struct perf_ring *ring = NULL;
	struct xdp_attach *attach = NULL;
	int word, ifindex, err = -1;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	interface.name = dev;
	ifindex = interface_index(dev);
	if (ifindex < 0 || signals_init())
		return EXIT_FAILURE;

	/* open, parameterise, load */
	object = bpf_loader_open(object_name);
	if (!object || bpf_knob_set(object, "sample_size", &sample_size, sizeof(sample_size)) ||
	    bpf_loader_load(object))
		goto out;

	/* a file and the rings first, so that no packet comes too early; then attach */
	capture = capture_new(filename, count, quiet ? NULL : show);
	ring = capture ? perf_ring_new(object, "my_map", RING_BYTES, capture_event, capture) : NULL;
	attach = ring ? xdp_attach(object, "xdp_sample_prog", ifindex, mode, force) : NULL;
	if (!attach || capture_start(capture, &interface, sample_size))
		goto out;

	/* run; then detach, and fetch what is still in the rings */
	log_note("%s: sampling in %s mode, snaplen %u bytes; Ctrl-C ends it", dev,
		 xdp_mode_name(xdp_attach_mode(attach)), sample_size);
	err = run(ring, capture, attach);
	xdp_detach(attach);
	attach = NULL;
	err = read_rings(ring, capture, CAPTURE_ENDED) ?: err;

	report(capture,
	       bpf_loader_map(object, "counts_map", sizeof(__u32), sizeof(struct packet_counts)));
out:
	xdp_detach(attach);
	perf_ring_free(ring);
	capture_free(capture);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

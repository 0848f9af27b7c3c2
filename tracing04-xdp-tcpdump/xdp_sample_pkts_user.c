// SPDX-License-Identifier: GPL-2.0
/* Attaches xdp_sample_pkts_kern.c, prints the packet samples it sends and stores them as pcap. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf_cause.h"
#include "bpf_knob.h"
#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "samples.h"
#include "signals.h"

#define OBJECT	   "xdp_sample_pkts_kern.o" /* beside this program */
#define RING_BYTES (4 << 20)		    /* for each CPU */

static struct samples samples = { .filename = "samples.pcap", .snaplen = PACKET_SNAPLEN_MAX };
static struct capture_until until;
static const char *object_name;
static int mode = XDP_MODE_UNSPEC, verbosity;
static bool force;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &samples.dev, "IFACE", "Interface to sample"),
	OPTION_FLAG('F', "force", &force, "Replace the XDP program that is there, until the end"),
	OPTION_CHOICE('S', "skb-mode", &mode, XDP_MODE_SKB, "Attach in skb (generic) mode"),
	OPTION_CHOICE('N', "native-mode", &mode, XDP_MODE_NATIVE, "Attach in native mode"),
	OPTION_CHOICE('A', "auto-mode", &mode, XDP_MODE_UNSPEC, "Native, or else skb (default)"),
	OPTION_STRING(0, "filename", &samples.filename, "FILE",
		      "Store (and overwrite) there; .pcapng or pcap; -: stdout"),
	OPTION_NUMBER('s', "snaplen", &samples.snaplen, "BYTES", 1, PACKET_SNAPLEN_MAX,
		      "Bytes to keep of each packet"),
	OPTION_NUMBER('c', "count", &until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &until.autostop, "duration:S", "End after S seconds"),
	OPTION_STRING(0, "object", &object_name, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_FLAG('q', "quiet", &samples.quiet, "Do not print the packets"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [-F] [-S|-N|-A] [--filename FILE] [-s SNAPLEN] [-c COUNT] [-q] [-v]",
	.purpose = "Sample the packets that reach an interface's XDP hook into a pcap file.",
	.rows = rows,
};

/* What the kernel makes of PERF_SAMPLE_RAW. */
struct sample {
	struct perf_event_header header;
	__u32 size;  /* of what follows */
	char data[]; /* metadata, packet, up to 7 bytes of padding; aligned to 4 bytes */
};

/* Called for each event in a ring. Sorting the rings' packets and storing them is another's. */
static enum bpf_perf_event_ret on_event(void *samples, int cpu, struct perf_event_header *event)
{
	const struct sample *sample = (const struct sample *)event;
	struct packet_record metadata = {};

	if (event->type != PERF_RECORD_SAMPLE) /* PERF_RECORD_LOST: counts_map has it, too */
		return LIBBPF_PERF_EVENT_CONT;
	if (sample->size >= sizeof(metadata))
		memcpy(&metadata, sample->data, sizeof(metadata));
	if (metadata.cookie != PACKET_RECORD_COOKIE ||
	    metadata.cap_len > sample->size - sizeof(metadata))
		return log_error(LIBBPF_PERF_EVENT_ERROR, "CPU %d: an event of %u bytes: no sample",
				 cpu, sample->size);
	samples_take(samples, cpu, sample->data, sample->size);
	return LIBBPF_PERF_EVENT_CONT;
}

/* A ring on each CPU, its descriptor in the map; smaller ones where so much may not be locked. */
static int open_rings(struct samples *samples)
{
	int map_fd = bpf_loader_map(samples->object, "my_map", sizeof(int), sizeof(__u32));
	size_t page = sysconf(_SC_PAGESIZE);

	if (map_fd < 0)
		return map_fd;
	for (size_t bytes = RING_BYTES; bytes >= page; bytes /= 2) {
		struct perf_event_attr attr = {
			.type = PERF_TYPE_SOFTWARE,
			.config = PERF_COUNT_SW_BPF_OUTPUT, /* bpf_perf_event_output() */
			.sample_type = PERF_SAMPLE_RAW,	    /* with what that is given */
			.sample_period = 1,		    /* each time */
			.watermark = 1,			    /* the reader is woken when */
			.wakeup_watermark = bytes / 4,	    /* so much is in the ring */
		};

		samples->buffer =
			perf_buffer__new_raw(map_fd, bytes / page, &attr, on_event, samples, NULL);
		if (samples->buffer)
			return 0;
		if (errno != EPERM && errno != ENOMEM)
			break;
	}
	return log_error(-errno, "my_map: rings not opened: %s", bpf_cause(-errno, NULL));
}

int main(int argc, char **argv)
{
	struct capture_totals totals;
	int word, ifindex, err = -1;

	/* options, log, signals */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (capture_until_settle(&until))
		return options_exit(-EINVAL);
	ifindex = interface_index(samples.dev);
	if (ifindex < 0 || signals_init())
		return EXIT_FAILURE;

	/* open, parameterise, load */
	samples.object = bpf_loader_open(object_name ?: OBJECT);
	if (!samples.object ||
	    bpf_knob_set(samples.object, "sample_size", &samples.snaplen,
			 sizeof(samples.snaplen)) ||
	    bpf_loader_load(samples.object))
		goto out;

	/* open the file and the rings, so that no packet comes too early; attach */
	if (samples_open(&samples, until.packets) || open_rings(&samples) || samples_ring(&samples))
		goto out;
	samples.attach = xdp_attach(samples.object, "xdp_sample_prog", ifindex, mode, force);
	if (!samples.attach || samples_begin(&samples))
		goto out;

	/* run; detach; drain what is still in the rings; report */
	err = capture_run(samples.capture, &until);
	samples_detach(&samples);
	err = capture_drain(samples.capture, &totals) ?: err;
	samples_report(&samples, &totals);
out:
	samples_close(&samples);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

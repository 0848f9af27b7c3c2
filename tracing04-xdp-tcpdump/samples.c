// SPDX-License-Identifier: GPL-2.0
/* Samples: shown, stored, counted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "clock.h"
#include "log.h"
#include "samples.h"
#include "stats.h"
#include "xdp_mode.h"

#define HEADER_BYTES  30	      /* of each packet that are printed */
#define READ_EVERY    5		      /* ms: 200 times a second, whatever comes */
#define COUNT_TIME    CLOCK_NS_PER_MS /* from a packet's stamp until it counts as seen, at most */
#define DELIVERY_TIME (10 * CLOCK_NS_PER_MS) /* and until it is in the ring */

static bool to_stdout(const struct samples *samples)
{
	return !strcmp(samples->filename, "-");
}

void samples_show(const struct packet_record *record, const void *data)
{
	const unsigned char *byte = data;

	printf("pkt len: %-5u bytes. hdr:", record->wire_len);
	for (unsigned int i = 0; i < record->cap_len && i < HEADER_BYTES; i++)
		printf(" %02x", byte[i]);
	puts(record->cap_len > HEADER_BYTES ? " ..." : "");
}

int samples_open(struct samples *samples, unsigned int limit)
{
	samples->capture = capture_new(samples->filename, NULL, NULL, limit,
				       samples->quiet || to_stdout(samples) ? NULL : samples_show);
	return samples->capture ? 0 : -1;
}

int samples_begin(struct samples *samples)
{
	const struct packet_interface interface = { .name = samples->dev,
						    .description = "xdp_sample_prog()" };
	const struct packet_section section = { .application = program_invocation_short_name };
	int err = capture_add_interface(samples->capture, 0, PACKET_HOOK_PROGRAM, &interface);

	err = err ?: capture_start(samples->capture, &samples->source, &section, samples->snaplen);
	if (!err)
		log_note("%s: sampling in %s mode, snaplen %u bytes; Ctrl-C ends it", samples->dev,
			 xdp_mode_name(xdp_attach_mode(samples->attach)), samples->snaplen);
	return err;
}

/* What the program has counted, at the one capture point that there is. */
static int get_counts(struct packet_source *source, struct packet_counts *counts)
{
	const struct samples *samples = container_of(source, struct samples, packets);
	const __u32 key = 0;

	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	return stats_sum(samples->counts_fd, &key, (__u64 *)counts,
			 sizeof(*counts) / sizeof(__u64));
}

/* Can packets still come? */
static int check(struct capture_source *source)
{
	const struct samples *samples = container_of(source, struct samples, source);

	if (xdp_attach_alive(samples->attach))
		return 0;
	return log_error(-ENODEV, "%s: gone, or its program was detached", samples->dev);
}

void samples_take(struct samples *samples, int cpu, const void *sample, size_t size)
{
	samples->taken[cpu]++;
	capture_event(samples->capture, sample, size);
}

/*
 * The program counts a packet before it sends it: where so many were taken from a CPU's ring
 * as the program there had counted before, none of them is still to come.
 */
static bool all_taken(const struct samples *samples)
{
	for (int cpu = 0; cpu < libbpf_num_possible_cpus(); cpu++) {
		const struct packet_counts *counts = &samples->counts[cpu];

		if (samples->taken[cpu] != packet_matched(counts) - counts->lost)
			return false;
	}
	return true;
}

/* What is in the rings now, CPU by CPU, goes to the callback that they were opened with. */
static int read_rings(struct packet_source *source)
{
	struct samples *samples = container_of(source, struct samples, packets);
	const __u64 now = clock_monotonic();
	const __u32 key = 0;
	bool counted = !bpf_map_lookup_elem(samples->counts_fd, &key, samples->counts);

	if (perf_buffer__consume(samples->buffer) < 0)
		return -EBADMSG;
	source->turn.complete = now - (counted && all_taken(samples) ? COUNT_TIME : DELIVERY_TIME);
	return 0;
}

int samples_ring(struct samples *samples)
{
	const int cpus = libbpf_num_possible_cpus();

	samples->counts_fd = bpf_loader_map(samples->object, "counts_map", sizeof(__u32),
					    sizeof(*samples->counts));
	if (samples->counts_fd < 0)
		return samples->counts_fd;
	samples->counts = calloc(cpus, sizeof(*samples->counts));
	samples->taken = calloc(cpus, sizeof(*samples->taken));
	if (!samples->counts || !samples->taken)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	samples->packets = (struct packet_source){
		.fd = perf_buffer__epoll_fd(samples->buffer),
		.read = read_rings,
		.turn.wait = READ_EVERY,
		.counts = get_counts,
	};
	samples->source = (struct capture_source){ .packets = &samples->packets, .check = check };
	return 0;
}

void samples_detach(struct samples *samples)
{
	xdp_detach(samples->attach);
	samples->attach = NULL;
}

void samples_report(const struct samples *samples, const struct capture_totals *totals)
{
	FILE *out = to_stdout(samples) ? stderr : stdout;

	fprintf(out, "%llu packet samples stored in %s\n", totals->stored,
		samples->capture->writer->filename);
	fprintf(out, "%llu packet samples lost\n", totals->lost);
}

void samples_close(struct samples *samples)
{
	samples_detach(samples);
	perf_buffer__free(samples->buffer);
	capture_free(samples->capture);
	free(samples->counts);
	free(samples->taken);
	bpf_object__close(samples->object);
}

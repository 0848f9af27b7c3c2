// SPDX-License-Identifier: GPL-2.0
/*
 * Loads a program for each way from an XDP program to user space, says their numbers and
 * reads what comes, every millisecond, until it is told to stop.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bench_ways.h"
#include "bpf_loader.h"
#include "log.h"
#include "options.h"
#include "packet_ring.h"
#include "signals.h"

static struct packet_knobs knobs = { .snaplen = 1500 };
static unsigned long long came[WAYS];
static char copy[1 << 16]; /* a reader looks at what it reads */

static const struct option_row rows[] = {
	OPTION_NUMBER('s', "snaplen", &knobs.snaplen, "BYTES", 1, 1500, "Of a packet"),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options]",
	.purpose = "Load programs that send packets to user space, and read them.",
	.rows = rows,
};

static void on_event(void *context, const void *event, size_t size)
{
	const struct packet_record *record = (const void *)copy;

	(void)context;
	memcpy(copy, event, size < sizeof(copy) ? size : sizeof(copy));
	came[record->prog_index % WAYS]++;
}

static int on_record(void *context, void *data, size_t size)
{
	on_event(context, data, size);
	return 0;
}

static void print_programs(const struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_prog_info info;
	__u32 len;

	bpf_object__for_each_program (program, object) {
		len = sizeof(info);
		memset(&info, 0, sizeof(info));
		bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &len);
		printf("%s=%u ", bpf_program__name(program), info.id);
	}
	puts("loaded");
	fflush(stdout);
}

static enum bpf_perf_event_ret on_sample(void *context, int cpu, struct perf_event_header *header)
{
	const struct {
		struct perf_event_header header;
		__u32 size;
		char data[];
	} *sample = (const void *)header;

	(void)cpu;
	if (header->type == PERF_RECORD_SAMPLE)
		on_event(context, sample->data, sample->size);
	return LIBBPF_PERF_EVENT_CONT;
}

static int read_until_told(struct packet_source *own, struct ring_buffer *ring,
			   struct perf_buffer *perf)
{
	struct packet_counts counts[PACKET_POINTS];
	int err;

	do {
		err = perf_buffer__consume(perf);
		if (ring_buffer__consume(ring) < 0 || own->read(own) < 0)
			err = -EIO;
	} while (!err && !signals_wait(-1, 1));
	if (err || own->counts(own, counts))
		return -EIO;
	for (int way = 0; way < WAYS; way++) {
		const struct packet_counts *at = &counts[PACKET_POINT(way, PACKET_HOOK_ENTRY)];

		printf("way %d: %llu seen, %llu came, %llu lost\n", way, at->seen, came[way],
		       at->lost);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct packet_source *own = NULL;
	struct ring_buffer *ring = NULL;
	struct perf_buffer *perf = NULL;
	struct bpf_object *object;
	int err;

	err = options_parse(&options, argc, argv);
	if (err <= 0)
		return options_exit(err);
	object = bpf_loader_open("bench_ways_kern.o");
	if (!object || signals_init())
		return EXIT_FAILURE;
	err = packet_ring_parameterise(object, &knobs, (size_t)WAYS_RING * sysconf(_SC_NPROCESSORS_CONF)) ?:
		      bpf_loader_load(object);
	if (!err) {
		own = packet_ring_new(object, &knobs, on_event, NULL);
		perf = packet_ring_perf(bpf_object__find_map_fd_by_name(object, "perf_events"),
					WAYS_RING, on_sample, NULL);
		ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "bpf_ring"),
					on_record, NULL, NULL);
		err = own && perf && ring ? 0 : -EINVAL;
	}
	if (!err) {
		print_programs(object);
		err = read_until_told(own, ring, perf);
	}
	packet_ring_free(own);
	perf_buffer__free(perf);
	ring_buffer__free(ring);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

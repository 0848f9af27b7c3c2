// SPDX-License-Identifier: GPL-2.0
/* Perf event rings by libbpf, with the wake-ups batched. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "log.h"
#include "perf_ring.h"

struct perf_ring {
	struct perf_buffer *buffer;
	packet_event on_event;
	void *context;
};

/* What PERF_SAMPLE_RAW makes of an event. */
struct raw_sample {
	struct perf_event_header header;
	__u32 size;
	char data[];
};

static enum bpf_perf_event_ret on_record(void *context, int cpu, struct perf_event_header *header)
{
	const struct raw_sample *sample = (const struct raw_sample *)header;
	struct perf_ring *ring = context;

	(void)cpu;
	if (header->type == PERF_RECORD_SAMPLE)
		ring->on_event(ring->context, sample->data, sample->size);
	return LIBBPF_PERF_EVENT_CONT;
}

struct perf_ring *perf_ring_new(const struct bpf_object *object, const char *map, size_t bytes,
				packet_event on_event, void *context)
{
	struct perf_ring *ring = calloc(1, sizeof(*ring));
	int map_fd = bpf_loader_map(object, map, sizeof(int), sizeof(__u32));
	size_t page = sysconf(_SC_PAGESIZE);
	int err = -ENOMEM;

	if (map_fd < 0)
		goto fail;
	for (; ring && bytes >= page; bytes /= 2) {
		struct perf_event_attr attr = {
			.type = PERF_TYPE_SOFTWARE,
			.config = PERF_COUNT_SW_BPF_OUTPUT,
			.sample_type = PERF_SAMPLE_RAW,
			.sample_period = 1,
			.watermark = 1,
			.wakeup_watermark = bytes / 4,
		};

		*ring = (struct perf_ring){ NULL, on_event, context };
		ring->buffer =
			perf_buffer__new_raw(map_fd, bytes / page, &attr, on_record, ring, NULL);
		if (ring->buffer)
			return ring;
		err = -errno;
		if (err != -EPERM && err != -ENOMEM)
			break;
	}
	log_error(err, "%s: rings not opened: %s", map, bpf_cause(err, NULL));
fail:
	free(ring);
	return NULL;
}

int perf_ring_fd(const struct perf_ring *ring)
{
	return perf_buffer__epoll_fd(ring->buffer);
}

int perf_ring_consume(struct perf_ring *ring)
{
	int err = perf_buffer__consume(ring->buffer);

	return err < 0 ? log_error(err, "perf rings: %s", strerror(-err)) : 0;
}

void perf_ring_free(struct perf_ring *ring)
{
	if (!ring)
		return;
	perf_buffer__free(ring->buffer);
	free(ring);
}

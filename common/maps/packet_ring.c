// SPDX-License-Identifier: GPL-2.0
/* Reading a BPF ring buffer, and beside it the perf rings for packets in fragments. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_cause.h"
#include "bpf_knob.h"
#include "bpf_loader.h"
#include "log.h"
#include "packet_ring.h"
#include "perf_ring.h"
#include "stats.h"

#define PERF_BYTES (1 << 20) /* for each CPU */
#define AT_A_TIME  (1 << 16) /* records, or else a flood would never let the reader go */

struct packet_ring {
	struct ring_buffer *buffer;
	struct perf_ring *perf;
	int counts_fd;
	packet_ring_event on_event;
	void *context;
	unsigned int left; /* records that may be handed out now */
};

int packet_ring_parameterise(struct bpf_object *object, __u32 snaplen, __u32 wakeup)
{
	int err;

	if (snaplen > PACKET_SNAPLEN_MAX)
		snaplen = PACKET_SNAPLEN_MAX;
	err = bpf_knob_set(object, "packet_snaplen", &snaplen, sizeof(snaplen));
	if (!err && wakeup)
		err = bpf_knob_set(object, "packet_wakeup", &wakeup, sizeof(wakeup));
	return err;
}

static int on_record(void *context, void *data, size_t size)
{
	struct packet_ring *ring = context;

	ring->on_event(ring->context, data, size);
	return --ring->left ? 0 : -EAGAIN;
}

struct packet_ring *packet_ring_new(const struct bpf_object *object, packet_ring_event on_event,
				    void *context)
{
	struct packet_ring *ring = calloc(1, sizeof(*ring));
	int fd = bpf_loader_map(object, "packet_ring", 0, 0);

	if (!ring || fd < 0)
		goto fail;
	*ring = (struct packet_ring){ .on_event = on_event, .context = context };
	ring->counts_fd = bpf_loader_map(object, "packet_counts", sizeof(__u32),
					 sizeof(struct packet_counts));
	if (ring->counts_fd < 0)
		goto fail;
	ring->buffer = ring_buffer__new(fd, on_record, ring, NULL);
	if (!ring->buffer) {
		log_error(-errno, "packet_ring: not opened: %s", bpf_cause(-errno, NULL));
		goto fail;
	}
	ring->perf = perf_ring_new(object, "packet_rings", PERF_BYTES, on_event, context);
	if (ring->perf)
		return ring;
fail:
	packet_ring_free(ring);
	return NULL;
}

int packet_ring_fd(const struct packet_ring *ring)
{
	return ring_buffer__epoll_fd(ring->buffer);
}

int packet_ring_consume(void *context)
{
	struct packet_ring *ring = context;
	int err, count;

	ring->left = AT_A_TIME;
	count = ring_buffer__consume(ring->buffer);
	if (count < 0 && count != -EAGAIN)
		return log_error(count, "packet_ring: %s", strerror(-count));
	err = perf_ring_consume(ring->perf);
	return err ? err : count == -EAGAIN;
}

int packet_ring_counts(void *context, struct packet_counts *counts)
{
	const struct packet_ring *ring = context;
	int err = 0;

	for (__u32 point = 0; !err && point < PACKET_POINTS; point++)
		err = stats_sum(ring->counts_fd, &point, (__u64 *)&counts[point],
				sizeof(*counts) / sizeof(__u64));
	return err;
}

void packet_ring_free(struct packet_ring *ring)
{
	if (!ring)
		return;
	ring_buffer__free(ring->buffer);
	perf_ring_free(ring->perf);
	free(ring);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* The ring buffers, one per CPU, behind a map of type PERF_EVENT_ARRAY. */
#ifndef COMMON_PERF_RING_H
#define COMMON_PERF_RING_H

#include <stddef.h>

#include <bpf/libbpf.h>

#include "packet_event.h"

struct perf_ring;

/*
 * perf_ring_new - open a ring on each CPU that is online, and put them into the map
 * @object: loaded
 * @map: the name of its PERF_EVENT_ARRAY
 * @bytes: the size of each ring, a power of two times the page size; less where
 *	this process may not lock so much memory
 * @on_event: receives what bpf_perf_event_output() was given, and up to 7 bytes of padding
 *
 * The reader is woken when a quarter of a ring is filled, not for each event,
 * for waking costs the packet that does it several microseconds: read at
 * intervals too. What does not fit is not written, and bpf_perf_event_output()
 * tells its caller. Returns the rings for perf_ring_free(), or NULL with the
 * reason logged. Kernel 4.4 and newer.
 */
struct perf_ring *perf_ring_new(const struct bpf_object *object, const char *map, size_t bytes,
				packet_event on_event, void *context);

/* perf_ring_fd - readable when there is reason to call perf_ring_consume() */
int perf_ring_fd(const struct perf_ring *ring);

/*
 * perf_ring_consume - hand out what is in the rings now, CPU by CPU
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int perf_ring_consume(struct perf_ring *ring);

/* perf_ring_free - close the rings; NULL is permitted */
void perf_ring_free(struct perf_ring *ring);

#endif

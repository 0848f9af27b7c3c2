/* SPDX-License-Identifier: GPL-2.0 */
/* The rings that headers/packet_output.h fills, made and read as one. */
#ifndef COMMON_PACKET_RING_H
#define COMMON_PACKET_RING_H

#include <stddef.h>

#include <bpf/libbpf.h>

#include "packet_event.h"
#include "packet_record.h"

#define PACKET_RING_BUFFER (32 << 20) /* bytes over all CPUs, unless something else is asked for */

/*
 * packet_ring_parameterise - give an object its rings, and set its knobs
 * @object: opened, not yet loaded
 * @knobs: the snaplen becomes PACKET_SNAPLEN_MAX where it is larger. Where ring is 0 the
 *	rings are made, and ring becomes their size; else the object will share another's
 * @buffer: bytes for the rings of all CPUs together
 *
 * Each CPU up to the last one that is online gets a power of two of bytes: less where
 * the kernel has not so much in one piece (2 MiB on 5.10), and more where that would
 * not hold two of the longest packets. What comes on a CPU that is online only later is
 * counted, and lost. Returns 0 or a negative errno with the reason logged.
 */
int packet_ring_parameterise(struct bpf_object *object, struct packet_knobs *knobs, size_t buffer);

/*
 * packet_ring_new - read the rings of a loaded object
 * @object: with the maps packet_rings, packet_bell and packet_counts, and perhaps
 *	packet_frags: rings for it have a quarter more. It must live as long as the ring
 * @knobs: as packet_ring_parameterise() left them
 *
 * Reading hands out what is in the rings. Returns them for packet_ring_free(), or NULL with the reason logged.
 * Kernel 5.8 and newer.
 */
struct packet_source *packet_ring_new(const struct bpf_object *object,
				      const struct packet_knobs *knobs, packet_event on_event,
				      void *context);

/*
 * packet_ring_perf - perf rings beside them, of so many bytes on each CPU
 * @on_event, @context: as for perf_buffer__new_raw()
 *
 * Waking costs the packet that does it several microseconds, so a quarter of a ring has to
 * be filled. Returns the rings for perf_buffer__free(), or NULL with errno set.
 */
struct perf_buffer *packet_ring_perf(int map_fd, size_t bytes, perf_buffer_event_fn on_event,
				     void *context);

/* packet_ring_free - stop reading; NULL is permitted */
void packet_ring_free(struct packet_source *ring);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The rings that headers/packet_output.h fills, read as one. */
#ifndef COMMON_PACKET_RING_H
#define COMMON_PACKET_RING_H

#include <stddef.h>

#include <bpf/libbpf.h>

#include "packet_record.h"

struct packet_ring;

/* What receives the records: @size bytes at @event, valid during the call. */
typedef void (*packet_ring_event)(void *context, const void *event, size_t size);

/*
 * packet_ring_parameterise - set the knobs of headers/packet_output.h
 * @object: opened, not yet loaded
 * @snaplen: bytes of each packet at most; PACKET_SNAPLEN_MAX is the most there can be
 * @wakeup: packets after which the reader is woken; 0 leaves it to the header
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int packet_ring_parameterise(struct bpf_object *object, __u32 snaplen, __u32 wakeup);

/*
 * packet_ring_new - read the rings of a loaded object
 * @object: with the maps packet_ring, packet_rings and packet_counts; it must live as
 *	long as the ring
 *
 * Returns the ring for packet_ring_free(), or NULL with the reason logged.
 * Kernel 5.8 and newer.
 */
struct packet_ring *packet_ring_new(const struct bpf_object *object, packet_ring_event on_event,
				    void *context);

/* packet_ring_fd - readable when a program has woken the reader (knob packet_wakeup) */
int packet_ring_fd(const struct packet_ring *ring);

/*
 * packet_ring_consume - hand out what is in the rings
 * @ring: a struct packet_ring, typeless so that this fits struct capture_source
 *
 * Returns 0 when they are empty now, 1 when programs write faster than that,
 * or a negative errno with the reason logged.
 */
int packet_ring_consume(void *ring);

/*
 * packet_ring_counts - what the programs have counted
 * @ring: as above
 * @counts: PACKET_POINTS of them
 *
 * Returns 0 or a negative errno.
 */
int packet_ring_counts(void *ring, struct packet_counts *counts);

/* packet_ring_free - stop reading; NULL is permitted */
void packet_ring_free(struct packet_ring *ring);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* packet_ring_kern.o, run by hand, and what comes out of its rings. */
#ifndef UNIT_PACKET_RING_FIXTURE_H
#define UNIT_PACKET_RING_FIXTURE_H

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_knob.h"
#include "bpf_loader.h"
#include "heard.h"
#include "log.h"
#include "packet_ring.h"
#include "packet_ring_input.h"
#include "unit.h"

#define FRAME	   60 /* bytes of the packet that is not looked at */
#define HEAD	   sizeof(struct packet_record)
#define RING_BYTES (1 << 16) /* for most tests; any size class fits in */

static struct bpf_object *object;
static struct packet_ring *ring;
static struct input input;
static __u32 numbered = PACKET_POINTS; /* the knob packet_numbered */

/* What came: how many, and the last one. */
static unsigned int events;
static size_t event_size;
static struct {
	struct packet_record record;
	__u8 data[PACKET_MAX];
} event;

static inline void on_event(void *context, const void *bytes, size_t size)
{
	assert_ptr_equal(context, &event);
	assert_in_range(size, HEAD, sizeof(event));
	memcpy(&event, bytes, size);
	event_size = size;
	events++;
}

/* open_ring - load @program alone; returns false where the kernel does not take it */
static inline bool open_ring(const char *program, __u32 bytes, __u32 snaplen, __u32 wakeup)
{
	static struct heard heard;
	int err;

	object = bpf_loader_open("packet_ring_kern.o");
	assert_non_null(object);
	bpf_loader_only(object, bpf_loader_program(object, program));
	assert_int_equal(packet_ring_parameterise(object, snaplen, wakeup), 0);
	assert_int_equal(bpf_knob_set(object, "packet_numbered", &numbered, sizeof(numbered)), 0);
	bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "packet_ring"), bytes);
	hear_begin(&heard);
	err = bpf_loader_load(object);
	hear_end(&heard);
	ring = err ? NULL : packet_ring_new(object, on_event, &event);
	events = 0;
	return ring;
}

static inline void close_ring(void)
{
	packet_ring_free(ring);
	bpf_object__close(object);
}

/* run - a packet of @len bytes comes, @times */
static inline void run(const char *program, const void *packet, __u32 len, int times)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = len,
		    .repeat = times);
	int fd = bpf_program__fd(bpf_loader_program(object, program));

	assert_int_equal(bpf_prog_test_run_opts(fd, &opts), 0);
	assert_int_equal(opts.retval, 2); /* XDP_PASS */
}

/* run_input - the packet in @input comes by a capture point, @times */
static inline void run_input(__u32 wire_len, __u16 hook, __u16 prog_index, int times)
{
	static const char frame[FRAME];
	int map_fd = bpf_object__find_map_fd_by_name(object, "input");
	__u32 zero = 0;

	input.wire_len = wire_len;
	input.hook = hook;
	input.prog_index = prog_index;
	assert_int_equal(bpf_map_update_elem(map_fd, &zero, &input, BPF_ANY), 0);
	run("from_map", frame, sizeof(frame), times);
}

static inline void fill(__u8 *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = i * 7 + i / 251;
}

/* assert_counts - of one capture point; nothing else was counted */
static inline void assert_counts(__u16 hook, __u16 prog_index, __u64 seen, __u64 lost)
{
	struct packet_counts counts[PACKET_POINTS];

	memset(counts, 0xee, sizeof(counts));
	assert_int_equal(packet_ring_counts(ring, counts), 0);
	for (int point = 0; point < PACKET_POINTS; point++) {
		bool here = point == PACKET_POINT(prog_index, hook);

		assert_int_equal(counts[point].seen, here ? seen : 0);
		assert_int_equal(counts[point].lost, here ? lost : 0);
	}
}

#endif

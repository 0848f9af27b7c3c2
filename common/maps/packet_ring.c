// SPDX-License-Identifier: GPL-2.0
/*
 * Making and reading the rings that programs write, one for each CPU, and beside them the
 * perf rings for packets in fragments. Invariant: within the rings of one CPU packets
 * are in the order of their stamps, for one program at a time is inside of them.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_knob.h"
#include "bpf_loader.h"
#include "clock.h"
#include "log.h"
#include "packet_cpu_ring.h"
#include "packet_ring.h"
#include "stats.h"

#define PERF_BYTES_MIN (1 << 17) /* for each CPU: two of the longest packets */
#define RING_BYTES_MAX (1U << 28)
#define AT_A_TIME      (1 << 18) /* bytes, so that what is made of them is still in a cache */
#define MERGED_MOST    8	 /* rings; more of them are cheaper to merge at once, later */
#define MIN_PAUSE      1	 /* ms between readings while packets come */
#define OFTEN	       (8 * CLOCK_NS_PER_MS)  /* who is woken sooner again pauses for longer */
#define READ_EVERY     40		      /* ms, even when nobody wakes the reader */
#define DELIVERY_TIME  (10 * CLOCK_NS_PER_MS) /* a program may be interrupted inside, so long */
#define STORE_TIME     (CLOCK_NS_PER_MS / 20) /* until other CPUs see a store, at most */

/* The ring of one CPU as the reader has it. */
struct lane {
	struct packet_cpu_ring *shared;
	__u64 tail, published; /* read so far; to be read now */
	__u64 returned;	       /* up to here the program has its room back */
	__u64 stamp;	       /* of the record that ends at tail */
	bool busy;	       /* a program was inside before published was looked at */
};

struct packet_ring {
	struct packet_source source;
	struct packet_knobs knobs;
	struct ring_buffer *bell;
	struct perf_buffer *perf; /* NULL: no packets in fragments */
	int counts_fd;
	packet_event on_event;
	void *context;
	char *memory; /* of all rings */
	size_t memory_bytes;
	__u64 newest;	    /* stamp that was handed out */
	bool found;	    /* anything, by the latest look */
	bool armed;	    /* programs will wake the reader */
	__u64 woken;	    /* when they did, at the latest: ns of CLOCK_MONOTONIC */
	int pause;	    /* ms, since then */
	unsigned int count; /* of CPUs */
	struct lane lanes[];
};

/* The rings' size in memory: behind each is room for one record more. */
static size_t ring_room(__u32 snaplen, size_t bytes)
{
	size_t packet = snaplen > PACKET_ROOM_MIN ? snaplen : PACKET_ROOM_MIN;
	size_t record = sizeof(struct packet_record) + packet;

	return (sizeof(struct packet_cpu_ring) + bytes + record + 63) & ~(size_t)63;
}

/* How many CPUs there are up to the last that is online: "0-3,8-11" are 12. */
static int count_cpus(void)
{
	FILE *file = fopen("/sys/devices/system/cpu/online", "re");
	unsigned int last;
	int count = 0;
	char before;

	while (file && fscanf(file, "%u%c", &last, &before) >= 1)
		count = last + 1;
	if (file)
		fclose(file);
	return count ?: sysconf(_SC_NPROCESSORS_CONF);
}

/* At least two of the longest packets, or a ring would be of no use. */
static __u32 least_bytes(__u32 snaplen)
{
	__u32 bytes = sysconf(_SC_PAGESIZE);

	while (bytes < 2 * (sizeof(struct packet_record) + snaplen))
		bytes *= 2;
	return bytes;
}

static int make_rings(struct bpf_map *map, struct packet_knobs *knobs, size_t buffer)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	const __u32 least = least_bytes(knobs->snaplen);
	const int cpus = count_cpus();
	__u32 bytes = least;
	int fd, err;

	while (bytes * 2ULL <= buffer / cpus && bytes < RING_BYTES_MAX)
		bytes *= 2;
	while ((fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "packet_rings", sizeof(__u32),
				    ring_room(knobs->snaplen, bytes), cpus, &opts)) < 0 &&
	       bytes > least)
		bytes /= 2;
	if (fd < 0)
		return log_error(fd, "packet_rings: not made: %s", bpf_cause(fd, NULL));
	knobs->ring = bytes;
	err = bpf_map__reuse_fd(map, fd);
	close(fd);
	return err ? log_error(err, "packet_rings: %s", strerror(-err)) : 0;
}

int packet_ring_parameterise(struct bpf_object *object, struct packet_knobs *knobs, size_t buffer)
{
	struct bpf_map *rings = bpf_object__find_map_by_name(object, "packet_rings");
	int err = rings ? 0 : log_error(-ENOENT, "packet_rings: the object has no such map");

	if (knobs->snaplen > PACKET_SNAPLEN_MAX)
		knobs->snaplen = PACKET_SNAPLEN_MAX;
	if (!err && !knobs->ring)
		err = make_rings(rings, knobs, buffer);
	return err ?: bpf_knob_set(object, "packet_knobs", knobs, sizeof(*knobs));
}

static int map_rings(struct packet_ring *ring, int fd, size_t room)
{
	const size_t bytes = ring->count * room;
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		return -errno;
	ring->memory = memory;
	ring->memory_bytes = bytes;
	for (unsigned int cpu = 0; cpu < ring->count; cpu++)
		ring->lanes[cpu].shared = (void *)(memory + cpu * room);
	return 0;
}

/* What PERF_SAMPLE_RAW makes of an event. */
struct raw_sample {
	struct perf_event_header header;
	__u32 size;
	char data[];
};

static enum bpf_perf_event_ret on_fragments(void *context, int cpu,
					    struct perf_event_header *header)
{
	const struct raw_sample *sample = (const struct raw_sample *)header;
	struct packet_ring *ring = context;
	__u64 stamp;

	(void)cpu;
	if (header->type != PERF_RECORD_SAMPLE)
		return LIBBPF_PERF_EVENT_CONT;
	memcpy(&stamp, sample->data, sizeof(stamp)); /* a record begins with it */
	if (stamp > ring->newest)
		ring->newest = stamp;
	ring->found = true;
	ring->on_event(ring->context, sample->data, sample->size);
	return LIBBPF_PERF_EVENT_CONT;
}

struct perf_buffer *packet_ring_perf(int map_fd, size_t bytes, perf_buffer_event_fn on_event,
				     void *context)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = 1,
		.wakeup_watermark = bytes / 4,
	};

	return perf_buffer__new_raw(map_fd, bytes / sysconf(_SC_PAGESIZE), &attr, on_event, context,
				    NULL);
}

/* The rings are smaller where this process may not lock so much memory. */
static int open_perf(struct packet_ring *ring, const struct bpf_object *object)
{
	size_t page = sysconf(_SC_PAGESIZE), bytes = ring->knobs.ring / 4;
	int fd, err = 0;

	if (!bpf_object__find_map_by_name(object, "packet_frags"))
		return 0;
	fd = bpf_loader_map(object, "packet_frags", sizeof(int), sizeof(__u32));
	if (fd < 0)
		return fd;
	for (bytes = bytes > PERF_BYTES_MIN ? bytes : PERF_BYTES_MIN; bytes >= page; bytes /= 2) {
		ring->perf = packet_ring_perf(fd, bytes, on_fragments, ring);
		if (ring->perf)
			return 0;
		err = -errno;
		if (err != -EPERM && err != -ENOMEM)
			break;
	}
	return log_error(err, "packet_frags: rings not opened: %s", bpf_cause(err, NULL));
}

static int open_rings(struct packet_ring *ring, const struct bpf_object *object)
{
	const size_t room = ring_room(ring->knobs.snaplen, ring->knobs.ring);
	int fd = bpf_loader_map(object, "packet_rings", sizeof(__u32), room);
	int bell_fd = fd < 0 ? fd : bpf_loader_map(object, "packet_bell", 0, 0), err;

	if (bell_fd < 0)
		return bell_fd;
	ring->counts_fd = bpf_loader_map(object, "packet_counts", sizeof(__u32),
					 sizeof(struct packet_counts));
	if (ring->counts_fd < 0)
		return ring->counts_fd;
	err = map_rings(ring, fd, room);
	if (!err) {
		/* nothing is ever in it, for which it would take a callback */
		ring->bell = ring_buffer__new(bell_fd, NULL, NULL, NULL);
		err = ring->bell ? 0 : -errno;
	}
	return err ? log_error(err, "packet_rings: not opened: %s", bpf_cause(err, NULL)) :
		     open_perf(ring, object);
}

/*
 * The reader says what it sleeps for. It must look into the rings once more before it
 * does, and a fence keeps it from looking before it has said so. A program has none: it
 * may miss the word and the reader the packet, so that a second look follows soon.
 */
static void arm(struct packet_ring *ring)
{
	const __u64 most = ring->knobs.by_packets ? ~0ULL : ring->knobs.ring / 4;
	__u64 wakeup = ring->knobs.wakeup ?: 1;

	if (wakeup > most)
		wakeup = most;
	for (unsigned int cpu = 0; cpu < ring->count; cpu++) {
		struct packet_cpu_ring *shared = ring->lanes[cpu].shared;

		if (!__atomic_load_n(&shared->wake_at, __ATOMIC_RELAXED))
			__atomic_store_n(&shared->wake_at,
					 __atomic_load_n(&shared->written, __ATOMIC_RELAXED) +
						 wakeup,
					 __ATOMIC_RELAXED);
	}
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* In this order: who is not inside has published, and with that all that went before. */
static void look(struct lane *lane)
{
	lane->busy = __atomic_load_n(&lane->shared->busy, __ATOMIC_ACQUIRE);
	lane->published = __atomic_load_n(&lane->shared->published, __ATOMIC_ACQUIRE);
}

static const struct packet_record *next_record(const struct packet_ring *ring,
					       const struct lane *lane)
{
	return (const void *)(lane->shared->data + (lane->tail & (ring->knobs.ring - 1)));
}

static void give_back(struct lane *lane)
{
	__atomic_store_n(&lane->shared->tail, lane->tail, __ATOMIC_RELEASE);
	lane->returned = lane->tail;
}

/* Hands out one record; its size in the ring, or -EBADMSG. The program gets its room back now and then. */
static ssize_t hand_out(struct packet_ring *ring, struct lane *lane, packet_event to)
{
	const struct packet_record *record = next_record(ring, lane);
	__u64 size = (sizeof(*record) + record->cap_len + 7) & ~7ULL;

	if (record->cookie != PACKET_RECORD_COOKIE || record->cap_len > ring->knobs.snaplen ||
	    size > lane->published - lane->tail)
		return log_error(-EBADMSG, "packet_rings: no record at %llu of CPU %td's",
				 lane->tail, lane - ring->lanes);
	lane->stamp = record->timestamp;
	if (lane->stamp > ring->newest)
		ring->newest = lane->stamp;
	to(ring->context, record, size);
	lane->tail += size;
	if (lane->tail - lane->returned >= ring->knobs.ring / 16)
		give_back(lane);
	return size;
}

/*
 * Before what stamp a CPU will write nothing any more: the last one's, where there is more
 * to read or a program inside, else the moment before the look.
 */
static __u64 complete(const struct lane *lane, __u64 now)
{
	const __u64 late = now - DELIVERY_TIME;

	if (lane->tail != lane->published)
		return lane->stamp;
	if (lane->busy)
		return lane->stamp > late ? lane->stamp : late;
	return now - STORE_TIME;
}

static unsigned int count_unread(const struct packet_ring *ring)
{
	unsigned int count = 0;

	for (unsigned int cpu = 0; cpu < ring->count; cpu++)
		count += ring->lanes[cpu].tail != ring->lanes[cpu].published;
	return count;
}

/* Of rings that are not read to their ends, the one with the oldest record. */
static int oldest(const struct packet_ring *ring, struct lane *const *lanes, int count)
{
	int first = 0;

	for (int i = 1; i < count; i++)
		if (next_record(ring, lanes[i])->timestamp <
		    next_record(ring, lanes[first])->timestamp)
			first = i;
	return first;
}

/*
 * Hands out in the order of stamps what no older packet can come before, out of all rings.
 * The others stay where they are, unless a ring gets full of them. Returns how many bytes
 * were read, or -EBADMSG.
 */
static ssize_t read_in_order(struct packet_ring *ring, __u64 now)
{
	struct lane *lanes[MERGED_MOST], *lane;
	__u64 until = now, before;
	ssize_t size, bytes = 0;
	int count = 0, i;

	for (lane = ring->lanes; lane < ring->lanes + ring->count; lane++) {
		if (lane->tail != lane->published) {
			lanes[count++] = lane;
			continue;
		}
		before = complete(lane, now);
		until = before < until ? before : until;
	}
	while (count && bytes < AT_A_TIME) {
		i = oldest(ring, lanes, count);
		lane = lanes[i];
		if (next_record(ring, lane)->timestamp > until)
			break;
		size = hand_out(ring, lane, ring->source.in_order);
		if (size < 0)
			return size;
		bytes += size;
		if (lane->tail != lane->published)
			continue;
		before = complete(lane, now);
		until = before < until ? before : until;
		lanes[i] = lanes[--count];
	}
	return bytes;
}

/*
 * Hands out ring by ring what is left. @merged: not of a ring that has room, for there it
 * can wait. Returns as read_in_order().
 */
static ssize_t read_rest(struct packet_ring *ring, bool merged)
{
	ssize_t bytes = 0, size;

	for (struct lane *lane = ring->lanes; lane < ring->lanes + ring->count; lane++) {
		const __u64 begin = lane->tail;

		if (merged && lane->published - lane->tail <= ring->knobs.ring / 2)
			continue;
		while (lane->tail != lane->published && lane->tail - begin < AT_A_TIME) {
			size = hand_out(ring, lane, ring->on_event);
			if (size < 0)
				return size;
			bytes += size;
		}
	}
	return bytes;
}

/* The programs get their room back; up to which stamp have all packets come? */
static void conclude(struct packet_ring *ring, __u64 now)
{
	__u64 before;

	ring->source.turn.complete = now;
	for (struct lane *lane = ring->lanes; lane < ring->lanes + ring->count; lane++) {
		give_back(lane);
		ring->found |= lane->tail != lane->published; /* it waits: come soon */
		before = complete(lane, now);
		if (before < ring->source.turn.complete)
			ring->source.turn.complete = before;
	}
}

/* Reads all rings once; 1: there is more. */
static int read_all(struct packet_ring *ring)
{
	const __u64 now = clock_monotonic();
	ssize_t bytes = 0, rest;
	bool merged;
	int err = 0;

	ring->found = false;
	for (unsigned int cpu = 0; cpu < ring->count; cpu++)
		look(&ring->lanes[cpu]);
	if (ring->perf)
		err = perf_buffer__consume(ring->perf);
	if (err < 0)
		return log_error(err, "packet_frags: %s", strerror(-err));
	/* packets in fragments wait for their turn elsewhere: looking there for each would cost */
	merged = ring->source.in_order && !ring->found && count_unread(ring) <= MERGED_MOST;
	if (merged)
		bytes = read_in_order(ring, now);
	rest = bytes < 0 ? bytes : read_rest(ring, merged);
	if (rest < 0)
		return rest;
	bytes += rest;
	ring->found |= bytes > 0;
	conclude(ring, now);
	return bytes >= AT_A_TIME || bytes > ring->knobs.ring / 4;
}

/* Packets that come now and then shall not wake it more often than a flood does. */
static void was_woken(struct packet_ring *ring)
{
	const __u64 now = clock_monotonic();

	ring->pause = now - ring->woken < OFTEN ? 2 * MIN_PAUSE : MIN_PAUSE;
	ring->woken = now;
}

/*
 * While packets come the reader is not woken: it looks a thousand times a second, or
 * half as often. When none came it asks to be.
 */
static int consume(struct packet_source *source)
{
	struct packet_ring *ring = container_of(source, struct packet_ring, source);
	const bool batched = ring->knobs.wakeup > 1;
	int more;

	ring_buffer__consume(ring->bell);
	if (batched)
		arm(ring);
	more = read_all(ring);
	if (ring->found && ring->armed)
		was_woken(ring);
	ring->source.turn.wait = batched ? READ_EVERY : ring->pause;
	ring->source.turn.pause = !batched;
	if (more || ring->found || batched) {
		ring->armed = batched;
		return more;
	}
	ring->source.turn.pause = false;
	if (ring->armed && ring->newest <= ring->source.turn.complete)
		ring->source.turn.wait = READ_EVERY; /* this was the second look */
	if (!ring->armed) {
		ring->armed = true;
		arm(ring);
		more = read_all(ring);
		ring->source.turn.pause = ring->found;
	}
	return more;
}

static int get_counts(struct packet_source *source, struct packet_counts *counts)
{
	const struct packet_ring *ring = container_of(source, struct packet_ring, source);
	int err = 0;

	for (__u32 point = 0; !err && point < PACKET_POINTS; point++)
		err = stats_sum(ring->counts_fd, &point, (__u64 *)&counts[point],
				sizeof(*counts) / sizeof(__u64));
	return err;
}

void packet_ring_free(struct packet_source *source)
{
	struct packet_ring *ring = container_of(source, struct packet_ring, source);

	if (!source)
		return;
	ring_buffer__free(ring->bell);
	perf_buffer__free(ring->perf);
	if (ring->memory)
		munmap(ring->memory, ring->memory_bytes);
	free(ring);
}

struct packet_source *packet_ring_new(const struct bpf_object *object,
				      const struct packet_knobs *knobs, packet_event on_event,
				      void *context)
{
	const struct bpf_map *rings = bpf_object__find_map_by_name(object, "packet_rings");
	const unsigned int count = rings ? bpf_map__max_entries(rings) : 0;
	struct packet_ring *ring = calloc(1, sizeof(*ring) + count * sizeof(*ring->lanes));

	if (!ring)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM)), NULL;
	*ring = (struct packet_ring){ .source = { .read = consume, .counts = get_counts },
				      .knobs = *knobs,
				      .pause = MIN_PAUSE,
				      .on_event = on_event,
				      .context = context,
				      .count = count };
	if (open_rings(ring, object)) {
		packet_ring_free(&ring->source);
		return NULL;
	}
	ring->source.fd = ring_buffer__epoll_fd(ring->bell);
	return &ring->source;
}

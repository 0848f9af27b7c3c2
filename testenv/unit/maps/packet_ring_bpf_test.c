// SPDX-License-Identifier: GPL-2.0
/* packet_ring and headers/packet_output.h: what a program puts in comes out, or is lost. */
#include <sys/mman.h>

#include "clock.h"
#include "packet_cpu_ring.h"
#include "packet_ring_fixture.h"
#include "privileges.h"

/* The latest event is a packet of @wire_len bytes, of which @want_cap are at @want. */
static void assert_event(__u32 wire_len, __u32 want_cap, const void *want)
{
	assert_in_range(ring->read(ring), 0, 1);
	assert_int_equal(events, 1);
	assert_int_equal(event_size, ROOM(want_cap));
	assert_int_equal(event.record.wire_len, wire_len);
	assert_int_equal(event.record.cap_len, want_cap);
	assert_int_equal(event.record.cookie, PACKET_RECORD_COOKIE);
	assert_memory_equal(event.data, want, want_cap);
}

/* One packet out of the map. */
static void assert_captured(__u32 wire_len, __u32 want_cap)
{
	events = 0;
	memset(&event, 0xee, sizeof(event));
	run_input(wire_len, PACKET_HOOK_EXIT, 3, 1);
	assert_event(wire_len, want_cap, input.data);
}

#define KNOBS(...) ((struct packet_knobs){ __VA_ARGS__ })

/* All of it on one CPU. */
FIXTURE(begin)
{
	cpu_set_t here;

	fill(input.data, sizeof(input.data));
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	return sched_setaffinity(0, sizeof(here), &here);
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
GROUP(begin, NULL);
EACH(NULL, close_ring);

TEST(record)
{
	__u64 before = clock_monotonic();

	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 100)));
	assert_captured(100, 100);
	assert_in_range(event.record.timestamp, before, clock_monotonic());
	assert_int_equal(event.record.ifindex, 11);
	assert_int_equal(event.record.rx_queue, 12);
	assert_int_equal(event.record.verdict, -13);
	assert_int_equal(event.record.packet_id, 0); /* no point numbers them */
	assert_int_equal(event.record.hook, PACKET_HOOK_EXIT);
	assert_int_equal(event.record.prog_index, 3);
	assert_int_equal(event.record.cpu, sched_getcpu());
	assert_counts(PACKET_HOOK_EXIT, 3, 1, 0);
}

/* What can be copied in one way or another, at the edges. */
static const __u32 lengths[] = { 0,   1,   7,	8,   14,   60,	 63,   64,   65,
				 127, 128, 129, 512, 1500, 2047, 2048, 3000, 3300 };

TEST(lengths)
{
	static const __u32 longer[] = {
		4095, 4096, 4097, 9000, PACKET_SNAPLEN_MAX - 1, PACKET_SNAPLEN_MAX
	};

	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = ~0U)));
	assert_int_equal(knobs.snaplen, PACKET_SNAPLEN_MAX); /* what is true */
	for (size_t i = 0; i < COUNT(lengths); i++)
		assert_captured(lengths[i], lengths[i]);
	for (size_t i = 0; i < COUNT(longer); i++)
		assert_captured(longer[i], longer[i]);
	assert_captured(PACKET_SNAPLEN_MAX + 1, PACKET_SNAPLEN_MAX);
	assert_captured(~0U, PACKET_SNAPLEN_MAX);
}

TEST(snaplen)
{
	static const __u32 snaplens[] = { 0, 1, 63, 64, 88, 96, 1500, PACKET_SNAPLEN_MAX };

	for (size_t i = 0; i < COUNT(snaplens); i++) {
		assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = snaplens[i])));
		assert_captured(0, 0);
		assert_captured(snaplens[i], snaplens[i]);
		assert_captured(snaplens[i] + 1, snaplens[i]);
		assert_captured(1 << 20, snaplens[i]);
	}
}

/* A packet that an XDP program reads by itself, in whole and cut. */
static void assert_read_direct(__u32 snaplen)
{
	assert_true(open_ring("direct", LEAST, KNOBS(.snaplen = snaplen)));
	for (size_t i = 0; i < COUNT(lengths); i++) {
		if (lengths[i] < 14) /* no frame */
			continue;
		events = 0;
		memset(&event, 0xee, sizeof(event));
		run("direct", input.data, lengths[i], 1);
		assert_event(lengths[i], lengths[i] < snaplen ? lengths[i] : snaplen, input.data);
	}
}

TEST(direct)
{
	assert_read_direct(PACKET_SNAPLEN_MAX);
	for (__u32 snaplen = 0; snaplen < 200; snaplen += 9)
		assert_read_direct(snaplen);
}

/* As many CPUs as are online share what there is, in powers of two; each has a record's room. */
TEST(buffer)
{
	const size_t page = sysconf(_SC_PAGESIZE), each = 1 << 20;
	const int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	assert_true(open_ring("from_map", cpus * (each + each / 2), KNOBS(.snaplen = 96)));
	assert_int_equal(
		bpf_obj_get_info_by_fd(bpf_object__find_map_fd_by_name(object, "packet_rings"),
				       &info, &len),
		0);
	assert_in_range(info.max_entries, cpus, libbpf_num_possible_cpus());
	if (info.max_entries == (__u32)cpus)
		assert_int_equal(knobs.ring, each);
	assert_in_range((__u64)info.value_size - knobs.ring, HEAD + PACKET_ROOM_MIN,
			HEAD + PACKET_ROOM_MIN + 1024);
	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 96)));
	assert_int_equal(knobs.ring, page);
	/* more than a kernel has in one piece: less then */
	assert_true(open_ring("from_map", 1UL << 40, KNOBS(.snaplen = 96)));
	assert_in_range(knobs.ring, 1 << 20, 1 << 28);
	assert_captured(100, 96);
}

/* Every packet that came by is either delivered or counted as lost, and room is used again. */
TEST(full)
{
	unsigned int room;

	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 64)));
	room = knobs.ring / ROOM(64);
	run_input(64, PACKET_HOOK_PROGRAM, 0, 1000);
	assert_counts(PACKET_HOOK_PROGRAM, 0, 1000, 1000 - room);
	while (ring->read(ring))
		;
	assert_int_equal(events, room);
	run_input(64, PACKET_HOOK_PROGRAM, 0, 10);
	while (ring->read(ring))
		;
	assert_int_equal(events, room + 10);
	assert_counts(PACKET_HOOK_PROGRAM, 0, 1010, 1000 - room);
}

/* This CPU's ring, as the programs have it. */
static struct packet_cpu_ring *map_ring(void)
{
	int fd = bpf_object__find_map_fd_by_name(object, "packet_rings");
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	char *rings;

	assert_int_equal(bpf_obj_get_info_by_fd(fd, &info, &len), 0);
	rings = mmap(NULL, (size_t)info.value_size * info.max_entries, PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	assert_ptr_not_equal(rings, MAP_FAILED);
	return (void *)(rings + (size_t)info.value_size * sched_getcpu());
}

/* A program in an interrupt of one that writes: its packet is lost, and nothing else. */
TEST(busy)
{
	struct packet_cpu_ring *shared;
	__u64 late;

	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 64)));
	shared = map_ring();
	assert_captured(64, 64);
	shared->busy = 1;
	run_input(64, PACKET_HOOK_EXIT, 3, 5);
	assert_int_equal(ring->read(ring), 0);
	assert_int_equal(events, 1);
	assert_counts(PACKET_HOOK_EXIT, 3, 6, 5);
	/* what it will write is younger than what it has, but it may have been inside for long */
	late = clock_monotonic() - 10 * CLOCK_NS_PER_MS;
	assert_in_range(ring->turn.complete, event.record.timestamp,
			late > event.record.timestamp ? late : event.record.timestamp);
	shared->busy = 0;
	assert_captured(64, 64);
	assert_counts(PACKET_HOOK_EXIT, 3, 7, 5);
}

/* What is no record is not taken for one. */
TEST(broken)
{
	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 64)));
	run_input(64, PACKET_HOOK_EXIT, 3, 1);
	((struct packet_record *)map_ring()->data)->cap_len = 65;
	assert_int_equal(HEARD(ring->read(ring)), -EBADMSG);
	assert_non_null(strstr(heard.err, "packet_rings: no record at 0 of CPU "));
	assert_int_equal(events, 0);
}

/* The last point there is, and the first that there is not. */
TEST(points)
{
	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 64)));
	run_input(64, PACKET_HOOK_EXIT, PACKET_PROGRAMS_MAX - 1, 1);
	run_input(64, PACKET_HOOK_PROGRAM, PACKET_PROGRAMS_MAX, 1);
	assert_int_equal(ring->read(ring), 0);
	assert_int_equal(events, 1);
	assert_counts(PACKET_HOOK_EXIT, PACKET_PROGRAMS_MAX - 1, 1, 0);
}

static void assert_number(__u16 hook, __u16 prog_index, __u32 want)
{
	run_input(64, hook, prog_index, 1);
	assert_int_equal(ring->read(ring), 0);
	assert_int_equal(event.record.hook, hook);
	assert_int_equal(event.record.packet_id, want);
}

static void open_numbered(enum packet_numbered numbered, __u32 at)
{
	assert_true(open_ring("from_map", LEAST,
			      KNOBS(.snaplen = 64, .numbered = numbered, .numbered_at = at)));
}

/* One point counts the packets, and all others name them by that count. */
TEST(numbers)
{
	open_numbered(PACKET_NUMBERED_BY_POINT, PACKET_POINT(2, PACKET_HOOK_ENTRY));
	assert_number(PACKET_HOOK_EXIT, 2, 0); /* its entry was before the beginning */
	assert_number(PACKET_HOOK_ENTRY, 2, 1);
	assert_number(PACKET_HOOK_ENTRY, 3, 1);
	assert_number(PACKET_HOOK_EXIT, 3, 1);
	assert_number(PACKET_HOOK_EXIT, 2, 1);
	assert_number(PACKET_HOOK_ENTRY, 2, 2);
	assert_number(PACKET_HOOK_EXIT, 2, 2);
}

/* Each program's own entry counts what comes to it. */
TEST(own_numbers)
{
	open_numbered(PACKET_NUMBERED_BY_HOOK, PACKET_HOOK_ENTRY);
	assert_number(PACKET_HOOK_EXIT, 2, 0);
	assert_number(PACKET_HOOK_ENTRY, 2, 1);
	assert_number(PACKET_HOOK_ENTRY, 2, 2);
	assert_number(PACKET_HOOK_ENTRY, 3, 1);
	assert_number(PACKET_HOOK_EXIT, 2, 2);
	assert_number(PACKET_HOOK_EXIT, 3, 1);
}

TEST(rejected)
{
	static const char frame[FRAME];
	struct packet_counts counts[PACKET_POINTS];

	assert_true(open_ring("rejected", LEAST, KNOBS(.snaplen = 64)));
	run("rejected", frame, sizeof(frame), 5);
	assert_int_equal(ring->read(ring), 0);
	assert_int_equal(events, 0);
	assert_counts(PACKET_HOOK_ENTRY, 0, 5, 0);
	assert_int_equal(ring->counts(ring, counts), 0);
	assert_int_equal(counts[PACKET_HOOK_ENTRY].rejected, 5);
}

static bool woken(int timeout_ms)
{
	struct pollfd fd = { .fd = ring->fd, .events = POLLIN };

	return poll(&fd, 1, timeout_ms) == 1;
}

/* Reads until nothing more is to come and the programs are to wake the reader. */
static void read_and_sleep(void)
{
	do
		assert_true(ring->read(ring) >= 0);
	while (ring->turn.pause || ring->turn.wait < 40);
}

/* Each CPU wakes it when it has written so much. */
static void assert_woken_every(unsigned int packets, __u32 wakeup, bool by_packets)
{
	assert_true(open_ring("from_map", ROOMY,
			      KNOBS(.snaplen = 64, .wakeup = wakeup, .by_packets = by_packets)));
	for (int round = 0; round < 2; round++) {
		read_and_sleep();
		if (packets > 1)
			run_input(64, PACKET_HOOK_ENTRY, 0, packets - 1);
		assert_false(woken(0));
		run_input(64, PACKET_HOOK_ENTRY, 0, 1);
		assert_true(woken(10000));
		assert_int_equal(ring->read(ring), 0);
		assert_false(woken(0));
	}
	assert_int_equal(events, 2 * packets);
}

TEST(wakeup)
{
	assert_woken_every(1, 0, false);
	assert_woken_every(1, 1, true);
	assert_woken_every(4, 4, true);
	assert_woken_every(1000, 1000, true);
	assert_woken_every(1, 1, false);
	assert_woken_every(10, 10 * ROOM(64), false);
	assert_woken_every(11, 10 * ROOM(64) + 1, false);
}

/* Nobody waits for more than the ring can hold, and none that is busy is woken. */
TEST(wakeup_full)
{
	assert_true(open_ring("from_map", LEAST,
			      KNOBS(.snaplen = 64, .wakeup = 1 << 20, .by_packets = true)));
	read_and_sleep();
	run_input(64, PACKET_HOOK_ENTRY, 0, 1000);
	assert_true(woken(10000));

	assert_true(open_ring("from_map", LEAST, KNOBS(.snaplen = 64)));
	run_input(64, PACKET_HOOK_ENTRY, 0, 1);
	assert_int_equal(ring->read(ring), 0);
	assert_true(ring->turn.pause);
	run_input(64, PACKET_HOOK_ENTRY, 0, 10);
	assert_false(woken(0));
}

/* Whoever reads a ring that fills as fast gets back in between. */
TEST(bounded)
{
	const unsigned int packets = 2000, most = (1 << 20) / ROOM(1000) + 1;
	int more;

	assert_true(open_ring("from_map", ROOMY, KNOBS(.snaplen = 1000)));
	run_input(1000, PACKET_HOOK_ENTRY, 0, packets);
	for (unsigned int before = 0; before < packets; before = events) {
		more = ring->read(ring);
		assert_in_range(events - before, 1, most);
		if (events < packets) {
			assert_int_equal(more, 1);
			/* younger ones are still in there */
			assert_int_equal(ring->turn.complete, event.record.timestamp);
		}
	}
	assert_int_equal(events, packets);
}

#define JUMBO 9000

static bool open_fragments(__u32 snaplen)
{
	return open_ring("in_fragments", LEAST, KNOBS(.snaplen = snaplen, .frags = 1));
}

static void assert_fragments_captured(__u32 snaplen, __u32 len, __u32 want_cap)
{
	static __u8 packet[JUMBO];

	fill(packet, sizeof(packet));
	assert_true(open_fragments(snaplen));
	run("in_fragments", packet, len, 1);
	assert_event(len, want_cap, packet);
	assert_counts(PACKET_HOOK_ENTRY, 0, 1, 0);
}

TEST(fragments)
{
	if (!open_fragments(PACKET_SNAPLEN_MAX))
		LEAVE_OUT("no packets in fragments before 5.18");
	assert_fragments_captured(PACKET_SNAPLEN_MAX, JUMBO, JUMBO);
	assert_fragments_captured(JUMBO - 1, JUMBO, JUMBO - 1);
	assert_fragments_captured(JUMBO, JUMBO, JUMBO);
	assert_fragments_captured(5000, JUMBO, 5000); /* in the second page */
	assert_fragments_captured(100, JUMBO, 100);
	assert_fragments_captured(100, 64, 64);
	assert_fragments_captured(1, JUMBO, 1);
	assert_fragments_captured(0, JUMBO, 0);
	assert_fragments_captured(PACKET_SNAPLEN_MAX, 64, 64); /* in one piece after all */
}

/* An object without rings. */
TEST(no_rings)
{
	struct bpf_object *other = bpf_loader_open("bpf_loader_kern.o");

	assert_null(HEARD(packet_ring_new(other, &knobs, on_event, NULL)));
	assert_string_equal(heard.err, "packet_rings: the object has no such map\n");
	packet_ring_free(NULL);
	bpf_object__close(other);
}

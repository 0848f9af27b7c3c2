// SPDX-License-Identifier: GPL-2.0
/* common/packet_ring and headers/packet_output.h: what a program puts in comes out, or is lost. */
#include <errno.h>

#include "capability.h"
#include "clock.h"
#include "packet_ring_fixture.h"

/* One packet; the record and @want_cap of its bytes come in a record of @want_class bytes. */
static void assert_captured(__u32 wire_len, __u32 want_cap, size_t want_class)
{
	__u64 before = clock_monotonic();

	events = 0;
	memset(&event, 0xee, sizeof(event));
	run_input(wire_len, PACKET_HOOK_EXIT, 3, 1);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, 1);
	assert_int_equal(event_size, want_class);
	assert_in_range(event.record.timestamp, before, clock_monotonic());
	assert_int_equal(event.record.wire_len, wire_len);
	assert_int_equal(event.record.cap_len, want_cap);
	assert_memory_equal(event.data, input.data, want_cap);
}

static void test_record(void **state)
{
	(void)state;
	assert_true(open_ring("from_map", RING_BYTES, 100, 0));
	assert_captured(100, 100, 256);
	assert_int_equal(event.record.ifindex, 11);
	assert_int_equal(event.record.rx_queue, 12);
	assert_int_equal(event.record.verdict, -13);
	assert_int_equal(event.record.packet_id, 0); /* no point numbers them */
	assert_int_equal(event.record.hook, PACKET_HOOK_EXIT);
	assert_int_equal(event.record.prog_index, 3);
	assert_int_equal(event.record.cookie, PACKET_RECORD_COOKIE);
	assert_int_equal(event.record.cpu, sched_getcpu());
	assert_counts(PACKET_HOOK_EXIT, 3, 1, 0);
	close_ring();
}

/* Every class of sizes, at its edges. */
static void test_classes(void **state)
{
	static const size_t classes[] = { 128, 256, 512, 2048, 4096, 65536 };

	(void)state;
	assert_true(open_ring("from_map", 1 << 18, PACKET_SNAPLEN_MAX, 0));
	assert_captured(0, 0, 128);
	assert_captured(1, 1, 128);
	for (size_t i = 0; i < COUNT(classes) - 1; i++) {
		__u32 most = classes[i] - HEAD;

		assert_captured(most - 1, most - 1, classes[i]);
		assert_captured(most, most, classes[i]);
		assert_captured(most + 1, most + 1, classes[i + 1]);
	}
	assert_captured(PACKET_SNAPLEN_MAX - 1, PACKET_SNAPLEN_MAX - 1, 65536);
	assert_captured(PACKET_SNAPLEN_MAX, PACKET_SNAPLEN_MAX, 65536);
	assert_captured(PACKET_SNAPLEN_MAX + 1, PACKET_SNAPLEN_MAX, 65536);
	assert_captured(~0U, PACKET_SNAPLEN_MAX, 65536);
	close_ring();
}

static void test_snaplen(void **state)
{
	static const struct {
		__u32 snaplen, most;
		size_t class;
	} snaplens[] = {
		{ 0, 0, 128 },
		{ 1, 1, 128 },
		{ 88, 88, 128 },
		{ 89, 89, 256 },
		{ 96, 96, 256 },
		{ PACKET_SNAPLEN_MAX + 1, PACKET_SNAPLEN_MAX, 65536 },
		{ 262144, PACKET_SNAPLEN_MAX, 65536 },
		{ ~0U, PACKET_SNAPLEN_MAX, 65536 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(snaplens); i++) {
		assert_true(open_ring("from_map", 1 << 18, snaplens[i].snaplen, 0));
		assert_captured(0, 0, 128);
		assert_captured(snaplens[i].most, snaplens[i].most, snaplens[i].class);
		assert_captured(snaplens[i].most + 1, snaplens[i].most, snaplens[i].class);
		assert_captured(1 << 20, snaplens[i].most, snaplens[i].class);
		close_ring();
	}
}

/* Every packet that came by is either delivered or counted as lost, and room is used again. */
static void test_full(void **state)
{
	const unsigned int room = (RING_BYTES - 1) / (128 + BPF_RINGBUF_HDR_SZ);

	(void)state;
	assert_true(open_ring("from_map", RING_BYTES, 64, 0));
	run_input(64, PACKET_HOOK_PROGRAM, 0, 1000);
	assert_counts(PACKET_HOOK_PROGRAM, 0, 1000, 1000 - room);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, room);
	run_input(64, PACKET_HOOK_PROGRAM, 0, 10);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, room + 10);
	assert_counts(PACKET_HOOK_PROGRAM, 0, 1010, 1000 - room);
	close_ring();
}

/* The last point there is, and the first that there is not. */
static void test_points(void **state)
{
	(void)state;
	assert_true(open_ring("from_map", RING_BYTES, 64, 0));
	run_input(64, PACKET_HOOK_EXIT, PACKET_PROGRAMS_MAX - 1, 1);
	run_input(64, PACKET_HOOK_PROGRAM, PACKET_PROGRAMS_MAX, 1);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, 1);
	assert_counts(PACKET_HOOK_EXIT, PACKET_PROGRAMS_MAX - 1, 1, 0);
	close_ring();
}

static void assert_number(__u16 hook, __u16 prog_index, __u32 want)
{
	run_input(64, hook, prog_index, 1);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(event.record.hook, hook);
	assert_int_equal(event.record.packet_id, want);
}

/* One point counts the packets, and all others name them by that count. */
static void test_numbers(void **state)
{
	(void)state;
	numbered = PACKET_POINT(2, PACKET_HOOK_ENTRY);
	assert_true(open_ring("from_map", RING_BYTES, 64, 0));
	numbered = PACKET_POINTS;
	assert_number(PACKET_HOOK_EXIT, 2, 0); /* its entry was before the beginning */
	assert_number(PACKET_HOOK_ENTRY, 2, 1);
	assert_number(PACKET_HOOK_ENTRY, 3, 1);
	assert_number(PACKET_HOOK_EXIT, 3, 1);
	assert_number(PACKET_HOOK_EXIT, 2, 1);
	assert_number(PACKET_HOOK_ENTRY, 2, 2);
	assert_number(PACKET_HOOK_EXIT, 2, 2);
	close_ring();
}

static void test_rejected(void **state)
{
	static const char frame[FRAME];
	struct packet_counts counts[PACKET_POINTS];

	(void)state;
	assert_true(open_ring("rejected", RING_BYTES, 64, 0));
	run("rejected", frame, sizeof(frame), 5);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, 0);
	assert_counts(PACKET_HOOK_ENTRY, 0, 5, 0);
	assert_int_equal(packet_ring_counts(ring, counts), 0);
	assert_int_equal(counts[PACKET_HOOK_ENTRY].rejected, 5);
	close_ring();
}

static bool woken(int timeout_ms)
{
	struct pollfd fd = { .fd = packet_ring_fd(ring), .events = POLLIN };

	return poll(&fd, 1, timeout_ms) == 1;
}

/* Each CPU counts for itself to how many it wakes the reader. */
static void assert_woken_every(__u32 wakeup, unsigned int packets)
{
	assert_true(open_ring("from_map", 1 << 20, 64, wakeup));
	for (int round = 0; round < 2; round++) {
		if (packets > 1)
			run_input(64, PACKET_HOOK_ENTRY, 0, packets - 1);
		assert_false(woken(0));
		run_input(64, PACKET_HOOK_ENTRY, 0, 1);
		assert_true(woken(10000));
		assert_int_equal(packet_ring_consume(ring), 0);
		assert_false(woken(0));
	}
	assert_int_equal(events, 2 * packets);
	close_ring();
}

static void test_wakeup(void **state)
{
	(void)state;
	assert_woken_every(1, 1);
	assert_woken_every(4, 4);
	assert_woken_every(0, 1024); /* the header's own */
}

#define AT_A_TIME 65536

/* Whoever reads a ring that fills as fast gets back in between. */
static void test_bounded(void **state)
{
	(void)state;
	assert_true(open_ring("from_map", 1 << 24, 0, 0));
	run_input(0, PACKET_HOOK_ENTRY, 0, AT_A_TIME + 10);
	assert_int_equal(packet_ring_consume(ring), 1);
	assert_int_equal(events, AT_A_TIME);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, AT_A_TIME + 10);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, AT_A_TIME + 10);
	close_ring();
}

#define JUMBO 9000

static void assert_fragments_captured(__u32 snaplen, __u32 len, __u32 want_cap)
{
	static __u8 packet[JUMBO];

	fill(packet, sizeof(packet));
	if (!open_ring("in_fragments", RING_BYTES, snaplen, 0)) {
		close_ring();
		LEAVE_OUT("no packets in fragments before 5.18");
	}
	run("in_fragments", packet, len, 1);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(events, 1);
	assert_in_range(event_size, HEAD + want_cap, HEAD + want_cap + 7);
	assert_int_equal(event.record.wire_len, len);
	assert_int_equal(event.record.cap_len, want_cap);
	assert_int_equal(event.record.cookie, PACKET_RECORD_COOKIE);
	assert_memory_equal(event.data, packet, want_cap);
	assert_counts(PACKET_HOOK_ENTRY, 0, 1, 0);
	close_ring();
}

static void test_fragments(void **state)
{
	(void)state;
	assert_fragments_captured(PACKET_SNAPLEN_MAX, JUMBO, JUMBO);
	assert_fragments_captured(JUMBO - 1, JUMBO, JUMBO - 1);
	assert_fragments_captured(JUMBO, JUMBO, JUMBO);
	assert_fragments_captured(5000, JUMBO, 5000); /* in the second page */
	assert_fragments_captured(1, JUMBO, 1);
	assert_fragments_captured(0, JUMBO, 0);
	assert_fragments_captured(PACKET_SNAPLEN_MAX, 64, 64); /* in one piece after all */
}

static void test_fragments_full(void **state)
{
	static const __u8 packet[JUMBO];
	struct packet_counts counts[PACKET_POINTS];

	(void)state;
	if (!open_ring("in_fragments", RING_BYTES, PACKET_SNAPLEN_MAX, 0)) {
		close_ring();
		LEAVE_OUT("no packets in fragments before 5.18");
	}
	run("in_fragments", packet, JUMBO, 300);
	assert_int_equal(packet_ring_consume(ring), 0);
	assert_int_equal(packet_ring_counts(ring, counts), 0);
	assert_int_equal(counts[PACKET_HOOK_ENTRY].seen, 300);
	assert_in_range(counts[PACKET_HOOK_ENTRY].lost, 1, 299);
	assert_int_equal(events + counts[PACKET_HOOK_ENTRY].lost, 300);
	close_ring();
}

/* An object without rings. */
static void test_no_rings(void **state)
{
	struct bpf_object *other = bpf_loader_open("bpf_loader_kern.o");
	struct packet_ring *none;
	struct heard heard;

	(void)state;
	hear_begin(&heard);
	none = packet_ring_new(other, on_event, NULL);
	hear_end(&heard);
	assert_null(none);
	assert_string_equal(heard.err, "packet_ring: the object has no such map\n");
	packet_ring_free(NULL);
	bpf_object__close(other);
}

/* All of it on one CPU. */
static int begin(void **state)
{
	cpu_set_t here;

	(void)state;
	log_init(0);
	fill(input.data, sizeof(input.data));
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	return sched_setaffinity(0, sizeof(here), &here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record),	       cmocka_unit_test(test_classes),
		cmocka_unit_test(test_snaplen),	       cmocka_unit_test(test_full),
		cmocka_unit_test(test_points),	       cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_rejected),       cmocka_unit_test(test_wakeup),
		cmocka_unit_test(test_bounded),	       cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_fragments_full), cmocka_unit_test(test_no_rings),
	};

	if (!capability_bpf())
		return skip_all("may not load BPF programs: run as root");
	return cmocka_run_group_tests(tests, begin, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * common/packet_ring under stress: two CPUs write as fast as they can, every byte that
 * comes is compared, and what does not come was counted as lost.
 */
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "clock.h"
#include "packet_ring_fixture.h"
#include "privileges.h"

#define PRODUCERS 2
#define BURST	  20000 /* packets of a test run */
#define INTERRUPT 20000 /* ns between two interrupts */
#define LATER_LEN 64	/* bytes of the packet that comes in one */

/* What was read of one CPU's packets. */
static struct producer {
	int cpu;
	pthread_t thread;
	unsigned int bursts;
	__u64 latest, read; /* the number of the last packet; how many */
	__u64 nested;	    /* and of those that came in an interrupt */
	__u64 stamp;
	__u64 position; /* in the ring, where the next record begins */
	bool overhangs
		[FLOOD_LENGTHS]; /* by so many times 8 bytes a record went over the ring's end */
} producers[PRODUCERS];
static atomic_int running;
static __u64 wrong;
static __u64 latest_stamp, in_order; /* of the packets that came in order, and how many */

static struct producer *producer_of(int cpu)
{
	for (int i = 0; i < PRODUCERS; i++)
		if (producers[i].cpu == cpu)
			return &producers[i];
	return NULL;
}

/* The program numbers packets; the number tells length and bytes. */
static bool is_next(struct producer *from, const struct packet_record *record)
{
	__u64 number = record->packet_id;

	if (record->hook == PACKET_HOOK_EXIT) {
		from->nested++;
		return record->cap_len == LATER_LEN && !memcmp(record + 1, input.data, LATER_LEN);
	}
	if (number <= from->latest || record->cap_len != number % FLOOD_LENGTHS ||
	    memcmp(record + 1, input.data + number % FLOOD_BEGINS, record->cap_len))
		return false;
	from->latest = number;
	from->read++;
	return true;
}

static void check(void *context, const void *bytes, size_t size)
{
	const struct packet_record *record = bytes;
	struct producer *from = producer_of(record->cpu);
	__u64 end;

	(void)context;
	if (!from || record->timestamp < from->stamp || size != ROOM(record->cap_len) ||
	    !is_next(from, record)) {
		wrong++;
		return;
	}
	from->stamp = record->timestamp;
	end = from->position % knobs.ring + size;
	if (end > knobs.ring)
		from->overhangs[(end - knobs.ring) / 8] = true;
	from->position += size;
}

/* Out of all rings, none comes after a younger one. */
static void check_in_order(void *context, const void *bytes, size_t size)
{
	const struct packet_record *record = bytes;

	if (record->timestamp < latest_stamp)
		wrong++;
	latest_stamp = record->timestamp;
	in_order++;
	check(context, bytes, size);
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	assert_int_equal(sched_setaffinity(0, sizeof(set), &set), 0);
}

static void *produce(void *context)
{
	static const char frame[FRAME];
	struct producer *producer = context;

	pin(producer->cpu);
	setpriority(PRIO_PROCESS, 0, 10); /* this thread's: the reader shall come by */
	for (unsigned int i = 0; i < producer->bursts; i++)
		run("flood", frame, sizeof(frame), BURST);
	running--;
	return NULL;
}

static void start(unsigned int bursts)
{
	static cpu_set_t all;
	int cpu = 0;

	if (!CPU_COUNT(&all))
		assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	memset(producers, 0, sizeof(producers));
	wrong = 0;
	running = PRODUCERS;
	for (int i = 0; i < PRODUCERS; i++) {
		while (!CPU_ISSET(cpu, &all))
			cpu++;
		producers[i].cpu = cpu++;
		producers[i].bursts = bursts;
		assert_int_equal(pthread_create(&producers[i].thread, NULL, produce, &producers[i]),
				 0);
	}
}

static void load(const char *name, size_t buffer)
{
	int map_fd;
	__u32 zero = 0;

	assert_true(open_ring(name, buffer,
			      (struct packet_knobs){ .snaplen = 256,
						     .numbered = PACKET_NUMBERED_BY_POINT,
						     .numbered_at = PACKET_HOOK_ENTRY }));
	packet_ring_free(ring);
	ring = packet_ring_new(object, &knobs, check, NULL);
	map_fd = bpf_object__find_map_fd_by_name(object, "input");
	assert_int_equal(bpf_map_update_elem(map_fd, &zero, &input, BPF_ANY), 0);
}

/* Of so many, how many: an emulated machine would take a minute. */
static unsigned int times(unsigned int count)
{
	return getenv("XDP_LAB_VM") ? count / 5 : count;
}

/* Nothing is wrong, and nothing is missing that was not counted. Returns how many were read. */
static __u64 assert_all_accounted(unsigned int bursts)
{
	struct packet_counts counts[PACKET_POINTS];
	__u64 read = 0;

	for (int i = 0; i < PRODUCERS; i++) {
		assert_int_equal(pthread_join(producers[i].thread, NULL), 0);
		read += producers[i].read;
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(ring->counts(ring, counts), 0);
	assert_int_equal(counts[PACKET_HOOK_ENTRY].seen, (__u64)PRODUCERS * bursts * BURST);
	assert_int_equal(read + counts[PACKET_HOOK_ENTRY].lost, counts[PACKET_HOOK_ENTRY].seen);
	return read;
}

static void read_all(void)
{
	int more;

	do
		more = ring->read(ring);
	while (more > 0);
	assert_int_equal(more, 0);
}

FIXTURE(begin)
{
	fill(input.data, sizeof(input.data));
	return 0;
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
NEEDS(sysconf(_SC_NPROCESSORS_ONLN) >= PRODUCERS, "needs 2 processors");
GROUP(begin, NULL);
EACH(NULL, close_ring);

/* In a small ring packets are lost all the time. */
TEST(small)
{
	const char *length = getenv("LENGTH");
	/* an emulated machine would be at it for an hour */
	const bool full = length && !strcmp(length, "full") && !getenv("XDP_LAB_VM");
	const unsigned int bursts = full ? 2500 : 25; /* packets: 10^8 or 10^6 from the two */
	__u64 read, all = 0;

	/* on a machine that has other things to do, few are read the first time */
	for (int round = 0; all < 1000 && round < 20; round++) {
		load("flood", 0);
		start(bursts);
		while (running)
			assert_true(ring->read(ring) >= 0);
		read_all();
		read = assert_all_accounted(bursts);
		assert_in_range(read, 1, (__u64)PRODUCERS * bursts * BURST - 1);
		all += read;
	}
	assert_in_range(all, 1000, ~0ULL);
}

/* The same, merged by the ring. Half of a ring full, and packets come as they are. */
TEST(in_order)
{
	const unsigned int bursts = 25;

	if (getenv("XDP_LAB_VM"))
		LEAVE_OUT("an emulated processor may be held up for longer than the ring waits");
	load("flood", 64 << 20);
	latest_stamp = in_order = 0;
	ring->in_order = check_in_order;
	start(bursts);
	while (running)
		assert_true(ring->read(ring) >= 0);
	ring->in_order = NULL;
	read_all();
	assert_in_range(in_order, BURST, assert_all_accounted(bursts));
}

/* The reader does not come for a while: what is in the ring then stays, the rest is lost. */
TEST(stopped)
{
	const unsigned int bursts = times(10);

	for (int round = 0; round < 3; round++) {
		load("flood", 1 << 20);
		start(bursts);
		while (running)
			sched_yield();
		read_all();
		assert_in_range(assert_all_accounted(bursts), knobs.ring / ROOM(FLOOD_LENGTHS),
				(__u64)PRODUCERS * bursts * BURST - 1);
		/* and from there on, as if nothing had been */
		run("flood", input.data, FRAME, 10);
		read_all();
		assert_int_equal(wrong, 0);
	}
}

/* Where there is room for all nothing is lost. */
TEST(roomy)
{
	const unsigned int bursts = times(5);

	load("flood", 256 << 20);
	if (knobs.ring < bursts * BURST * ROOM(FLOOD_LENGTHS))
		LEAVE_OUT("no rings of that size in this kernel");
	start(bursts);
	while (running)
		assert_true(ring->read(ring) >= 0);
	read_all();
	assert_int_equal(assert_all_accounted(bursts), PRODUCERS * bursts * BURST);
}

/* Records go over the ring's end by every number of bytes that there can be. From here on all is on one CPU. */
TEST(wrap)
{
	const unsigned int rounds = 10000, packets = 12; /* which a page has room for */

	load("flood", 0);
	memset(producers, 0, sizeof(producers));
	pin(producers[0].cpu = sched_getcpu());
	producers[1].cpu = -1;
	for (unsigned int i = 0; i < rounds; i++) {
		for (unsigned int n = 0; n < packets; n++)
			run("flood", input.data, FRAME, 1); /* more at once begin with a wait */
		read_all();
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(producers[0].read, rounds * packets);
	for (size_t n = 1; n < ROOM(FLOOD_LENGTHS - 1) / 8; n++)
		assert_true(producers[0].overhangs[n]);
}

/* The program interrupts whatever runs on this CPU; a descriptor, or a negative errno. */
static int interrupt(const char *program)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(attr),
		.sample_period = INTERRUPT,
	};
	int fd = syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return -errno;
	assert_int_equal(ioctl(fd, PERF_EVENT_IOC_SET_BPF,
			       bpf_program__fd(bpf_loader_program(object, program))),
			 0);
	return fd;
}

/* A program inside of another finds the ring busy: its packet is lost, the other's is not. */
TEST(nested)
{
	const unsigned int rounds = times(200), packets = 2000;
	struct packet_counts counts[PACKET_POINTS];
	int fd;

	beside_program = "interrupting";
	input.wire_len = LATER_LEN;
	load("flood", 4 << 20); /* which holds all of a round */
	beside_program = NULL;
	memset(producers, 0, sizeof(producers));
	wrong = 0;
	pin(producers[0].cpu = sched_getcpu());
	producers[1].cpu = -1;
	fd = interrupt("interrupting");
	for (unsigned int i = 0; fd >= 0 && i < rounds; i++) {
		run("flood", input.data, FRAME, packets);
		read_all();
	}
	close(fd);
	read_all();
	assert_int_equal(ring->counts(ring, counts), 0);
	if (fd < 0)
		LEAVE_OUT("no clock that interrupts");
	assert_int_equal(wrong, 0);
	assert_int_equal(producers[0].read, rounds * packets);
	assert_int_equal(counts[PACKET_HOOK_ENTRY].lost, 0);
	assert_int_equal(producers[0].nested + counts[PACKET_HOOK_EXIT].lost,
			 counts[PACKET_HOOK_EXIT].seen);
	assert_in_range(counts[PACKET_HOOK_EXIT].lost, 1, counts[PACKET_HOOK_EXIT].seen - 1);
}

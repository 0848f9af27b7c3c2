/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ring of a CPU, in memory that user space maps: the CPU's programs write, the
 * reader in user space reads, and neither waits for the other. Kernel 5.8 and newer.
 */
#ifndef HEADERS_PACKET_CPU_RING_H
#define HEADERS_PACKET_CPU_RING_H

#include "packet_record.h"

#define PACKET_LINE __attribute__((aligned(64))) /* of the cache: on one, one side writes */

/* For the verifier, which may not see that less is copied: behind the ring there is room for it. */
#define PACKET_ROOM_MIN 512

/*
 * The ring of a CPU. Positions count bytes since the beginning and never wrap. Behind
 * the ring there is room for one more record, so that none is ever in two pieces.
 */
struct packet_cpu_ring {
	__u64 head PACKET_LINE;	     /* where the next record begins */
	__u64 tail_seen;	     /* what the program last saw of tail */
	__u64 written;		     /* packets or bytes, as knob by_packets has it */
	__u64 busy;		     /* programs inside: a second one gives up */
	__u64 published PACKET_LINE; /* up to here the records are whole */
	__u64 tail PACKET_LINE;	     /* up to here the reader has them */
	__u64 wake_at PACKET_LINE; /* the reader sleeps until so much is written; 0: it does not */
	__u8 data[] PACKET_LINE;   /* records, each at a multiple of 8 bytes */
};

#ifdef __bpf__
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

/* A struct packet_cpu_ring for each CPU; user space sets how large they are, and how many. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(struct packet_cpu_ring));
} packet_rings SEC(".maps");

/* The reader sleeps at this one. Nothing is ever in it; libbpf makes it one page. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} packet_bell SEC(".maps");

#define packet_barrier() asm volatile("" ::: "memory") /* for the compiler */
#define PACKET_ONCE(x)	 (*(volatile typeof(x) *)&(x))

/*
 * packet_ring_enter - this CPU's ring, for one program alone until packet_ring_leave()
 *
 * A program that runs in an interrupt of another, as it may in a test run, finds the ring
 * busy; it ends before the other goes on, so between the look and the mark nothing is
 * lost. NULL then, and on a CPU that came online when the rings were there.
 */
static __always_inline struct packet_cpu_ring *packet_ring_enter(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct packet_cpu_ring *ring = bpf_map_lookup_elem(&packet_rings, &cpu);

	if (!ring || PACKET_ONCE(ring->busy))
		return NULL;
	PACKET_ONCE(ring->busy) = 1;
	packet_barrier();
	return ring;
}

/*
 * packet_ring_reserve - where the next @size bytes go, or NULL when there is no room
 * @size: a multiple of 8; they are in one piece
 * @bytes: of the ring, a power of two that the verifier knows
 */
static __always_inline void *packet_ring_reserve(struct packet_cpu_ring *ring, __u64 size,
						 __u64 bytes)
{
	__u64 end = ring->head + size;

	if (end - ring->tail_seen > bytes) {
		ring->tail_seen = PACKET_ONCE(ring->tail); /* the reader's line: if need be */
		if (end - ring->tail_seen > bytes)
			return NULL;
	}
	return (void *)ring->data + (ring->head & (bytes - 1));
}

/*
 * packet_ring_publish - hand the next @size bytes to the reader
 *
 * What was stored before is seen before. x86 keeps stores in order, so a plain one
 * does, and 5.10 has nothing else; elsewhere an exchange (5.12) is a full barrier.
 */
static __always_inline void packet_ring_publish(struct packet_cpu_ring *ring, __u64 size)
{
	ring->head += size;
	packet_barrier();
#ifdef __TARGET_ARCH_x86
	PACKET_ONCE(ring->published) = ring->head;
#else
	__sync_lock_test_and_set(&ring->published, ring->head);
#endif
	packet_barrier();
}

/*
 * packet_ring_leave - wake the reader if it sleeps for what is written, and let others in
 * @written: how much came, in the unit in which the reader says what it sleeps for
 * @full: wake it in any case
 *
 * There is no fence between publishing and the look at wake_at, nor need be: the reader
 * does not sleep long after it has set it.
 */
static __always_inline void packet_ring_leave(struct packet_cpu_ring *ring, __u64 written,
					      bool full)
{
	__u64 wake_at = PACKET_ONCE(ring->wake_at);
	void *bell;

	PACKET_ONCE(ring->written) += written;
	if (wake_at && (full || ring->written >= wake_at)) {
		PACKET_ONCE(ring->wake_at) = 0;
		bell = bpf_ringbuf_reserve(&packet_bell, 8, 0);
		if (bell) /* else it has not yet heard the last ones */
			bpf_ringbuf_discard(bell, BPF_RB_FORCE_WAKEUP);
	}
	packet_barrier();
	PACKET_ONCE(ring->busy) = 0;
}
#endif

#endif

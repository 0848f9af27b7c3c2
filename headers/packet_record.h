/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a BPF program tells user space about one packet: this record, and right
 * behind it the first cap_len bytes of the packet. One definition for both sides.
 */
#ifndef HEADERS_PACKET_RECORD_H
#define HEADERS_PACKET_RECORD_H

#include <linux/types.h>

#define PACKET_RECORD_COOKIE 0xdead

/* The longest packet that is captured whole: an event and its header share 64 KiB. */
#define PACKET_SNAPLEN_MAX 65000

struct packet_record {
	__u64 timestamp;  /* ns of CLOCK_MONOTONIC, taken by the program */
	__u32 wire_len;	  /* bytes the packet has */
	__u32 cap_len;	  /* bytes of it that follow this record */
	__u32 ifindex;	  /* of the interface it came in by */
	__u32 rx_queue;	  /* of that interface, from 0; or PACKET_QUEUE_... */
	__s32 verdict;	  /* XDP action, or -1 where none is known */
	__u32 packet_id;  /* of its CPU's packets, the same at entry and exit; 0: none */
	__u16 hook;	  /* capture point: enum packet_hook */
	__u16 prog_index; /* which of the programs being watched, from 0 */
	__u16 cookie;	  /* PACKET_RECORD_COOKIE: the record is one of these */
	__u16 cpu;	  /* that the program ran on */
};

/* In the place of a queue, where none is known: did the packet come in, or go out? */
#define PACKET_QUEUE_RECEIVED (~0U)
#define PACKET_QUEUE_SENT     (~0U - 1)
#define PACKET_QUEUE_UNKNOWN  (~0U - 2) /* not even that */

enum packet_hook {
	PACKET_HOOK_PROGRAM, /* written by the XDP program itself */
	PACKET_HOOK_ENTRY,   /* before the XDP program, by fentry or a hook */
	PACKET_HOOK_EXIT,    /* after it, by fexit or a hook */
	PACKET_HOOKS,
};

/* A capture point is one hook of one program; each has counters of its own. */
#define PACKET_PROGRAMS_MAX	       64
#define PACKET_POINTS		       (PACKET_PROGRAMS_MAX * PACKET_HOOKS)
#define PACKET_POINT(prog_index, hook) ((prog_index)*PACKET_HOOKS + (hook))

/* What is counted per CPU at a capture point, so that every packet is accounted for. */
struct packet_counts {
	__u64 seen;	       /* packets that came by */
	__u64 rejected;	       /* of these, not what the filter wants */
	__u64 lost;	       /* and not delivered: no room in the ring */
	__u64 latest_rejected; /* of seen, the number of the latest that was rejected */
};

/* Packet ids are numbers that a capture point has counted: which one, for a CPU's packets? */
enum packet_numbered {
	PACKET_NOT_NUMBERED,
	PACKET_NUMBERED_BY_POINT, /* one that they all come by: PACKET_POINT() */
	PACKET_NUMBERED_BY_HOOK,  /* of the packet's own program: enum packet_hook */
};

/* What user space sets before a program is loaded; the verifier sees constants. */
struct packet_knobs {
	__u32 snaplen;	  /* bytes of a packet at most, up to PACKET_SNAPLEN_MAX */
	__u32 ring;	  /* bytes of each CPU's ring, a power of two: packet_ring_parameterise() */
	__u32 wakeup;	  /* the reader sleeps until a CPU has written so much; 0: anything */
	__u32 by_packets; /* and that are packets, not bytes */
	__u32 numbered;	  /* what numbers a CPU's packets: enum packet_numbered */
	__u32 numbered_at; /* which capture point, or which hook */
	__u32 ifindex; /* the interface; 0: several; the rest is for the programs that capture */
	__u32 points;  /* where they capture: 1: entry, 2: exit, 3: both */
	__u32 filter_points; /* and where the filter looks, likewise */
	__u32 prog_index;    /* of the program that is watched, where it is one interface */
	__u32 program;	     /* the kernel's number of that program */
	__u32 frags;	     /* are there packets in several buffers? */
};

/* packet_matched - what the filter wants; read while they count, rejected may be ahead of seen */
static inline __u64 packet_matched(const struct packet_counts *counts)
{
	return counts->seen > counts->rejected ? counts->seen - counts->rejected : 0;
}

#endif

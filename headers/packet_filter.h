/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A packet filter that user space puts into the program before it is loaded: see
 * filter_place() in common/filter/filter.h. As compiled it matches every packet. Without a
 * filter all that is left of a call is one register move; the rest, the functions
 * included, is dead code, which the verifier removes.
 *
 * The filter sees the packet as an Ethernet frame that starts at data, and its
 * verdict is that of tcpdump -r on a capture of the whole packet. Of the 512 bytes of
 * stack that a program and its functions share, it takes 224 at most.
 */
#ifndef HEADERS_PACKET_FILTER_H
#define HEADERS_PACKET_FILTER_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

#include "packet_filter_mark.h"

#define FILTER_TEXT_(x) #x
#define FILTER_TEXT(x)	FILTER_TEXT_(x)

/* A body as long as FILTER_ROOM. It uses the arguments, and its result is unknown to the compiler. */
#define FILTER_BODY(a, b, c)                                                              \
	({                                                                                \
		__u64 result;                                                             \
                                                                                          \
		asm volatile(".rept " FILTER_TEXT(FILTER_ROOM) "; goto +0; .endr; %0 = 1" \
			     : "=r"(result)                                               \
			     : "r"(a), "r"(b), "r"(c));                                   \
		result;                                                                   \
	})

#define FILTER_FUNCTION static __noinline __attribute__((unused)) __u64

FILTER_FUNCTION packet_filter_direct(const void *data, const void *data_end)
{
	return FILTER_BODY(data, data_end, 0);
}

FILTER_FUNCTION packet_filter_load(struct xdp_md *ctx, __u64 length)
{
	return FILTER_BODY(ctx, length, 0);
}

FILTER_FUNCTION packet_filter_probe(__u64 data, __u64 readable, __u64 length)
{
	return FILTER_BODY(data, readable, length);
}

/* What a caller knows of an argument must not make its way into the body. */
#define FILTER_UNKNOWN(argument) asm volatile("" : "+r"(argument))

/* packet_filter_set - is there a filter? The verifier knows, and removes what is then dead. */
static __always_inline bool packet_filter_set(void)
{
	__u64 set;

	asm volatile("%0 = " FILTER_TEXT(FILTER_MARK) : "=r"(set));
	return set;
}

/*
 * packet_filter - does the packet match? For XDP programs that see linear packets only
 *
 * Reads the packet directly: a few ns. Since kernel 5.10. Bytes beyond the
 * first 65,535 are not there for it.
 */
static __always_inline bool packet_filter(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;

	return !packet_filter_set() || packet_filter_direct(data, data_end);
}

/*
 * packet_filter_frags - the same, for programs of SEC("xdp.frags"), since kernel 5.18
 *
 * Packets in several buffers are read by bpf_xdp_load_bytes(), wherever the bytes are.
 */
static __always_inline bool packet_filter_frags(struct xdp_md *ctx)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;
	__u64 length;

	if (!packet_filter_set())
		return true;
	length = bpf_xdp_get_buff_len(ctx);
	if (length == (__u64)(data_end - data))
		return packet_filter_direct(data, data_end);
	return packet_filter_load(ctx, length);
}

/*
 * packet_filter_at - the same, for programs that have no packet pointers: fentry, fexit
 * @data: kernel address of the packet's first byte
 * @readable: bytes that are there, in one piece
 * @length: bytes of the whole packet, its other buffers included
 *
 * Reads by bpf_probe_read_kernel(), since kernel 5.5. Fields beyond @readable cannot
 * be read, and then the packet does not match: as tcpdump -r has it when a
 * capture ends there. "len", "greater" and "less" go by @length.
 */
static __always_inline bool packet_filter_at(const void *data, __u64 readable, __u64 length)
{
	if (!packet_filter_set())
		return true;
	FILTER_UNKNOWN(data);
	FILTER_UNKNOWN(readable);
	FILTER_UNKNOWN(length);
	return packet_filter_probe((__u64)data, readable, length);
}

#endif

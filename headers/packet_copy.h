/* SPDX-License-Identifier: GPL-2.0 */
/* A packet's bytes, from where an XDP program has them to another place. */
#ifndef HEADERS_PACKET_COPY_H
#define HEADERS_PACKET_COPY_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>

#include "packet_cpu_ring.h"

#define PACKET_COPY_MAX PACKET_ROOM_MIN /* bytes; from there on a helper is faster */

/* Copied in one go, which the verifier checks once. */
struct packet_block {
	__u64 words[8];
};

/* All of @len bytes, in blocks, the last one of which may overlap the one before. */
static __always_inline void packet_copy_blocks(void *to, const void *data, const void *data_end,
					       __u64 len)
{
	const __u64 size = sizeof(struct packet_block);
	const void *from;
	__u64 done;

	for (done = 0; done < PACKET_COPY_MAX; done += size) {
		if (done + size > len || data + done + size > data_end)
			break;
		*(struct packet_block *)(to + done) = *(struct packet_block *)(data + done);
	}
	if (done == len)
		return;
	done = len - size;
	from = data + done;
	asm volatile("" : "+r"(from)); /* what is compared is what is read, for the verifier */
	if (done <= PACKET_COPY_MAX - size && from + size <= data_end)
		*(struct packet_block *)(to + done) = *(const struct packet_block *)from;
}

/*
 * packet_copy - copy the first @len bytes of the packet
 * @to: memory that has room for them, and for PACKET_COPY_MAX
 * @len: the verifier knows a maximum; not more than the packet has
 * @frags: may it be in several buffers? Then since kernel 5.18, else 5.8
 */
static __always_inline void packet_copy(void *to, struct xdp_md *ctx, __u64 len, bool frags)
{
	void *data_end = (void *)(long)ctx->data_end;
	void *data = (void *)(long)ctx->data;

	if (frags && len > (__u64)(data_end - data) && len > 1) /* 0 may not be asked for */
		bpf_xdp_load_bytes(ctx, 0, to, len);
	else if (len >= sizeof(struct packet_block) && len <= PACKET_COPY_MAX)
		packet_copy_blocks(to, data, data_end, len);
	else
		bpf_probe_read_kernel(to, len, data);
}

#endif

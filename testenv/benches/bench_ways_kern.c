/* SPDX-License-Identifier: GPL-2.0 */
/* Three ways by which a packet gets to user space: a perf event, a BPF ring, a ring of our own. */
#include "bench_ways.h"
#include "packet_output.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, __u32);
} perf_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, WAYS_RING);
} bpf_ring SEC(".maps");

static __always_inline struct packet_record begin(const struct xdp_md *ctx, __u16 way)
{
	__u32 len = ctx->data_end - ctx->data;

	return (struct packet_record){
		.timestamp = bpf_ktime_get_ns(),
		.wire_len = len,
		.cap_len = len < packet_knobs.snaplen ? len : packet_knobs.snaplen,
		.verdict = XDP_PASS,
		.hook = PACKET_HOOK_ENTRY,
		.prog_index = way,
		.cookie = PACKET_RECORD_COOKIE,
		.cpu = bpf_get_smp_processor_id(),
	};
}

static __always_inline int end(struct packet_counts *counts, bool sent)
{
	if (!sent)
		counts->lost++;
	return XDP_PASS;
}

SEC("xdp")
int bare(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp")
int stamped(struct xdp_md *ctx)
{
	return bpf_ktime_get_ns() ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int perf_event(struct xdp_md *ctx)
{
	struct packet_record record = begin(ctx, WAY_PERF_EVENT);
	struct packet_counts *counts = packet_count(&record);
	__u64 flags = BPF_F_CURRENT_CPU | (__u64)record.cap_len << 32;

	if (!counts)
		return XDP_ABORTED;
	return end(counts,
		   !bpf_perf_event_output(ctx, &perf_events, flags, &record, sizeof(record)));
}

/* A BPF ring wants to know each record's size when it verifies the program. */
static __always_inline bool send(const struct packet_record *record, const void *data,
				 const __u64 size)
{
	struct packet_record *to = bpf_ringbuf_reserve(&bpf_ring, sizeof(*to) + size, 0);
	__u64 len = record->cap_len;

	if (!to)
		return false;
	*to = *record;
	asm volatile("" : "+r"(len)); /* or the compiler knows what the verifier wants to be told */
	if (len <= size)
		bpf_probe_read_kernel(to + 1, len, data);
	bpf_ringbuf_submit(to, BPF_RB_NO_WAKEUP); /* the reader comes every millisecond */
	return true;
}

SEC("xdp")
int bpf_ring_record(struct xdp_md *ctx)
{
	struct packet_record record = begin(ctx, WAY_BPF_RING);
	struct packet_counts *counts = packet_count(&record);
	const void *data = (void *)(long)ctx->data;
	__u32 len = record.cap_len;

	if (!counts)
		return XDP_ABORTED;
	if (len <= 64)
		return end(counts, send(&record, data, 64));
	if (len <= 96)
		return end(counts, send(&record, data, 96));
	if (len <= 128)
		return end(counts, send(&record, data, 128));
	if (len <= 256)
		return end(counts, send(&record, data, 256));
	if (len <= 512)
		return end(counts, send(&record, data, 512));
	if (len <= 1024)
		return end(counts, send(&record, data, 1024));
	return end(counts, send(&record, data, 1536));
}

SEC("xdp")
int own_ring(struct xdp_md *ctx)
{
	const struct packet packet = { .record = {
					       .wire_len = ctx->data_end - ctx->data,
					       .verdict = XDP_PASS,
					       .hook = PACKET_HOOK_ENTRY,
					       .prog_index = WAY_OWN_RING,
				       } };

	packet_output(&packet, ctx);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";

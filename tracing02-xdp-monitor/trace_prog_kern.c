/* SPDX-License-Identifier: GPL-2.0 */
/* Counts what each of the kernel's XDP tracepoints reports, and who is concerned. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel_types.h"
#include "xdp_events.h"

/* One element for each combination that was seen, each CPU counting its own. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct xdp_event_key);
	__type(value, struct xdp_event_counts);
} events_map SEC(".maps");

/* Events that found no room there. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost_map SEC(".maps");

static __always_inline struct xdp_event_counts *counts_of(const struct xdp_event_key *key)
{
	struct xdp_event_counts *counts = bpf_map_lookup_elem(&events_map, key);
	const struct xdp_event_counts none = {};
	__u32 zero = 0;
	__u64 *lost;

	if (counts)
		return counts;
	/* should another CPU put it in at the same time, the element is there all the same */
	bpf_map_update_elem(&events_map, key, &none, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&events_map, key);
	lost = counts ? NULL : bpf_map_lookup_elem(&lost_map, &zero);
	if (lost)
		++*lost;
	return counts;
}

static __always_inline int count(const struct xdp_event_key *key, __u64 packets, __u64 drops)
{
	struct xdp_event_counts *counts = counts_of(key);

	if (!counts)
		return 0;
	counts->packets += packets;
	counts->drops += drops;
	counts->bulks++;
	return 0;
}

static __always_inline int count_redirect(enum xdp_event event, const struct net_device *dev,
					  int err)
{
	const struct xdp_event_key key = { .event = event, .from = dev->ifindex, .err = err };

	return count(&key, !err, !!err);
}

/*
 * A tp_btf program gets the tracepoint's own arguments, typed by the kernel's BTF.
 * Of these only the first are named: the later ones differ from kernel to kernel.
 */
#define TRACE_REDIRECT(tracepoint, event)                                               \
	SEC("tp_btf/" #tracepoint)                                                      \
	int BPF_PROG(trace_##tracepoint, const struct net_device *dev, const void *xdp, \
		     const void *target, int err)                                       \
	{                                                                               \
		return count_redirect(event, dev, err);                                 \
	}

TRACE_REDIRECT(xdp_redirect, XDP_EVENT_REDIRECT)
TRACE_REDIRECT(xdp_redirect_err, XDP_EVENT_REDIRECT_ERR)
TRACE_REDIRECT(xdp_redirect_map, XDP_EVENT_REDIRECT_MAP)
TRACE_REDIRECT(xdp_redirect_map_err, XDP_EVENT_REDIRECT_MAP_ERR)

SEC("tp_btf/xdp_exception")
int BPF_PROG(trace_exception, const struct net_device *dev, const void *xdp, __u32 act)
{
	const struct xdp_event_key key = { .event = XDP_EVENT_EXCEPTION,
					   .from = dev->ifindex,
					   .action = act };

	return count(&key, 0, 1);
}

/* What is reported as processed here includes what found the queue full. */
SEC("tp_btf/xdp_cpumap_enqueue")
int BPF_PROG(trace_cpumap_enqueue, int map_id, unsigned int processed, unsigned int drops,
	     int to_cpu)
{
	const struct xdp_event_key key = { .event = XDP_EVENT_CPUMAP_ENQUEUE, .to = to_cpu };

	return count(&key, processed - drops, drops);
}

SEC("tp_btf/xdp_cpumap_kthread")
int BPF_PROG(trace_cpumap_kthread, int map_id, unsigned int processed, unsigned int drops,
	     int sched, const struct xdp_cpumap_stats *verdicts)
{
	const struct xdp_event_key key = { .event = XDP_EVENT_CPUMAP_KTHREAD };
	struct xdp_event_counts *counts = counts_of(&key);

	if (!counts)
		return 0;
	counts->packets += processed;
	counts->drops += drops;
	counts->bulks++;
	counts->sched += !!sched;
	counts->pass += verdicts->pass;
	counts->drop += verdicts->drop;
	counts->redirect += verdicts->redirect;
	return 0;
}

SEC("tp_btf/xdp_devmap_xmit")
int BPF_PROG(trace_devmap_xmit, const struct net_device *from, const struct net_device *to,
	     int sent, int drops, int err)
{
	const struct xdp_event_key key = {
		.event = XDP_EVENT_DEVMAP_XMIT, .from = from->ifindex, .to = to->ifindex, .err = err
	};

	return count(&key, sent, drops);
}

SEC("tp_btf/xdp_bulk_tx")
int BPF_PROG(trace_bulk_tx, const struct net_device *dev, int sent, int drops, int err)
{
	const struct xdp_event_key key = { .event = XDP_EVENT_BULK_TX,
					   .from = dev->ifindex,
					   .err = err };

	return count(&key, sent, drops);
}

SEC("tp_btf/bpf_xdp_link_attach_failed")
int BPF_PROG(trace_link_attach_failed, const char *message)
{
	struct xdp_event_key key = { .event = XDP_EVENT_LINK_ATTACH_FAILED };

	bpf_probe_read_kernel_str(key.message, sizeof(key.message), message);
	return count(&key, 0, 1);
}

char _license[] SEC("license") = "GPL";

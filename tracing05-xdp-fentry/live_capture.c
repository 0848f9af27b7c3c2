// SPDX-License-Identifier: GPL-2.0
/* libpcap's packets in the form of the programs' records. */
#include <errno.h>
#include <linux/filter.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "capability.h"
#include "live_capture.h"
#include "log.h"

struct live_capture {
	pcap_t *pcap;
	packet_event on_event;
	void *context;
	char link_type[128];
	bool failed; /* which has been logged */
	struct {     /* one event */
		struct packet_record record;
		char data[PACKET_SNAPLEN_MAX];
	} event;
};

/* libpcap's names for the same things. */
static int set_filter(pcap_t *pcap, const struct sock_fprog *filter)
{
	struct bpf_program program = { filter->len, (struct bpf_insn *)filter->filter };

	return pcap_setfilter(pcap, &program);
}

/* Immediate mode: no packet waits in a block that is not full, least of all the last ones. */
static pcap_t *open_pcap(const char *ifname, unsigned int snaplen, bool promiscuous, char *reason)
{
	pcap_t *pcap = pcap_create(ifname, reason);
	const char *missing = NULL;
	int err;

	if (!pcap)
		return NULL;
	pcap_set_snaplen(pcap, snaplen);
	pcap_set_promisc(pcap, promiscuous);
	pcap_set_immediate_mode(pcap, 1);
	err = pcap_activate(pcap);
	if (err >= 0)
		return pcap;
	if (err == PCAP_ERROR_PERM_DENIED)
		missing = capability_missing(CAPABILITY(CAP_NET_RAW));
	if (missing)
		snprintf(reason, PCAP_ERRBUF_SIZE, "%s", missing);
	else
		snprintf(reason, PCAP_ERRBUF_SIZE, "%s",
			 *pcap_geterr(pcap) ? pcap_geterr(pcap) : pcap_statustostr(err));
	pcap_close(pcap);
	return NULL;
}

struct live_capture *live_capture_new(const char *ifname, unsigned int snaplen, bool promiscuous,
				      const struct sock_fprog *filter, packet_event on_event,
				      void *context)
{
	struct live_capture *live = calloc(1, sizeof(*live));
	char reason[PCAP_ERRBUF_SIZE] = "no memory";
	int link;

	if (live)
		live->pcap = open_pcap(ifname, snaplen, promiscuous, reason);
	if (!live || !live->pcap || pcap_setnonblock(live->pcap, 1, reason)) {
		log_error(-EIO, "%s: live capture: %s", ifname, reason);
		live_capture_free(live);
		return NULL;
	}
	if (filter && set_filter(live->pcap, filter)) {
		log_error(-EINVAL, "%s: filter: %s", ifname, pcap_geterr(live->pcap));
		live_capture_free(live);
		return NULL;
	}
	link = pcap_datalink(live->pcap);
	live->on_event = on_event;
	live->context = context;
	snprintf(live->link_type, sizeof(live->link_type), "%s (%s)",
		 pcap_datalink_val_to_name(link) ?: "?",
		 pcap_datalink_val_to_description(link) ?: "?");
	return live;
}

const char *live_capture_link_type(const struct live_capture *live)
{
	return live->link_type;
}

int live_capture_fd(const struct live_capture *live)
{
	return pcap_get_selectable_fd(live->pcap);
}

static void on_packet(u_char *context, const struct pcap_pkthdr *header, const u_char *data)
{
	struct live_capture *live = (struct live_capture *)context;
	struct packet_record *record = &live->event.record;
	__u64 now = clock_monotonic();
	__u64 wall = header->ts.tv_sec * CLOCK_NS_PER_SEC + header->ts.tv_usec * 1000ULL;

	*record = (struct packet_record){
		.timestamp = now - (clock_wall(now) - wall), /* the time of day, undone */
		.wire_len = header->len,
		.cap_len =
			header->caplen < PACKET_SNAPLEN_MAX ? header->caplen : PACKET_SNAPLEN_MAX,
		.verdict = -1,
		.hook = PACKET_HOOK_PROGRAM,
		.cookie = PACKET_RECORD_COOKIE,
	};
	memcpy(live->event.data, data, record->cap_len);
	live->on_event(live->context, &live->event, sizeof(*record) + record->cap_len);
}

int live_capture_read(void *context)
{
	struct live_capture *live = context;

	if (!live->failed && pcap_dispatch(live->pcap, -1, on_packet, context) < 0) {
		live->failed = true;
		log_error(-ENODEV, "live capture: %s", pcap_geterr(live->pcap));
	}
	return live->failed ? -ENODEV : 0;
}

int live_capture_counts(void *context, struct packet_counts *counts)
{
	struct live_capture *live = context;
	struct pcap_stat stat;

	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	if (pcap_stats(live->pcap, &stat))
		return -EIO;
	counts->seen = stat.ps_recv;
	counts->lost = stat.ps_drop + stat.ps_ifdrop;
	return 0;
}

void live_capture_free(struct live_capture *live)
{
	if (live && live->pcap)
		pcap_close(live->pcap);
	free(live);
}

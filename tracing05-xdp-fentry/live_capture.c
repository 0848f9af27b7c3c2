// SPDX-License-Identifier: GPL-2.0
/*
 * libpcap's packets in the form of the programs' records. libpcap does not tell in which
 * direction a packet went, except in its "cooked" header, but the kernel's filters know: so
 * there is a handle for what is received and one for what is sent.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <pcap/sll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "live_capture.h"
#include "log.h"
#include "privileges.h"

#define BLOCK_TIME   1	   /* ms until the kernel hands out a block that is not full: two ticks */
#define BLOCK_DONE   25	   /* ms until it certainly has, with the slowest tick */
#define READ_EVERY   10	   /* ms, for what has become complete meanwhile */
#define AT_A_TIME    10000 /* packets, or else a flood would never let the reader go */
#define SLL_PKTTYPE  1	   /* where the low byte of that is in the cooked header, version 1 */
#define SLL2_PKTTYPE 10	   /* and where it is in version 2 */

/* What comes in front of a filter: go on with packets of one direction. */
#define DIRECTION_INSNS 3

enum {
	RECEIVED,
	SENT,
	DIRECTIONS
};

struct direction {
	struct live_capture *live;
	pcap_t *pcap;
	__u32 queue;	  /* what its records have in the place of a queue */
	__u64 complete;	  /* all packets up to this stamp were read */
	__u64 seen, lost; /* before the start */
};

struct live_capture {
	struct packet_source source; /* its fd is readable when one of these is */
	struct direction directions[DIRECTIONS];
	int count;   /* of these that are in use */
	int pkttype; /* where the cooked header tells the direction, or 0: no such header */
	const char *ifname;
	__u16 place;
	packet_event on_event;
	void *context;
	bool failed; /* which has been logged */
	struct {     /* one event */
		struct packet_record record;
		char data[PACKET_SNAPLEN_MAX];
	} event;
};

static int fail(const struct live_capture *live, const char *reason)
{
	return log_error(-EIO, "%s: live capture: %s", live->ifname, reason);
}

/*
 * Not libpcap's immediate mode: in that each packet has a slot in the buffer that is as
 * large as the longest, and 2 MiB are full with 32 of them.
 */
static int open_direction(struct live_capture *live, unsigned int snaplen, bool promiscuous,
			  size_t buffer)
{
	const bool sent = live->count == SENT;
	struct direction *direction = &live->directions[live->count];
	char reason[PCAP_ERRBUF_SIZE];
	struct epoll_event event = { .events = EPOLLIN };
	pcap_t *pcap = pcap_create(live->ifname, reason);
	const char *missing = NULL;
	int err;

	if (!pcap)
		return fail(live, reason);
	*direction = (struct direction){
		.live = live,
		.pcap = pcap,
		.queue = sent ? PACKET_QUEUE_SENT : PACKET_QUEUE_RECEIVED,
	};
	live->count++;
	pcap_set_snaplen(pcap, snaplen);
	pcap_set_promisc(pcap, promiscuous);
	pcap_set_timeout(pcap, BLOCK_TIME);
	pcap_set_buffer_size(pcap, buffer);
	pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	err = pcap_activate(pcap);
	if (err == PCAP_ERROR_PERM_DENIED)
		missing = capability_missing(CAPABILITY(CAP_NET_RAW));
	if (err < 0 && missing)
		return fail(live, missing);
	if (err < 0)
		return fail(live, *pcap_geterr(pcap) ? pcap_geterr(pcap) : pcap_statustostr(err));
	if (pcap_setnonblock(pcap, 1, reason))
		return fail(live, reason);
	if (epoll_ctl(live->source.fd, EPOLL_CTL_ADD, pcap_get_selectable_fd(pcap), &event))
		return fail(live, strerror(errno));
	return 0;
}

/* A packet by the loopback is received when it has been sent, and libpcap drops the latter. */
static bool is_loopback(const struct live_capture *live)
{
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", live->ifname);
	return !ioctl(pcap_fileno(live->directions[RECEIVED].pcap), SIOCGIFFLAGS, &request) &&
	       request.ifr_flags & IFF_LOOPBACK;
}

/* What has no use for the second handle shall have all of the buffer: it is opened again. */
static int open_directions(struct live_capture *live, unsigned int snaplen, bool promiscuous,
			   size_t buffer)
{
	int err = open_direction(live, snaplen, promiscuous, buffer / 2), link;

	if (err)
		return err;
	link = pcap_datalink(live->directions[RECEIVED].pcap);
	live->pkttype = link == DLT_LINUX_SLL  ? SLL_PKTTYPE :
			link == DLT_LINUX_SLL2 ? SLL2_PKTTYPE :
						 0;
	if (!live->pkttype && !is_loopback(live))
		return open_direction(live, snaplen, promiscuous, buffer / 2);
	pcap_close(live->directions[--live->count].pcap);
	return open_direction(live, snaplen, promiscuous, buffer);
}

int live_capture_link_type(const struct live_capture *live)
{
	return pcap_datalink(live->directions[RECEIVED].pcap);
}

int live_capture_compile(struct live_capture *live, struct filter_words *filter)
{
	pcap_t *pcap = live->directions[RECEIVED].pcap;
	struct sock_fprog *program = &filter->program;
	struct bpf_program compiled = {};

	if (!filter->text || program->len)
		return 0;
	if (pcap_compile(pcap, &compiled, filter->text, 1, PCAP_NETMASK_UNKNOWN))
		return log_error(-EINVAL, "filter \"%s\": %s", filter->text, pcap_geterr(pcap));
	if (compiled.bf_len > BPF_MAXINSNS) {
		pcap_freecode(&compiled);
		return log_error(-E2BIG, "filter \"%s\": too long", filter->text);
	}
	*program = (struct sock_fprog){ compiled.bf_len, (void *)compiled.bf_insns };
	return 0;
}

static void on_packet(u_char *context, const struct pcap_pkthdr *header, const u_char *data)
{
	struct direction *direction = (struct direction *)context;
	struct live_capture *live = direction->live;
	struct packet_record *record = &live->event.record;
	__u64 now = clock_monotonic();
	__u64 wall = header->ts.tv_sec * CLOCK_NS_PER_SEC + header->ts.tv_usec; /* it is ns */

	*record = (struct packet_record){
		.timestamp = now - (clock_wall(now) - wall), /* the time of day, undone */
		.wire_len = header->len,
		.cap_len =
			header->caplen < PACKET_SNAPLEN_MAX ? header->caplen : PACKET_SNAPLEN_MAX,
		.verdict = -1,
		.rx_queue = direction->queue,
		.hook = PACKET_HOOK_PROGRAM,
		.prog_index = live->place,
		.cookie = PACKET_RECORD_COOKIE,
	};
	if (live->pkttype && record->cap_len > (__u32)live->pkttype &&
	    data[live->pkttype] == PACKET_OUTGOING)
		record->rx_queue = PACKET_QUEUE_SENT;
	direction->complete = record->timestamp;
	memcpy(live->event.data, data, record->cap_len);
	live->on_event(live->context, &live->event, sizeof(*record) + record->cap_len);
}

static void no_packet(u_char *context, const struct pcap_pkthdr *header, const u_char *data)
{
	(void)context, (void)header, (void)data;
}

static int read_all(struct live_capture *live, pcap_handler on)
{
	const __u64 done = clock_monotonic() - BLOCK_DONE * CLOCK_NS_PER_MS;
	int count, more = 0;

	for (int i = 0; i < live->count && !live->failed; i++) {
		struct direction *direction = &live->directions[i];

		count = pcap_dispatch(direction->pcap, AT_A_TIME, on, (u_char *)direction);
		if (count < 0) {
			live->failed = true;
			fail(live, pcap_geterr(direction->pcap));
		} else if (count < AT_A_TIME) {
			direction->complete = done; /* else it is what on_packet() had last */
		} else {
			more = 1;
		}
	}
	return live->failed ? -ENODEV : more;
}

static int read_packets(struct packet_source *source)
{
	struct live_capture *live = container_of(source, struct live_capture, source);
	int more = read_all(live, on_packet);

	source->turn.complete = ~0ULL;
	for (int i = 0; i < live->count; i++)
		if (live->directions[i].complete < source->turn.complete)
			source->turn.complete = live->directions[i].complete;
	return more;
}

/* By the socket, for libpcap would filter the first packets itself, and knows no directions. */
static int set_filter(const struct live_capture *live, const struct direction *direction,
		      struct sock_fprog *program)
{
	if (!setsockopt(pcap_fileno(direction->pcap), SOL_SOCKET, SO_ATTACH_FILTER, program,
			sizeof(*program)))
		return 0;
	return log_error(-errno, "%s: filter: %s", live->ifname, strerror(errno));
}

/* No packet comes any more, and what has come can be read. */
static int reject_all(struct live_capture *live)
{
	static struct sock_filter reject = BPF_STMT(BPF_RET | BPF_K, 0);
	int err = 0;

	for (int i = 0; !err && i < live->count; i++)
		err = set_filter(live, &live->directions[i], &(struct sock_fprog){ 1, &reject });
	usleep(BLOCK_DONE * 1000);
	return err;
}

/* The filter for packets of one direction. What it accepts is cut to the snaplen. */
static int filter_direction(const struct live_capture *live, const struct direction *direction,
			    const struct sock_fprog *filter)
{
	const bool sent = direction->queue == PACKET_QUEUE_SENT;
	struct sock_filter insns[DIRECTION_INSNS + BPF_MAXINSNS] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (__u32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, sent, !sent),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_filter *behind = insns + DIRECTION_INSNS;

	memcpy(behind, filter->filter, filter->len * sizeof(*behind));
	for (int i = 0; i < filter->len; i++)
		if (behind[i].code == (BPF_RET | BPF_K) && behind[i].k)
			behind[i].k = pcap_snapshot(direction->pcap);
	return set_filter(live, direction,
			  &(struct sock_fprog){ DIRECTION_INSNS + filter->len, insns });
}

static int filter_cooked(const struct live_capture *live, const struct sock_fprog *filter)
{
	struct bpf_program program = { filter->len, (struct bpf_insn *)filter->filter };
	pcap_t *pcap = live->directions[RECEIVED].pcap;

	if (!pcap_setfilter(pcap, &program))
		return 0;
	return log_error(-EINVAL, "%s: filter: %s", live->ifname, pcap_geterr(pcap));
}

int live_capture_start(struct live_capture *live, const struct sock_fprog *filter,
		       packet_event on_event, void *context)
{
	static struct sock_filter accept = BPF_STMT(BPF_RET | BPF_K, 1 << 18);
	static const struct sock_fprog everything = { 1, &accept };
	struct pcap_stat stat;
	int err = reject_all(live);

	live->on_event = on_event;
	live->context = context;
	while (!err && (err = read_all(live, no_packet)) > 0)
		err = 0;
	for (int i = 0; !err && i < live->count; i++) {
		struct direction *direction = &live->directions[i];

		if (!pcap_stats(direction->pcap, &stat)) {
			direction->seen = stat.ps_recv;
			direction->lost = stat.ps_drop;
		}
		err = live->pkttype ? filter_cooked(live, filter ?: &everything) :
				      filter_direction(live, direction, filter ?: &everything);
	}
	return err;
}

struct packet_source *live_capture_source(struct live_capture *live)
{
	return &live->source;
}

static int get_counts(struct packet_source *source, struct packet_counts *counts)
{
	const struct live_capture *live = container_of(source, struct live_capture, source);
	struct pcap_stat stat;

	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	counts += PACKET_POINT(live->place, PACKET_HOOK_PROGRAM);
	for (int i = 0; i < live->count; i++) {
		const struct direction *direction = &live->directions[i];

		if (pcap_stats(direction->pcap, &stat))
			return -EIO;
		counts->seen += stat.ps_recv - direction->seen;
		counts->lost += stat.ps_drop - direction->lost;
	}
	return 0;
}

bool live_capture_ended(const struct live_capture *live)
{
	return live->failed;
}

void live_capture_stop(struct live_capture *live)
{
	reject_all(live);
}

void live_capture_free(struct live_capture *live)
{
	if (!live)
		return;
	for (int i = 0; i < live->count; i++)
		pcap_close(live->directions[i].pcap);
	if (live->source.fd >= 0)
		close(live->source.fd);
	free(live);
}

struct live_capture *live_capture_new(const char *ifname, unsigned int snaplen, bool promiscuous,
				      size_t buffer, __u16 place)
{
	struct live_capture *live = calloc(1, sizeof(*live));

	if (!live) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	live->ifname = ifname;
	live->place = place;
	live->source = (struct packet_source){ .fd = epoll_create1(EPOLL_CLOEXEC),
					       .read = read_packets,
					       .turn.wait = READ_EVERY,
					       .counts = get_counts };
	if (live->source.fd >= 0 && !open_directions(live, snaplen, promiscuous, buffer))
		return live;
	live_capture_free(live);
	return NULL;
}

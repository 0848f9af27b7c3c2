// SPDX-License-Identifier: GPL-2.0
/* live_capture: libpcap's packets as records, on interfaces of a new network namespace. */
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include "clock.h"
#include "live_capture.h"
#include "namespaces.h"
#include "unit.h"

#define FRAME 1000 /* bytes */
#define PLACE 5
#define POINT PACKET_POINT(PLACE, PACKET_HOOK_PROGRAM)

static int read_once(struct live_capture *live)
{
	struct packet_source *source = live_capture_source(live);

	return source->read(source);
}

static int count(struct live_capture *live, struct packet_counts *counts)
{
	struct packet_source *source = live_capture_source(live);

	return source->counts(source, counts);
}

static unsigned char frame[FRAME];
static unsigned int events;
static size_t event_size;
static struct {
	struct packet_record record;
	unsigned char data[PACKET_SNAPLEN_MAX];
} event;

static void on_event(void *context, const void *bytes, size_t size)
{
	assert_ptr_equal(context, frame);
	assert_in_range(size, sizeof(struct packet_record), sizeof(event));
	memcpy(&event, bytes, size);
	event_size = size;
	events++;
}

static struct live_capture *start(const char *ifname, unsigned int snaplen)
{
	struct live_capture *live = live_capture_new(ifname, snaplen, false, 1 << 20, PLACE);

	assert_non_null(live);
	assert_int_equal(live_capture_start(live, NULL, on_event, frame), 0);
	events = 0;
	return live;
}

/* send - @count frames of an experimental ethertype */
static void send_frames(const char *ifname, int count)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	for (int i = 0; i < FRAME; i++)
		frame[i] = i * 7;
	memset(frame, 0xff, 12);
	memcpy(frame + 12, "\x88\xb5", 2);
	to.sll_ifindex = if_nametoindex(ifname);
	for (int i = 0; i < count; i++)
		assert_int_equal(sendto(fd, frame, FRAME, 0, (void *)&to, sizeof(to)), FRAME);
	close(fd);
}

/* read_some - until @count packets have come */
static void read_some(struct live_capture *live, unsigned int count)
{
	struct pollfd fd = { .fd = live_capture_source(live)->fd, .events = POLLIN };

	while (events < count) {
		assert_int_equal(poll(&fd, 1, 10000), 1);
		assert_int_equal(read_once(live), 0);
	}
}

static void assert_captured(unsigned int snaplen, unsigned int want_cap)
{
	struct live_capture *live = start("veth8", snaplen);
	__u64 before = clock_monotonic();

	send_frames("veth9", 1);
	read_some(live, 1);
	assert_int_equal(event_size, sizeof(event.record) + want_cap);
	assert_int_equal(event.record.wire_len, FRAME);
	assert_int_equal(event.record.cap_len, want_cap);
	assert_memory_equal(event.data, frame, want_cap);
	assert_int_equal(event.record.verdict, -1);
	assert_int_equal(event.record.hook, PACKET_HOOK_PROGRAM);
	assert_int_equal(event.record.prog_index, PLACE);
	assert_int_equal(event.record.cookie, PACKET_RECORD_COOKIE);
	/* libpcap's clock has microseconds, and is the time of day */
	assert_in_range(event.record.timestamp, before - CLOCK_NS_PER_MS,
			clock_monotonic() + CLOCK_NS_PER_MS);
	live_capture_free(live);
}

NEEDS(!net_namespace() && !system("echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; "
				  "ip link set veth8 up && ip link set veth9 up"),
      "may not make a network namespace");

TEST(record)
{
	assert_captured(262144, FRAME);
	assert_captured(FRAME, FRAME);
	assert_captured(FRAME - 1, FRAME - 1);
	assert_captured(1, 1);
}

TEST(counts)
{
	struct packet_counts counts[PACKET_POINTS];
	struct live_capture *live = start("veth8", 100);

	memset(counts, 0xee, sizeof(counts));
	assert_int_equal(count(live, counts), 0);
	assert_int_equal(counts[POINT].seen, 0);
	send_frames("veth9", 5);
	read_some(live, 5);
	for (int i = 0; i < 2; i++) { /* since the beginning, however often they are asked for */
		assert_int_equal(count(live, counts), 0);
		assert_int_equal(counts[POINT].seen, 5);
		assert_int_equal(counts[POINT].lost, 0);
		assert_int_equal(counts[PACKET_POINTS - 1].seen, 0);
	}
	live_capture_free(live);
}

TEST(nothing_comes)
{
	struct live_capture *live = start("veth8", 100);

	assert_int_equal(read_once(live), 0);
	assert_int_equal(events, 0);
	assert_int_equal(live_capture_link_type(live), 1);
	live_capture_free(live);
	live_capture_free(NULL);
}

TEST(no_interface)
{
	assert_null(HEARD(live_capture_new("nonesuch0", 100, false, 1 << 20, 0)));
	ASSERT_SAID_OF("nonesuch0: live capture: ");
}

/* It is said once that the interface is gone, however often it is read. */
TEST(interface_goes)
{
	struct live_capture *live;
	struct pollfd fd = { .events = POLLIN };
	int err, again;

	assert_int_equal(system("ip link add veth7 type veth peer name veth6 && "
				"ip link set veth7 up && ip link set veth6 up"),
			 0);
	live = start("veth6", 100);
	fd.fd = live_capture_source(live)->fd;
	assert_int_equal(system("ip link del veth7"), 0);
	hear_begin(&heard);
	do
		err = poll(&fd, 1, 1000) < 1 ? -ETIME : read_once(live);
	while (err >= 0);
	again = read_once(live);
	hear_end(&heard);
	assert_int_equal(err, -ENODEV);
	assert_int_equal(again, -ENODEV);
	assert_true(live_capture_ended(live));
	ASSERT_SAID_OF("veth6: live capture: ");
	live_capture_free(live);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* A capture into a scratch file, and what it shows. */
#ifndef UNIT_CAPTURE_FIXTURE_H
#define UNIT_CAPTURE_FIXTURE_H

#include "capture.h"
#include "clock.h"
#include "events.h"
#include "heard.h"
#include "pcap_reader.h"
#include "scratch.h"
#include "unit.h"

#define SNAPLEN 100 /* also the bytes that each packet has */

static struct heard heard;
static __u32 shown[64], ids[64], shown_count;

static inline void show(const struct packet_record *record, const void *data)
{
	assert_int_equal(record->cap_len, SNAPLEN);
	assert_true(is_packet(data, record->cap_len, record->ifindex));
	assert_in_range(shown_count, 0, COUNT(shown) - 1);
	ids[shown_count] = record->packet_id;
	shown[shown_count++] = record->ifindex;
}

/* begin_capture - whose packets come from one capture point */
static inline int begin_capture(struct capture *capture)
{
	return capture_add_interface(capture, 0, PACKET_HOOK_PROGRAM, &(struct packet_interface){ .name = "veth9" }) ?:
		       capture_start(capture, &(struct packet_section){ .application = "unit" },
				     SNAPLEN);
}

/* start_capture - into a scratch file, "-", or NULL for none */
static inline struct capture *start_capture(const char *name, unsigned int limit)
{
	const char *path = name && strcmp(name, "-") ? scratch_path(name) : name;
	struct capture *capture = capture_new(path, NULL, limit, show);

	shown_count = 0;
	assert_non_null(capture);
	assert_int_equal(begin_capture(capture), 0);
	return capture;
}

static inline void event(struct capture *capture, __u64 timestamp, __u32 number)
{
	struct event event;
	size_t size = make_event(&event, timestamp, number, SNAPLEN);

	capture_event(capture, &event, size);
}

static inline void assert_stored(const char *name, const __u32 *numbers, int count)
{
	struct pcap_stored stored[16];

	assert_int_equal(pcap_read(scratch_path(name), SNAPLEN, stored, COUNT(stored)), count);
	for (int i = 0; i < count; i++) {
		assert_int_equal(stored[i].cap_len, SNAPLEN);
		assert_true(is_packet(stored[i].data, SNAPLEN, numbers[i]));
	}
}

/* The packets in the file, and those shown so far, by number. */
#define NUMBERS(...) ((const __u32[]){ __VA_ARGS__ })
#define ASSERT_STORED(name, ...) \
	assert_stored(name, NUMBERS(__VA_ARGS__), COUNT(NUMBERS(__VA_ARGS__)))
#define ASSERT_SHOWN(...)                                                                       \
	do {                                                                                    \
		assert_int_equal(shown_count, COUNT(NUMBERS(__VA_ARGS__)));                     \
		assert_memory_equal(shown, NUMBERS(__VA_ARGS__), sizeof(NUMBERS(__VA_ARGS__))); \
	} while (0)
#define ASSERT_NONE_SHOWN() assert_int_equal(shown_count, 0)

/* assert_totals - what became of the packets when the programs have counted @seen and @lost */
static inline void assert_totals(struct capture *capture, __u64 seen, __u64 lost, __u64 want_stored,
				 __u64 want_lost)
{
	const struct packet_counts counts[PACKET_POINTS] = { { .seen = seen, .lost = lost } };
	struct capture_totals totals;

	hear_begin(&heard);
	totals = capture_end(capture, counts, 0);
	hear_end(&heard);
	assert_int_equal(totals.seen, seen);
	assert_int_equal(totals.stored, want_stored);
	assert_int_equal(totals.lost, want_lost);
	assert_string_equal(heard.err, "");
}

#endif

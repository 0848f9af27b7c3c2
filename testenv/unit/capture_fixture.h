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
static __u32 shown[64], shown_count;

static inline void show(const struct packet_record *record, const void *data)
{
	assert_int_equal(record->cap_len, SNAPLEN);
	assert_true(is_packet(data, record->cap_len, record->packet_id));
	assert_in_range(shown_count, 0, COUNT(shown) - 1);
	shown[shown_count++] = record->packet_id;
}

/* start_capture - into a scratch file, or "-" */
static inline struct capture *start_capture(const char *name, unsigned int limit)
{
	struct capture *capture =
		capture_new(strcmp(name, "-") ? scratch_path(name) : name, limit, show);

	shown_count = 0;
	assert_non_null(capture);
	assert_int_equal(
		capture_start(capture, &(struct packet_interface){ .name = "veth9" }, SNAPLEN), 0);
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

/* assert_report - what is said, on stdout, when the programs have counted @seen and @lost */
static inline void assert_report(struct capture *capture, const char *name, __u64 seen, __u64 lost,
				 __u64 want_stored, __u64 want_lost)
{
	const struct packet_counts counts = { .seen = seen, .lost = lost };
	char want[256];

	snprintf(want, sizeof(want),
		 "%llu packet samples stored in %s/%s\n%llu packet samples lost\n", want_stored,
		 scratch, name, want_lost);
	hear_begin(&heard);
	capture_report(capture, &counts);
	hear_end(&heard);
	assert_string_equal(heard.out, want);
	assert_string_equal(heard.err, "");
}

#endif

// SPDX-License-Identifier: GPL-2.0
/*
 * What the reader does with a packet once the rings have handed it out: order, write.
 * The packets are made up, so that a machine of any number of CPUs can be played: as
 * packet_ring does, few rings' packets come in order, those of many ring by ring.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture.h"
#include "log.h"
#include "options.h"
#include "packet_writer.h"

#define LOOK (1 << 18) /* bytes between two settlements */
#define FEW  8	       /* rings that packet_ring merges */
#define STEP 250       /* ns between two packets */

static unsigned int cpus = 1, size = 96, packets = 200000;
static const char *filename = "/dev/null";

static const struct option_row rows[] = {
	OPTION_NUMBER('C', "cpus", &cpus, "N", 1, 4096, "CPUs that take turns"),
	OPTION_NUMBER('s', "size", &size, "BYTES", 1, 9000, "Of a packet"),
	OPTION_NUMBER('n', "packets", &packets, "N", 1, 100000000, "So many"),
	OPTION_STRING('w', "write", &filename, "FILE", "Write there"),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options]",
	.purpose = "Print the time of this processor that a packet takes, in ns.",
	.rows = rows,
};

static struct event {
	struct packet_record record;
	char data[9000];
} event;

static __u64 used(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static unsigned int record_size(void)
{
	return (sizeof(event.record) + size + 7) & ~7U;
}

/* The packets come by in turns. Returns how many they are, or a negative errno. */
static int look(struct capture *capture, __u64 begin)
{
	const unsigned int count = LOOK / record_size();
	const unsigned int rings = cpus > FEW ? cpus : 1;
	int err;

	for (unsigned int ring = 0; ring < rings; ring++)
		for (unsigned int i = ring; i < count; i += rings) {
			event.record.timestamp = begin + i * STEP;
			event.record.packet_id = i + 1;
			event.record.cpu = i % cpus;
			if (rings == 1)
				capture_event_in_order(capture, &event, record_size());
			else
				capture_event(capture, &event, record_size());
		}
	err = capture_settle(capture, begin + count * STEP);
	return err ?: (int)count;
}

int main(int argc, char **argv)
{
	const struct packet_interface interface = { .name = "bench" };
	struct capture *capture;
	__u64 began, done = 0;
	int err;

	err = options_parse(&options, argc, argv);
	if (err <= 0)
		return options_exit(err);
	event.record = (struct packet_record){
		.wire_len = size, .cap_len = size, .verdict = 2, .cookie = PACKET_RECORD_COOKIE
	};
	capture = capture_new(filename, &pcapng_format, NULL, 0, NULL);
	err = !capture || capture_add_interface(capture, 0, 0, &interface) ||
	      capture_start(capture, NULL, &(struct packet_section){}, size);
	for (began = used(); !err && done < packets;) {
		int count = look(capture, 1000000000ULL + done * STEP);

		err = count < 0;
		done += count;
	}
	if (!err)
		printf("%.1f\n", (double)(used() - began) / done);
	capture_free(capture);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

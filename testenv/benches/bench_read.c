// SPDX-License-Identifier: GPL-2.0
/*
 * What the reader does with a packet once the rings have handed it out: order, write.
 * The packets are made up, so that a machine of any number of CPUs can be played.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture.h"
#include "log.h"
#include "options.h"
#include "pcapng.h"

#define LOOK 4096 /* packets between two settlements: 4 million a second, 1 ms */
#define STEP 250  /* ns between two packets */

static unsigned int cpus = 1, size = 96, packets = 200000;
static const char *filename = "/dev/null";

static const struct option_row rows[] = {
	OPTION_NUMBER('C', "cpus", &cpus, "N", 1, 4096, "CPUs that take turns"),
	OPTION_NUMBER('s', "size", &size, "BYTES", 1, 9000, "Of a packet"),
	OPTION_NUMBER('n', "packets", &packets, "N", LOOK, 100000000, "So many"),
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

/* Ring by ring, as the reader finds them; the packets came by in turns. */
static int look(struct capture *capture, __u64 begin)
{
	const unsigned int record = (sizeof(event.record) + size + 7) & ~7U;

	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		for (unsigned int i = cpu; i < LOOK; i += cpus) {
			event.record.timestamp = begin + i * STEP;
			event.record.packet_id = i + 1;
			event.record.cpu = cpu;
			capture_event(capture, &event, record);
		}
	return capture_settle_until(capture, begin + LOOK * STEP);
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
	capture = capture_new(filename, &pcapng_format, 0, NULL);
	err = !capture || capture_add_interface(capture, 0, 0, &interface) ||
	      capture_start(capture, &(struct packet_section){}, size);
	for (began = used(); !err && done < packets; done += LOOK)
		err = look(capture, 1000000000ULL + done * STEP);
	if (!err)
		printf("%.1f\n", (double)(used() - began) / done);
	capture_free(capture);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/* Events in, packets in time order out, each accounted for. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "clock.h"
#include "log.h"
#include "packet_order.h"
#include "pcap_writer.h"
#include "pcapng.h"

/* From the moment a program stamps a packet until the ring holds it, at most. */
#define DELIVERY_TIME (10 * CLOCK_NS_PER_MS)

struct capture {
	bool to_stdout; /* so nothing else goes there */
	struct packet_writer *writer;
	struct packet_order *order; /* packets whose turn has not come */
	__u64 started;		    /* ns of CLOCK_MONOTONIC */
	capture_show show;
	unsigned int limit, taken; /* packets: wanted (0: all), written so far */
	int err;		   /* the failure that ended it */
};

static const struct packet_format *format_of(const char *filename)
{
	const char *suffix = strrchr(filename, '.');

	return suffix && !strcmp(suffix, ".pcapng") ? &pcapng_format : &pcap_format;
}

struct capture *capture_new(const char *filename, unsigned int limit, capture_show show)
{
	struct capture *capture = calloc(1, sizeof(*capture));

	if (capture)
		capture->order = packet_order_new();
	if (!capture || !capture->order) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		goto fail;
	}
	capture->to_stdout = !strcmp(filename, "-");
	capture->limit = limit;
	capture->show = capture->to_stdout ? NULL : show;
	capture->writer = packet_writer_open(format_of(filename), filename);
	if (capture->writer)
		return capture;
fail:
	capture_free(capture);
	return NULL;
}

int capture_start(struct capture *capture, const struct packet_interface *interface,
		  unsigned int snaplen)
{
	struct packet_section section = { .application = program_invocation_short_name };
	int err = packet_writer_add_interface(capture->writer, interface);

	capture->started = clock_monotonic();
	return err < 0 ? err : packet_writer_start(capture->writer, &section, snaplen);
}

void capture_event(void *context, const void *event, size_t size)
{
	struct capture *capture = context;
	int err = packet_order_add(capture->order, event, size);

	if (err && !capture->err)
		capture->err = log_error(err, "event of %zu bytes: %s", size, strerror(-err));
}

static int take(void *context, const struct packet_record *record, const void *data)
{
	struct capture *capture = context;

	if (capture_complete(capture))
		return 1;
	if (capture->show)
		capture->show(record, data);
	capture->taken++;
	return packet_writer_write(capture->writer, 0, clock_wall(record->timestamp), record, data);
}

int capture_settle(struct capture *capture, __u64 read_from)
{
	__u64 until = read_from == CAPTURE_ENDED ? read_from : read_from - DELIVERY_TIME;

	if (!capture->err)
		capture->err = packet_order_flush(capture->order, until, take, capture);
	if (!capture->err)
		capture->err = packet_writer_flush(capture->writer);
	if (!capture->err && fflush(stdout))
		capture->err = log_error(-errno, "stdout: %s", strerror(errno));
	return capture->err;
}

bool capture_complete(const struct capture *capture)
{
	return capture->limit && capture->taken == capture->limit;
}

void capture_report(struct capture *capture, const struct packet_counts *counts)
{
	FILE *out = capture->to_stdout ? stderr : stdout;
	unsigned long long stored = packet_writer_stored(capture->writer);
	unsigned long long lost = capture->err ? counts->seen - stored : counts->lost;
	struct packet_statistics statistics = {
		.start = clock_wall(capture->started),
		.end = clock_wall(clock_monotonic()),
		.received = counts->seen,
		.dropped = lost,
	};

	packet_writer_add_statistics(capture->writer, 0, &statistics);
	packet_writer_flush(capture->writer);
	fprintf(out, "%llu packet samples stored in %s\n", stored,
		packet_writer_name(capture->writer));
	fprintf(out, "%llu packet samples lost\n", lost);
}

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	packet_writer_close(capture->writer);
	packet_order_free(capture->order);
	free(capture);
}

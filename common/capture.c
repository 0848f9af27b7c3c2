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

/* From the moment a program stamps a packet until the ring holds it, at most. */
#define DELIVERY_TIME (10 * CLOCK_NS_PER_MS)

struct capture {
	bool to_stdout; /* so nothing else goes there */
	struct pcap_writer *writer;
	struct packet_order *order; /* packets whose turn has not come */
	capture_show show;
	unsigned int limit, taken; /* packets: wanted (0: all), written so far */
	int err;		   /* the failure that ended it */
};

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
	capture->writer = pcap_writer_open(filename);
	if (capture->writer)
		return capture;
fail:
	capture_free(capture);
	return NULL;
}

int capture_start(struct capture *capture, unsigned int snaplen)
{
	return pcap_writer_start(capture->writer, snaplen);
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
	return pcap_writer_write(capture->writer, clock_wall(record->timestamp), record, data);
}

int capture_settle(struct capture *capture, __u64 read_from)
{
	__u64 until = read_from == CAPTURE_ENDED ? read_from : read_from - DELIVERY_TIME;

	if (!capture->err)
		capture->err = packet_order_flush(capture->order, until, take, capture);
	if (!capture->err)
		capture->err = pcap_writer_flush(capture->writer);
	if (!capture->err && fflush(stdout))
		capture->err = log_error(-errno, "stdout: %s", strerror(errno));
	return capture->err;
}

bool capture_complete(const struct capture *capture)
{
	return capture->limit && capture->taken == capture->limit;
}

void capture_report(const struct capture *capture, const struct packet_counts *counts)
{
	unsigned long long stored = pcap_writer_stored(capture->writer);
	FILE *out = capture->to_stdout ? stderr : stdout;

	fprintf(out, "%llu packet samples stored in %s\n", stored,
		pcap_writer_name(capture->writer));
	fprintf(out, "%llu packet samples lost\n",
		capture->err ? counts->seen - stored : counts->lost);
}

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	pcap_writer_close(capture->writer);
	packet_order_free(capture->order);
	free(capture);
}

// SPDX-License-Identifier: GPL-2.0
/* Events in, packets in time order out, each accounted for. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "clock.h"
#include "log.h"
#include "packet_ids.h"
#include "packet_order.h"
#include "packet_writer.h"
#include "signals.h"

struct capture {
	struct packet_writer *writer;  /* NULL: nothing is stored */
	int interfaces[PACKET_POINTS]; /* the writer's number of each capture point; -1: none */
	struct packet_order *order;    /* packets whose turn has not come */
	struct packet_ids ids;
	__u64 started; /* the file that is written: ns of CLOCK_MONOTONIC */
	struct {
		__u64 lost, told; /* packets, by the last count, and of these, in the file */
		__u64 noticed;	  /* when there were more of them, ns of CLOCK_MONOTONIC */
	} losses[PACKET_POINTS];
	struct packet_counts counted[PACKET_POINTS]; /* by the last count */
	struct packet_counts told[PACKET_POINTS];    /* of these, in files that ended */
	__u64 distance; /* from CLOCK_MONOTONIC to the time of day, ns */
	capture_show show;
	bool on_stdout;			 /* packets go there as a file */
	bool silent;			 /* packets go into a file only */
	unsigned long long limit, taken; /* packets: wanted (0: all), shown or written so far */
	unsigned long long settled;	 /* of these, certainly shown */
	struct packet_source *packets;	 /* that have the counts, or NULL */
	bool ended;			 /* all files are complete */
	int err;			 /* the failure that ended it */
};

static const struct packet_format *format_of(const char *filename)
{
	const char *suffix = strrchr(filename, '.');

	return suffix && !strcmp(suffix, ".pcapng") ? &pcapng_format : &pcap_format;
}

/* By either name, "-" or /dev/stdout. */
static bool is_stdout(const char *filename)
{
	struct stat file, out;

	if (!strcmp(filename, "-"))
		return true;
	return !stat(filename, &file) && !fstat(STDOUT_FILENO, &out) && !S_ISCHR(file.st_mode) &&
	       file.st_dev == out.st_dev && file.st_ino == out.st_ino;
}

struct capture *capture_new(const char *filename, const struct packet_format *format,
			    unsigned int limit, capture_show show)
{
	struct capture *capture = calloc(1, sizeof(*capture));

	if (capture)
		capture->order = packet_order_new();
	if (!capture || !capture->order) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		goto fail;
	}
	memset(capture->interfaces, -1, sizeof(capture->interfaces));
	capture->limit = limit;
	capture->show = show;
	capture->on_stdout = filename && is_stdout(filename);
	capture->silent = !show && filename && !capture->on_stdout;
	if (!filename)
		return capture;
	capture->writer = packet_writer_open(format ? format : format_of(filename), filename);
	if (capture->writer)
		return capture;
fail:
	capture_free(capture);
	return NULL;
}

int capture_rotate(struct capture *capture, struct file_rotation *rotation)
{
	return capture->writer ? packet_writer_rotate(capture->writer, rotation) : 0;
}

int capture_add_interface(struct capture *capture, __u16 prog_index, __u16 hook,
			  const struct packet_interface *interface)
{
	struct packet_interface here = *interface;
	char host[HOST_NAME_MAX + 1] = "", text[1024];
	int number;

	/* when files of several machines are merged, their sections, which name them, are one */
	gethostname(host, HOST_NAME_MAX);
	snprintf(text, sizeof(text), "%s on %s", here.description ?: here.name, host);
	here.description = text;
	number = capture->writer ? packet_writer_add_interface(capture->writer, &here) : 0;

	if (number >= 0)
		capture->interfaces[PACKET_POINT(prog_index, hook)] = number;
	return number < 0 ? number : 0;
}

int capture_start(struct capture *capture, const struct packet_section *section,
		  unsigned int snaplen)
{
	capture->started = clock_monotonic();
	capture->distance = clock_distance();
	return capture->writer ? packet_writer_start(capture->writer, section, snaplen) : 0;
}

void capture_event(void *context, const void *event, size_t size)
{
	struct capture *capture = context;
	int err = packet_order_add(capture->order, event, size);

	if (err && !capture->err)
		capture->err = log_error(err, "event of %zu bytes: %s", size, strerror(-err));
}

static int store(struct capture *capture, const struct packet_record *record, const void *data)
{
	unsigned int point = PACKET_POINT(record->prog_index, record->hook);
	struct packet_place place = { .wall = record->timestamp + capture->distance };

	if (point >= PACKET_POINTS || capture->interfaces[point] < 0)
		return log_error(-EBADMSG, "program %u, hook %u: nobody captures there",
				 record->prog_index, record->hook);
	place.interface = capture->interfaces[point];
	if (record->timestamp >=
	    capture->losses[point].noticed) { /* or it may be older than the loss */
		place.lost = capture->losses[point].lost - capture->losses[point].told;
		capture->losses[point].told = capture->losses[point].lost;
	}
	return packet_writer_write(capture->writer, &place, record, data);
}

/* What happened since the file was begun. */
static void add_statistics(struct capture *capture)
{
	for (int point = 0; point < PACKET_POINTS; point++) {
		const struct packet_counts *now = &capture->counted[point];
		const struct packet_counts *before = &capture->told[point];

		if (capture->interfaces[point] < 0)
			continue;
		packet_writer_add_statistics(
			capture->writer, capture->interfaces[point],
			&(struct packet_statistics){
				.start = clock_wall(capture->started),
				.end = clock_wall(clock_monotonic()),
				.received = now->seen - before->seen,
				.accepted = packet_matched(now) - packet_matched(before),
				.dropped = now->lost - before->lost,
			});
	}
	memcpy(capture->told, capture->counted, sizeof(capture->told));
}

/* Returns 1 when the file was the last one. */
static int rotate(struct capture *capture, __u64 stamp, bool packet)
{
	int err;

	if (!capture->writer || !packet_writer_due(capture->writer, stamp, packet))
		return 0;
	if (capture->packets)
		capture->packets->counts(capture->packets, capture->counted);
	add_statistics(capture);
	err = packet_writer_next(capture->writer, stamp);
	capture->started = clock_monotonic();
	capture->ended = err == 1;
	return err;
}

static int take(void *context, const struct packet_record *record, const void *data)
{
	struct capture *capture = context;
	struct packet_record numbered = *record;
	int err = capture_complete(capture) ? 1 : rotate(capture, record->timestamp, true);

	if (err)
		return err;
	numbered.packet_id = packet_ids_next(&capture->ids, record);
	if (capture->show)
		capture->show(&numbered, data);
	capture->taken++;
	return capture->writer ? store(capture, &numbered, data) : 0;
}

void capture_event_in_order(void *context, const void *event, size_t size)
{
	const struct packet_record *record = event;
	struct capture *capture = context;
	int err = capture->err;

	(void)size; /* who knows the order has looked into the record */
	if (!err)
		err = packet_order_flush(capture->order, record->timestamp, take, capture);
	if (!err)
		err = take(capture, record, record + 1);
	if (err < 0)
		capture->err = err;
}

void capture_counted(struct capture *capture, const struct packet_counts *counts)
{
	__u64 now = clock_monotonic();

	memcpy(capture->counted, counts, sizeof(capture->counted));
	for (int point = 0; point < PACKET_POINTS; point++) {
		if (counts[point].lost == capture->losses[point].lost)
			continue;
		capture->losses[point].lost = counts[point].lost;
		capture->losses[point].noticed = now;
	}
}

void capture_ask(struct capture *capture, struct packet_source *packets)
{
	capture->packets = packets;
}

int capture_settle(struct capture *capture, __u64 until)
{
	int ended = 0;

	capture->distance = clock_distance();
	if (!capture->err)
		capture->err = packet_order_flush(capture->order, until, take, capture);
	if (!capture->err && !capture->ended && until != CAPTURE_ENDED)
		ended = rotate(capture, until, false);
	if (ended < 0)
		capture->err = ended;
	if (!capture->err && capture->writer)
		capture->err = packet_writer_flush(capture->writer);
	if (!capture->err)
		capture->err = log_flush();
	if (!capture->err)
		capture->settled = capture->taken;
	return capture->err;
}

int capture_check(struct capture *capture)
{
	if (!capture->err && capture->writer)
		capture->err = packet_file_check(capture->writer->file);
	else if (!capture->err && signals_unread(STDOUT_FILENO))
		capture->err = log_error(-EPIPE, "stdout: %s", strerror(EPIPE));
	return capture->err;
}

bool capture_complete(const struct capture *capture)
{
	return capture->ended || (capture->limit && capture->taken == capture->limit);
}

unsigned long long capture_taken(const struct capture *capture)
{
	return capture->taken;
}

bool capture_on_stdout(const struct capture *capture)
{
	return capture->on_stdout;
}

bool capture_silent(const struct capture *capture)
{
	return capture->silent;
}

struct capture_totals capture_end(struct capture *capture, const struct packet_counts *counts,
				  int err)
{
	struct capture_totals totals = { .taken = capture->settled };

	for (int point = 0; counts && point < PACKET_POINTS; point++) {
		totals.seen += counts[point].seen;
		totals.matched += packet_matched(&counts[point]);
		totals.lost += counts[point].lost;
	}
	if (counts && capture->writer && !capture->ended) {
		memcpy(capture->counted, counts, sizeof(capture->counted));
		add_statistics(capture);
	}
	if (capture->writer) {
		packet_writer_flush(capture->writer);
		totals.stored = packet_file_stored(capture->writer->file);
	}
	if ((capture->err || err) && counts)
		totals.lost = totals.matched - (capture->writer ? totals.stored : totals.taken);
	return totals;
}

const char *capture_file(const struct capture *capture)
{
	return packet_file_name(capture->writer->file);
}

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	packet_writer_close(capture->writer);
	packet_order_free(capture->order);
	free(capture);
}

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
#include "packet_writer.h"
#include "signals.h"

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
			    struct file_rotation *rotation, unsigned int limit, capture_show show)
{
	struct capture *capture = calloc(1, sizeof(*capture));

	if (!capture) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	memset(capture->interfaces, -1, sizeof(capture->interfaces));
	capture->limit = limit;
	capture->show = show;
	capture->on_stdout = filename && is_stdout(filename);
	capture->silent = !show && filename && !capture->on_stdout;
	if (!filename)
		return capture;
	capture->writer =
		packet_writer_open(format ? format : format_of(filename), filename, rotation);
	if (capture->writer)
		return capture;
	capture_free(capture);
	return NULL;
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

int capture_start(struct capture *capture, struct capture_source *source,
		  const struct packet_section *section, unsigned int snaplen)
{
	capture->source = source;
	capture->started = clock_monotonic();
	capture->distance = clock_distance();
	return capture->writer ? packet_writer_start(capture->writer, section, snaplen) : 0;
}

void capture_event(void *context, const void *event, size_t size)
{
	struct capture *capture = context;
	int err = packet_order_add(&capture->order, event, size);

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
	if (record->timestamp >= capture->losses[point].noticed) { /* or it may be the older one */
		place.lost = capture->counted[point].lost - capture->losses[point].told;
		capture->losses[point].told = capture->counted[point].lost;
	}
	return packet_writer_write(capture->writer, &place, record, data);
}

int capture_count(struct capture *capture)
{
	static struct packet_counts counts[PACKET_POINTS];
	struct packet_source *packets = capture->source->packets;
	int err = packets->counts(packets, counts);
	__u64 now = clock_monotonic();

	if (err)
		return err;
	capture->sum = (struct packet_counts){};
	for (int point = 0; point < PACKET_POINTS; point++) {
		capture->sum.seen += counts[point].seen;
		capture->sum.rejected += counts[point].rejected;
		capture->sum.lost += counts[point].lost;
		if (counts[point].lost != capture->counted[point].lost)
			capture->losses[point].noticed = now;
	}
	memcpy(capture->counted, counts, sizeof(counts));
	return 0;
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
	capture_count(capture);
	add_statistics(capture);
	err = packet_writer_next(capture->writer, stamp);
	capture->started = clock_monotonic();
	capture->ended = err == 1;
	return err;
}

/*
 * In the kernel each CPU counts its own packets, for that costs nothing; all records of one
 * packet come from one CPU. It is a new one when its number is not that of its CPU's packet
 * before it, or its interface.
 */
static __u32 id_of(struct capture *capture, const struct packet_record *record)
{
	struct capture_latest *latest = &capture->latest[record->cpu];

	if (!record->packet_id)
		return 0;
	if (latest->number != record->packet_id || latest->ifindex != record->ifindex)
		*latest = (struct capture_latest){ record->packet_id, record->ifindex,
						   ++capture->ids };
	return latest->id;
}

static int take(void *context, const struct packet_record *record, const void *data)
{
	struct capture *capture = context;
	struct packet_record numbered = *record;
	int err = capture_complete(capture) ? 1 : rotate(capture, record->timestamp, true);

	if (err)
		return err;
	numbered.packet_id = id_of(capture, record);
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
		err = packet_order_flush(&capture->order, record->timestamp, take, capture);
	if (!err)
		err = take(capture, record, record + 1);
	if (err < 0)
		capture->err = err;
}

int capture_settle(struct capture *capture, __u64 until)
{
	int ended = 0;

	capture->distance = clock_distance();
	if (!capture->err)
		capture->err = packet_order_flush(&capture->order, until, take, capture);
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
		capture->err = packet_writer_check(capture->writer);
	else if (!capture->err && signals_unread(STDOUT_FILENO))
		capture->err = log_error(-EPIPE, "stdout: %s", strerror(EPIPE));
	return capture->err;
}

bool capture_complete(const struct capture *capture)
{
	return capture->ended || (capture->limit && capture->taken == capture->limit);
}

int capture_drain(struct capture *capture, struct capture_totals *totals)
{
	struct packet_source *packets = capture->source->packets;
	int more, err, uncounted;

	packets->in_order = NULL; /* nothing need wait any more */
	do
		more = packets->read(packets);
	while (more > 0);
	err = capture_settle(capture, CAPTURE_ENDED);
	err = more ?: err;
	uncounted = capture_count(capture);
	*totals = (struct capture_totals){ .taken = capture->settled };
	if (!uncounted && capture->writer && !capture->ended)
		add_statistics(capture);
	if (capture->writer) {
		packet_writer_flush(capture->writer);
		totals->stored = capture->writer->stored;
	}
	if (uncounted)
		return err;
	totals->seen = capture->sum.seen;
	totals->matched = packet_matched(&capture->sum);
	totals->lost = err ? totals->matched - (capture->writer ? totals->stored : totals->taken) :
			     capture->sum.lost;
	return err;
}

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	packet_writer_close(capture->writer);
	packet_order_free(&capture->order);
	free(capture);
}

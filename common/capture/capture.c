// SPDX-License-Identifier: GPL-2.0
/* Events in, packets in time order out, each accounted for; and the loop that reads them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture.h"
#include "clock.h"
#include "command.h"
#include "log.h"
#include "options.h"
#include "packet_writer.h"
#include "privileges.h"
#include "signals.h"

#define JITTER	    (10 * CLOCK_NS_PER_MS) /* by which a clock that is measured anew may differ */
#define COUNT_EVERY (100 * CLOCK_NS_PER_MS)
#define CHECK_EVERY CLOCK_NS_PER_SEC
#define WHY_AFTER   5 /* seconds without a packet, and the user is told why */

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
	/* the file is in time order; but a clock that was set back is followed */
	if (place.wall < capture->latest_wall && capture->latest_wall - place.wall < JITTER)
		place.wall = capture->latest_wall;
	capture->latest_wall = place.wall;
	place.interface = capture->interfaces[point];
	/* a packet that was stamped earlier may be older than the loss */
	if (record->timestamp >= capture->losses[point].noticed) {
		place.lost = capture->counted[point].lost - capture->losses[point].told;
		capture->losses[point].told = capture->counted[point].lost;
	}
	return packet_writer_write(capture->writer, &place, record, data);
}

/*
 * Ask the source what was counted. A packet that is stamped later says in the file how many
 * were lost before it. At the end of a file its statistics are what was counted last, less
 * those of the files before it.
 */
static int ask(void *context)
{
	struct capture *capture = context;
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
	ask(capture);
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

/* -EPIPE, logged, once nobody reads any more what is shown or stored. */
static int look_for_readers(struct capture *capture)
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

struct run {
	struct capture *capture;
	struct capture_until *until;
	__u64 started, checked, counted; /* ns of CLOCK_MONOTONIC */
	pid_t command;			 /* 0: none */
	bool live;   /* the terminal shows numbers, on a line that is not ended */
	bool waited; /* WHY_AFTER is over */
};

/* Moves what is in the rings to the capture. Returns 1 when there is more, as packets->read(). */
static int read_once(struct run *run)
{
	struct packet_source *packets = run->capture->source->packets;
	int more = packets->read(packets);

	return more < 0 ? more : capture_settle(run->capture, packets->turn.complete) ?: more;
}

static void print_numbers(const struct run *run, const char *before, const char *after)
{
	const struct packet_counts *total = &run->capture->sum;
	struct capture_source *source = run->capture->source;

	if (ask(run->capture))
		return;
	if (source->report) {
		source->report(source, run->capture->counted);
		return;
	}
	fprintf(stderr, "%s%llu packets seen, ", before, total->seen);
	if (total->rejected)
		fprintf(stderr, "%llu matched, ", packet_matched(total));
	fprintf(stderr, "%llu captured, %llu lost%s", run->capture->taken, total->lost, after);
}

/* The first guess of everybody who sees nothing is that the tool does not work. */
static void say_why_nothing(struct run *run)
{
	const struct packet_counts *total = &run->capture->sum;

	run->waited = true;
	if (run->capture->taken || ask(run->capture))
		return;
	if (packet_matched(total))
		return; /* they are on their way */
	if (run->live)
		fputc('\n', stderr);
	if (!total->seen)
		log_note("no packet in %d s: %s", WHY_AFTER,
			 run->capture->source->nothing ?:
				 "XDP sees what an interface receives, not what it sends");
	else
		log_note("%llu packets in %d s, and none of them matches the filter", total->seen,
			 WHY_AFTER);
}

/* Once a second: do packets still come, does anybody read them, and is there something to tell? */
static int check(struct run *run, __u64 now)
{
	struct capture_source *source = run->capture->source;

	if (now - run->checked < CHECK_EVERY)
		return 0;
	run->checked = now;
	if (!run->waited && now - run->started >= WHY_AFTER * CLOCK_NS_PER_SEC)
		say_why_nothing(run);
	if (!source->quiet && (source->report || isatty(STDERR_FILENO)) && run->capture->silent) {
		print_numbers(run, "\r", " ");
		run->live = !source->report;
	}
	if (capture_complete(run->capture))
		return 0;
	return look_for_readers(run->capture) ?: (source->check ? source->check(source) : 0);
}

static bool over(struct run *run, __u64 now)
{
	if (run->command && command_ended(run->command, &run->until->status)) {
		run->command = 0;
		return true;
	}
	return capture_complete(run->capture) ||
	       (run->until->ns && now - run->started >= run->until->ns);
}

static int read_until_over(struct run *run)
{
	const struct packet_source *packets = run->capture->source->packets;
	int ready, more = 1, err; /* the first look is at once */
	__u64 now;

	do {
		ready = signals_wait(packets->turn.pause ? -1 : packets->fd,
				     more ? 0 : packets->turn.wait);
		if (ready < 0)
			return ready == -EINTR ? 0 : ready;
		if (ready == SIGNALS_REPORT)
			print_numbers(run, run->live ? "\r" : "", "\n");
		now = clock_monotonic();
		if (now - run->counted >= COUNT_EVERY) { /* the file tells of a loss where it was */
			ask(run->capture);
			run->counted = now;
		}
		more = read_once(run);
		err = more < 0 ? more : check(run, now);
	} while (!err && !over(run, now));
	return err;
}

int capture_until_settle(struct capture_until *until)
{
	static const char duration[] = "duration:";
	const char *text = until->autostop;

	if (!text)
		return 0;
	if (!strncmp(text, duration, strlen(duration)) &&
	    !options_seconds(text + strlen(duration), &until->ns)) {
		signals_deadline(until->ns); /* a file that blocks may take no longer */
		return 0;
	}
	return log_error(-EINVAL, "--autostop: %s: not duration:SECONDS", text);
}

int capture_run(struct capture *capture, struct capture_until *until)
{
	struct run run = { .capture = capture, .until = until };
	int err = signals_report();

	if (err)
		return err;
	run.started = run.checked = clock_monotonic();
	signals_deadline(until->ns);
	if (until->command)
		run.command = command_start(until->command,
					    capture->on_stdout ? STDERR_FILENO : STDOUT_FILENO,
					    &until->status);
	err = run.command < 0 ? run.command : read_until_over(&run);
	if (run.command > 0)
		command_stop(run.command);
	if (run.live)
		fputc('\n', stderr);
	return err;
}

int capture_relinquish(struct capture *capture)
{
	return privileges_drop(ask, capture);
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
	uncounted = ask(capture);
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

int capture_exit(int err, const struct capture_until *until)
{
	if (until->status)
		return until->status;
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

void capture_free(struct capture *capture)
{
	if (!capture)
		return;
	packet_writer_close(capture->writer);
	packet_order_free(&capture->order);
	free(capture);
}

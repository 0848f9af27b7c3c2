// SPDX-License-Identifier: GPL-2.0
/* The loop that every capturing lesson runs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture_run.h"
#include "clock.h"
#include "command.h"
#include "log.h"
#include "options.h"
#include "privileges.h"
#include "signals.h"

#define COUNT_EVERY (100 * CLOCK_NS_PER_MS)
#define CHECK_EVERY CLOCK_NS_PER_SEC
#define WHY_AFTER   5 /* seconds without a packet, and the user is told why */

struct run {
	struct capture *capture;
	struct capture_source *source;
	struct capture_until *until;
	__u64 started, checked, counted; /* ns of CLOCK_MONOTONIC */
	pid_t command;			 /* 0: none */
	bool live;   /* the terminal shows numbers, on a line that is not ended */
	bool waited; /* WHY_AFTER is over */
};

/* Moves what is in the rings to the capture. Returns 1 when there is more, as packets->read(). */
static int read_once(struct run *run)
{
	struct packet_source *packets = run->source->packets;
	int more = packets->read(packets);

	return more < 0 ? more : capture_settle(run->capture, packets->turn.complete) ?: more;
}

static int get_counts(const struct capture_source *source, struct packet_counts *counts)
{
	return source->packets->counts(source->packets, counts);
}

/* Over all points where packets are captured. */
static struct packet_counts sum(const struct packet_counts *counts)
{
	struct packet_counts sum = {};

	for (int point = 0; point < PACKET_POINTS; point++) {
		sum.seen += counts[point].seen;
		sum.rejected += counts[point].rejected;
		sum.lost += counts[point].lost;
	}
	return sum;
}

static void print_numbers(const struct run *run, const char *before, const char *after)
{
	static struct packet_counts counts[PACKET_POINTS];
	struct packet_counts total;

	if (get_counts(run->source, counts))
		return;
	if (run->source->report) {
		run->source->report(run->source, counts);
		return;
	}
	total = sum(counts);
	fprintf(stderr, "%s%llu packets seen, ", before, total.seen);
	if (total.rejected)
		fprintf(stderr, "%llu matched, ", packet_matched(&total));
	fprintf(stderr, "%llu captured, %llu lost%s", capture_taken(run->capture), total.lost,
		after);
}

/* The first guess of everybody who sees nothing is that the tool does not work. */
static void say_why_nothing(struct run *run)
{
	static struct packet_counts counts[PACKET_POINTS];
	struct packet_counts total;

	run->waited = true;
	if (capture_taken(run->capture) || get_counts(run->source, counts))
		return;
	total = sum(counts);
	if (packet_matched(&total))
		return; /* they are on their way */
	if (run->live)
		fputc('\n', stderr);
	if (!total.seen)
		log_note("no packet in %d s: %s", WHY_AFTER,
			 run->source->nothing ?:
				 "XDP sees what an interface receives, not what it sends");
	else
		log_note("%llu packets in %d s, and none of them matches the filter", total.seen,
			 WHY_AFTER);
}

/* Once a second: do packets still come, does anybody read them, and is there something to tell? */
static int check(struct run *run, __u64 now)
{
	if (now - run->checked < CHECK_EVERY)
		return 0;
	run->checked = now;
	if (!run->waited && now - run->started >= WHY_AFTER * CLOCK_NS_PER_SEC)
		say_why_nothing(run);
	if (!run->source->quiet && (run->source->report || isatty(STDERR_FILENO)) &&
	    capture_silent(run->capture)) {
		print_numbers(run, "\r", " ");
		run->live = !run->source->report;
	}
	if (capture_complete(run->capture))
		return 0;
	return capture_check(run->capture) ?:
		       (run->source->check ? run->source->check(run->source) : 0);
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

/* So that the file tells of a loss where it was. */
static void count_losses(struct run *run, __u64 now)
{
	static struct packet_counts counts[PACKET_POINTS];

	if (now - run->counted < COUNT_EVERY)
		return;
	run->counted = now;
	if (!get_counts(run->source, counts))
		capture_counted(run->capture, counts);
}

static int read_until_over(struct run *run)
{
	const struct packet_source *packets = run->source->packets;
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
		count_losses(run, now);
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

int capture_run(struct capture *capture, struct capture_source *source, struct capture_until *until)
{
	struct run run = { .capture = capture, .source = source, .until = until };
	int err = signals_report();

	if (err)
		return err;
	capture_ask(capture, source->packets);
	run.started = run.checked = clock_monotonic();
	signals_deadline(until->ns);
	if (until->command)
		run.command =
			command_start(until->command,
				      capture_on_stdout(capture) ? STDERR_FILENO : STDOUT_FILENO,
				      &until->status);
	err = run.command < 0 ? run.command : read_until_over(&run);
	if (run.command > 0)
		command_stop(run.command);
	if (run.live)
		fputc('\n', stderr);
	return err;
}

static int try_counts(void *source)
{
	static struct packet_counts counts[PACKET_POINTS];

	return get_counts(source, counts);
}

int capture_relinquish(struct capture_source *source)
{
	return privileges_drop(try_counts, source);
}

int capture_drain(struct capture *capture, const struct capture_source *source,
		  struct capture_totals *totals)
{
	static struct packet_counts counts[PACKET_POINTS];
	int more, err;

	source->packets->in_order = NULL; /* nothing need wait any more */
	do
		more = source->packets->read(source->packets);
	while (more > 0);
	err = capture_settle(capture, CAPTURE_ENDED);
	err = more ?: err;
	*totals = capture_end(capture, get_counts(source, counts) ? NULL : counts, err);
	return err;
}

int capture_exit(int err, const struct capture_until *until)
{
	if (until->status)
		return until->status;
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

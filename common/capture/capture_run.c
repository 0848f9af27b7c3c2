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

	if (capture_count(run->capture))
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
	if (run->capture->taken || capture_count(run->capture))
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
	return capture_check(run->capture) ?: (source->check ? source->check(source) : 0);
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
			capture_count(run->capture);
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

static int try_counts(void *capture)
{
	return capture_count(capture);
}

int capture_relinquish(struct capture *capture)
{
	return privileges_drop(try_counts, capture);
}

int capture_exit(int err, const struct capture_until *until)
{
	if (until->status)
		return until->status;
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/* Reads what xdp_prog_kern.c prints into the kernel's trace buffer, and makes it readable. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "options.h"
#include "signals.h"
#include "trace_show.h"
#include "trace_silence.h"
#include "tracefs.h"

#define POLL_MS	 100 /* newer kernels call trace_pipe readable when it is half full only */
#define SKIP_FOR (5 * CLOCK_NS_PER_SEC) /* at most, should our mark be read by another */
#define REST_FOR CLOCK_NS_PER_SEC	/* at most, should ever more be printed */

static int verbosity;
static struct trace_show show;
static struct trace_silence silence;

static const struct option_row rows[] = {
	OPTION_NUMBER('c', "count", &show.most, "N", 1, ~0U, "End after N packets (--raw: lines)"),
	OPTION_FLAG(0, "raw", &show.raw, "Each line of the trace buffer as it is, whoever wrote it",
		    .not_with = "json"),
	OPTION_FLAG(0, "json", &show.json, "One JSON object for each packet"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[-c N] [--raw | --json] [-v]",
	.purpose = "Show the packets that an XDP program prints with bpf_printk().",
	.rows = rows,
};

/*
 * Reads what there is, which leaves the kernel's buffer by that, and shows its lines; the
 * last one may be only begun. Returns whether there was something, or a negative errno.
 */
static int read_lines(int fd)
{
	static char buffer[64 * 1024];
	static size_t used;
	ssize_t len = read(fd, buffer + used, sizeof(buffer) - 1 - used);
	size_t shown;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (len < 0)
		return log_error(-errno, "%s/trace_pipe: %s", silence.tracefs, strerror(errno));
	used += len;
	shown = trace_show_lines(&show, buffer, used, used == sizeof(buffer) - 1, &silence);
	used -= shown;
	memmove(buffer, buffer + shown, used);
	return len > 0;
}

/* Leaves out what was printed before a line that we print now. */
static int skip_old(int fd)
{
	bool marked = trace_show_from_now(&show, silence.tracefs);
	__u64 began = clock_monotonic();
	int found;

	do
		found = read_lines(fd);
	while (found > 0 && *show.mark && clock_monotonic() - began < SKIP_FOR);
	if (!found && *show.mark && marked)
		log_note("%s/trace_pipe: another reader takes lines", silence.tracefs);
	*show.mark = '\0';
	return found < 0 ? found : 0;
}

/* Reads until the user, the count or a failure ends it; what was printed before is shown. */
static int run(int fd)
{
	__u64 end = 0;
	int found, ready;

	for (;;) {
		found = read_lines(fd);
		if (found < 0)
			return found;
		if (ferror(stdout))
			return -EIO;
		if (trace_show_done(&show) || (end && (!found || clock_monotonic() > end)))
			return 0;
		trace_silence_look(&silence, found);
		ready = signals_wait(fd, found ? 0 : POLL_MS);
		if (ready == -EINTR)
			end = end ? 1 : clock_monotonic() + REST_FOR; /* told twice: at once */
		else if (ready < 0)
			return ready;
	}
}

int main(int argc, char **argv)
{
	char path[PATH_MAX];
	int word, fd, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (signals_init())
		return EXIT_FAILURE;

	/* open; somebody else has loaded and attached the program */
	silence.tracefs = tracefs_find();
	if (!silence.tracefs)
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/trace_pipe", silence.tracefs);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		trace_silence_refused(silence.tracefs, -errno);
		return EXIT_FAILURE;
	}

	/* run */
	err = skip_old(fd);
	if (!err) {
		log_note("reading what is printed from now on; Ctrl-C ends it");
		err = run(fd);
	}
	close(fd);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

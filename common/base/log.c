// SPDX-License-Identifier: GPL-2.0
/*
 * One way out for messages: our own lines, and those of libbpf and libxdp. And the
 * ways out themselves: that they exist when the program begins, and that what was
 * printed has left when it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include "log.h"
#include "text.h"

static int verbosity;
static char kept[64 * 1024]; /* a verifier log's end is what counts */
static size_t kept_len;

/* Appends a warning; when there is no room, the end of it all is what stays. */
static void keep(const char *text, size_t len)
{
	size_t fresh = len < sizeof(kept) ? len : sizeof(kept) - 1;
	size_t old = kept_len < sizeof(kept) - fresh ? kept_len : sizeof(kept) - fresh - 1;

	memmove(kept, kept + kept_len - old, old);
	memcpy(kept + old, text + len - fresh, fresh + 1);
	kept_len = old + fresh;
}

/* All at once, so that lines of several programs do not mix; the text may be anything. */
static void say(const char *text, const char *end, const char *as_is)
{
	size_t room = TEXT_VISIBLE_BYTES * strlen(text) + sizeof("\n");
	char *visible = malloc(room);

	if (visible)
		fputs(strcat(text_visible(visible, room, text, as_is), end), stderr);
	free(visible);
}

/* The libraries number their levels alike: 0 warning, 1 information, 2 debug. */
static int print(int level, const char *fmt, va_list args)
{
	const bool shown = verbosity >= 1 && level <= verbosity;
	char *text;
	int len;

	if (level != LIBBPF_WARN && !shown)
		return 0;
	len = vasprintf(&text, fmt, args);
	if (len < 0)
		return 0;
	if (level == LIBBPF_WARN)
		keep(text, len);
	if (shown)
		say(text, "", "\t\n");
	free(text);
	return 0;
}

static int libbpf_print(enum libbpf_print_level level, const char *fmt, va_list args)
{
	return print(level, fmt, args);
}

static int libxdp_print(enum libxdp_print_level level, const char *fmt, va_list args)
{
	return print((int)level, fmt, args);
}

void log_init(int level)
{
	verbosity = level;
	libbpf_set_print(libbpf_print);
	libxdp_set_print(libxdp_print);
}

static void line(const char *fmt, va_list args)
{
	char *text;

	log_flush(); /* keep the order in which things were said */
	if (vasprintf(&text, fmt, args) < 0)
		return;
	say(text, "\n", "\t");
	free(text);
}

int log_error(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line(fmt, args);
	va_end(args);
	return err;
}

void log_at(int level, const char *fmt, ...)
{
	va_list args;

	if (verbosity < level)
		return;
	va_start(args, fmt);
	line(fmt, args);
	va_end(args);
}

int log_flush(void)
{
	static int err; /* which has been said */
	bool failed = fflush(stdout);

	if (!failed && !ferror(stdout))
		return err = 0;
	if (err)
		return err;
	if (!failed) /* an earlier write did, and stdio has forgotten why: ask again */
		failed = write(STDOUT_FILENO, "\n", 1) != 1;
	err = failed ? -errno : -EIO;
	return log_error(err, "stdout: %s", strerror(-err));
}

/*
 * A descriptor that is closed would be given to the next file that is opened, and what
 * is meant for stderr would stand in a capture. Writing to a closed stdout must still fail.
 */
__attribute__((constructor)) static void open_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/* Whatever a program prints, and whichever way it ends: what did not leave was not printed. */
__attribute__((destructor)) static void flush_at_exit(void)
{
	if (log_flush())
		_exit(EXIT_FAILURE);
}

const char *log_kept(void)
{
	return kept;
}

void log_forget(void)
{
	kept_len = 0;
	kept[0] = '\0';
}

// SPDX-License-Identifier: GPL-2.0
/* One way out for messages: our own lines, and those of libbpf and libxdp. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include "log.h"

static int verbosity;
static char kept[64 * 1024]; /* a verifier log's end is what counts */
static size_t kept_len;

/* Appends a warning; when there is no room, the end of it all is what stays. */
static void keep(const char *fmt, va_list args)
{
	size_t fresh, old;
	char *text;
	int len = vasprintf(&text, fmt, args);

	if (len < 0)
		return;
	fresh = (size_t)len < sizeof(kept) ? (size_t)len : sizeof(kept) - 1;
	old = kept_len < sizeof(kept) - fresh ? kept_len : sizeof(kept) - fresh - 1;
	memmove(kept, kept + kept_len - old, old);
	memcpy(kept + old, text + len - fresh, fresh + 1);
	kept_len = old + fresh;
	free(text);
}

/* The libraries number their levels alike: 0 warning, 1 information, 2 debug. */
static int print(int level, const char *fmt, va_list args)
{
	va_list copy;

	if (level == LIBBPF_WARN) {
		va_copy(copy, args);
		keep(fmt, copy);
		va_end(copy);
	}
	if (verbosity < 1 || level > verbosity)
		return 0;
	return vfprintf(stderr, fmt, args);
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
	fflush(stdout); /* keep the order in which things were said */
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
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

const char *log_kept(void)
{
	return kept;
}

void log_forget(void)
{
	kept_len = 0;
	kept[0] = '\0';
}

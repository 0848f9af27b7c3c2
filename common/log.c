// SPDX-License-Identifier: GPL-2.0
/* One way out for messages: our own lines, and those of libbpf and libxdp. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include "log.h"

static int verbosity;
static char kept[64 * 1024]; /* a verifier log's end is what counts */
static size_t kept_len;

static void keep(const char *fmt, va_list args)
{
	size_t room = sizeof(kept) / 2;
	int len;

	if (kept_len > room) { /* forget the older half */
		memmove(kept, kept + kept_len - room / 2, room / 2);
		kept_len = room / 2;
	}
	len = vsnprintf(kept + kept_len, sizeof(kept) - kept_len, fmt, args);
	if (len < 0)
		return;
	if ((size_t)len < sizeof(kept) - kept_len) {
		kept_len += len;
		return;
	}
	kept_len = sizeof(kept) - 1; /* cut by vsnprintf */
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

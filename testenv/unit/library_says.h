/* SPDX-License-Identifier: GPL-2.0 */
/* Speaks as libbpf does: through the callback that log_init() gave it. */
#ifndef UNIT_LIBRARY_SAYS_H
#define UNIT_LIBRARY_SAYS_H

#include <stdarg.h>

#include <bpf/libbpf.h>

__attribute__((format(printf, 2, 3))) static inline void library_says(enum libbpf_print_level level,
								      const char *fmt, ...)
{
	libbpf_print_fn_t print = libbpf_set_print(NULL); /* returns what was set */
	va_list args;

	libbpf_set_print(print);
	va_start(args, fmt);
	print(level, fmt, args);
	va_end(args);
}

#endif

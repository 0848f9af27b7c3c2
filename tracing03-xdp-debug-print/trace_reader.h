/* SPDX-License-Identifier: GPL-2.0 */
/* Who reads the kernel's trace buffer: what one process has read, no other gets. */
#ifndef TRACING03_TRACE_READER_H
#define TRACING03_TRACE_READER_H

#include <sys/types.h>

/*
 * trace_reader_other - find another process that has trace_pipe open
 * @comm: set to its name where there is one
 *
 * One CPU's pipe and the raw pipes count, those of other instances do not. Returns
 * its process id, or 0 where none is to be seen: those of other process
 * namespaces are not, nor is anybody else's without root.
 */
pid_t trace_reader_other(char comm[16]);

#endif

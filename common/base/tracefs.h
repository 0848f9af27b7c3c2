/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's tracing file system. */
#ifndef COMMON_TRACEFS_H
#define COMMON_TRACEFS_H

/*
 * tracefs_find - where it is
 *
 * Mounts it at /sys/kernel/tracing when it is nowhere, as trace-cmd does; where
 * that is not permitted, the message says the command.
 * Returns the directory, or NULL with the reason logged: not permitted is not missing.
 */
const char *tracefs_find(void);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's tracepoints: where they are described, and whether a program reads them right. */
#ifndef COMMON_TRACEPOINTS_H
#define COMMON_TRACEPOINTS_H

#include <bpf/libbpf.h>

/*
 * tracepoints_tracefs - where the tracing file system is
 *
 * Mounts it at /sys/kernel/tracing when it is nowhere, as trace-cmd does; where
 * that is not permitted, the message says the command.
 * Returns the directory, or NULL with the reason logged: not permitted is not missing.
 */
const char *tracepoints_tracefs(void);

/*
 * tracepoints_check - compare an object's context structs with the kernel's own descriptions
 * @object: opened; its programs in sections "tracepoint/SYSTEM/NAME" or "tp/..." are checked
 *
 * The struct that a program's argument points to, as the object's BTF has it,
 * must have each member where events/SYSTEM/NAME/format has the field of that
 * name, with the same size. Members whose name starts with "__" are padding.
 * Returns 0, -ENOENT when the kernel has no such tracepoint, -EPROTO when a
 * member disagrees, another negative errno; with the reason logged.
 */
int tracepoints_check(const struct bpf_object *object);

#endif

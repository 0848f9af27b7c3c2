/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's tracepoints: does a program read them right? */
#ifndef TRACING01_TRACEPOINTS_H
#define TRACING01_TRACEPOINTS_H

#include <bpf/libbpf.h>

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

/* SPDX-License-Identifier: GPL-2.0 */
/* Programs at tracepoints, typed by the kernel's BTF: section "tp_btf/NAME". */
#ifndef TRACING02_TRACEPOINTS_BTF_H
#define TRACING02_TRACEPOINTS_BTF_H

#include <stdbool.h>

#include <bpf/libbpf.h>

/* tracepoints_btf_name - the tracepoint that a program is for, or NULL if it is for none */
const char *tracepoints_btf_name(const struct bpf_program *program);

/*
 * tracepoints_btf_choose - of an opened object's tp_btf programs, load those that can be
 * @wanted: is asked for each tracepoint
 *
 * libbpf refuses the whole object for one tracepoint that the kernel has not; so
 * those programs are left out. bpf_program__autoload() tells which remain.
 * Returns 0, or -ENOENT with the reason logged when the kernel has no BTF or none
 * of the tracepoints that are wanted. Kernel 5.5 and newer.
 */
int tracepoints_btf_choose(struct bpf_object *object,
			   bool (*wanted)(void *context, const char *tracepoint), void *context);

/*
 * tracepoints_btf_attach - attach those that were loaded, until the process ends
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int tracepoints_btf_attach(const struct bpf_object *object);

#endif

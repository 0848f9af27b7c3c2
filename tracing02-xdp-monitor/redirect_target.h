/* SPDX-License-Identifier: GPL-2.0 */
/* Where xdp_prog_kern.c's programs redirect packets to: its maps say. */
#ifndef TRACING02_REDIRECT_TARGET_H
#define TRACING02_REDIRECT_TARGET_H

#include <stdbool.h>

#include <bpf/libbpf.h>

/*
 * Each puts a target into a map of the loaded object; before that, the packets pass.
 * Returns 0 or a negative errno with the reason logged.
 *
 * redirect_target_device - the interface of that number
 * redirect_target_cpu - the CPU of that number; @drop: a program there drops them (kernel 5.9)
 */
int redirect_target_device(const struct bpf_object *object, int ifindex);
int redirect_target_cpu(const struct bpf_object *object, unsigned int cpu, bool drop);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What this process may do. */
#ifndef COMMON_CAPABILITY_H
#define COMMON_CAPABILITY_H

#include <linux/capability.h>
#include <linux/types.h>
#include <stdbool.h>

#define CAPABILITY(number) (1ULL << (number))

/* What it takes to load and attach most BPF programs. */
#define CAPABILITY_TRACING (CAPABILITY(CAP_BPF) | CAPABILITY(CAP_PERFMON))
#define CAPABILITY_XDP	   (CAPABILITY_TRACING | CAPABILITY(CAP_NET_ADMIN))

/* capability_has - which of these does this process have? */
__u64 capability_has(__u64 asked);

/*
 * capability_bpf - may this process load tracing and networking programs?
 *
 * True with CAP_SYS_ADMIN, or (kernel 5.8) with CAP_BPF, CAP_PERFMON and
 * CAP_NET_ADMIN together.
 */
bool capability_bpf(void);

/*
 * capability_missing - which capabilities does this process lack?
 * @wanted: CAPABILITY() of each that is needed; CAP_SYS_ADMIN does for CAP_BPF and CAP_PERFMON
 *
 * Returns "Operation not permitted: run as root, or with CAP_..., CAP_...", valid until
 * the next call, or NULL when it lacks none of those that can be told by name here: CAP_BPF,
 * CAP_PERFMON, CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN, CAP_SYS_RESOURCE,
 * CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETUID, CAP_SETGID.
 */
const char *capability_missing(__u64 wanted);

/* capability_lockdown - does the kernel's lockdown mode forbid BPF to read kernel memory? */
bool capability_lockdown(void);

#endif

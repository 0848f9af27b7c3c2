/* SPDX-License-Identifier: GPL-2.0 */
/* What this process may do with BPF. */
#ifndef COMMON_CAPABILITY_H
#define COMMON_CAPABILITY_H

#include <stdbool.h>

/*
 * capability_bpf - may this process load tracing and networking programs?
 *
 * True with CAP_SYS_ADMIN, or (kernel 5.8) with CAP_BPF, CAP_PERFMON and
 * CAP_NET_ADMIN together.
 */
bool capability_bpf(void);

/* capability_lockdown - does the kernel's lockdown mode forbid BPF to read kernel memory? */
bool capability_lockdown(void);

#endif

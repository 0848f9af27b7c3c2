/* SPDX-License-Identifier: GPL-2.0 */
/* The moment after which a detached BPF program runs no more. */
#ifndef COMMON_BPF_QUIESCE_H
#define COMMON_BPF_QUIESCE_H

/*
 * bpf_quiesce - wait until what has begun on another CPU has ended
 *
 * A program that was detached before is then done with its maps and rings: what it
 * counted and wrote is complete. Returns 0 or a negative errno with the reason logged.
 * Kernel 5.0 and newer, or 4.3 where membarrier(2) is not refused.
 */
int bpf_quiesce(void);

#endif

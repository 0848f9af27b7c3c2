/* SPDX-License-Identifier: GPL-2.0 */
/* The hooks of this machine, for reading. */
#ifndef TRACING06_XDP_HOOK_LIST_H
#define TRACING06_XDP_HOOK_LIST_H

/*
 * xdp_hook_list - a line on stdout for every hook that is pinned
 * @dir: the BPF file system to look through, all of it
 *
 * With the programs that jump to it, the interfaces of this network namespace where
 * they run, and the slots that are in use. Returns 0 or a negative errno with the
 * reason logged.
 */
int xdp_hook_list(const char *dir);

#endif

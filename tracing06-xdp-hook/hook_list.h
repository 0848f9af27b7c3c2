/* SPDX-License-Identifier: GPL-2.0 */
/* The hooks of this machine, and the programs that jump to them. */
#ifndef TRACING06_HOOK_LIST_H
#define TRACING06_HOOK_LIST_H

#include "xdp_hook.h"
#include "xdp_programs.h"

struct hook_owner {
	__u32 id;		     /* as the kernel numbers it */
	char name[XDP_PROGRAM_NAME]; /* of its function */
};

/*
 * hook_owners - find the loaded programs that jump to a hook
 * @owners: where to; room for @most
 *
 * Returns how many, or -EPERM where the process may not look (CAP_SYS_ADMIN).
 */
int hook_owners(const struct xdp_hook *hook, struct hook_owner *owners, int most);

/*
 * hook_list - a paragraph on stdout for every hook that is pinned
 * @dir: the BPF file system to look through, all of it
 *
 * With the programs that jump to it, the interfaces where they run, of this network
 * namespace and of those that have a name, and the slots that are in use; what may not
 * be seen is said to be unknown. Returns 0 or a negative errno with the reason logged.
 */
int hook_list(const char *dir);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The programs that jump to a hook, and where they are. */
#ifndef TRACING06_XDP_HOOK_OWNER_H
#define TRACING06_XDP_HOOK_OWNER_H

#include "xdp_hook.h"
#include "xdp_programs.h"

struct xdp_hook_owner {
	__u32 id;		     /* as the kernel numbers it */
	char name[XDP_PROGRAM_NAME]; /* of its function */
};

/*
 * xdp_hook_owners - find the loaded programs that jump to a hook
 * @owners: where to; room for @most
 *
 * Returns how many, 0 where the process may not look (CAP_SYS_ADMIN).
 */
int xdp_hook_owners(const struct xdp_hook *hook, struct xdp_hook_owner *owners, int most);

/*
 * xdp_hook_interfaces - the interfaces of this network namespace where one of them runs
 * @text, @size: room for their names, with commas between them
 */
void xdp_hook_interfaces(const struct xdp_hook_owner *owners, int count, char *text, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What a program must be like to fit into a hook. */
#ifndef TRACING06_XDP_HOOK_FIT_H
#define TRACING06_XDP_HOOK_FIT_H

#include "xdp_hook.h"

/*
 * xdp_hook_fit - find out for what the hook's owner was loaded
 * @hook: opened; its attach_type and frags are set
 *
 * Nothing is put into the hook. Returns 0 or a negative errno with the reason logged.
 */
int xdp_hook_fit(struct xdp_hook *hook);

#endif

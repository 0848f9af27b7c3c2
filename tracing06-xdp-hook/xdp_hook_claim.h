/* SPDX-License-Identifier: GPL-2.0 */
/* Who is in a hook, and whether one may take its place. */
#ifndef TRACING06_XDP_HOOK_CLAIM_H
#define TRACING06_XDP_HOOK_CLAIM_H

#include "xdp_hook.h"

/* Who fills a slot. */
enum xdp_hook_user {
	XDP_HOOK_FREE,
	XDP_HOOK_FOREIGN,   /* a program that we know nothing of */
	XDP_HOOK_CAPTURE,   /* a capture that runs */
	XDP_HOOK_ABANDONED, /* a capture that was killed, and left its program there */
};

/*
 * xdp_hook_claim - may a capture begin?
 * @force: also where another one runs
 *
 * Returns 0, or -EBUSY with what fills the slots logged. A capture that was killed
 * is said to have been, and no obstacle.
 */
int xdp_hook_claim(const struct xdp_hook *hook, bool force);

/* xdp_hook_user - who fills the slot of an action; @program: set to the program's id, or 0 */
enum xdp_hook_user xdp_hook_user(const struct xdp_hook *hook, int action, __u32 *program);

#endif

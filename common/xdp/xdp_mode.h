/* SPDX-License-Identifier: GPL-2.0 */
/* Where an XDP program runs: in the driver, in the stack, in the device. */
#ifndef COMMON_XDP_MODE_H
#define COMMON_XDP_MODE_H

#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>

#include <xdp/libxdp.h>

/* xdp_mode_name - "native", "skb", "hw", or "auto" for XDP_MODE_UNSPEC */
const char *xdp_mode_name(enum xdp_attach_mode mode);

/* xdp_mode_flags - XDP_FLAGS_SKB_MODE, XDP_FLAGS_HW_MODE, else XDP_FLAGS_DRV_MODE */
__u32 xdp_mode_flags(enum xdp_attach_mode mode);

/* xdp_mode_busy - was it refused because another program is attached? */
static inline bool xdp_mode_busy(int err)
{
	return err == -EBUSY || err == -EEXIST;
}

/*
 * xdp_mode_attach - attach in a mode; by XDP_MODE_UNSPEC in native mode, or else in skb mode
 * @mode: becomes the one that was tried last
 * @attach: attaches in the mode it is told; returns 0 or a negative errno
 * @context: for @attach
 *
 * Skb mode is worth a try when the driver cannot, or not as the interface is set up
 * (MTU, features); not when a program is there already, or nothing may be attached at
 * all. Returns what @attach returned last.
 */
int xdp_mode_attach(enum xdp_attach_mode *mode,
		    int (*attach)(void *context, enum xdp_attach_mode mode), void *context);

#endif

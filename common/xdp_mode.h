/* SPDX-License-Identifier: GPL-2.0 */
/* Where an XDP program runs: in the driver, in the stack, in the device. */
#ifndef COMMON_XDP_MODE_H
#define COMMON_XDP_MODE_H

#include <linux/types.h>
#include <stdbool.h>

#include <xdp/libxdp.h>

/* xdp_mode_name - "native", "skb", "hw", or "auto" for XDP_MODE_UNSPEC */
const char *xdp_mode_name(enum xdp_attach_mode mode);

/* xdp_mode_flags - XDP_FLAGS_SKB_MODE, XDP_FLAGS_HW_MODE, else XDP_FLAGS_DRV_MODE */
__u32 xdp_mode_flags(enum xdp_attach_mode mode);

/*
 * xdp_mode_fallback - is skb mode worth a try?
 * @err: what came of native mode, a negative errno or 0
 *
 * It is when the driver cannot, or not as the interface is set up (MTU, features);
 * not when a program is there already, or nothing may be attached at all.
 */
bool xdp_mode_fallback(int err);

#endif

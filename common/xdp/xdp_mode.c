// SPDX-License-Identifier: GPL-2.0
/* The modes in which an XDP program can be attached. */
#include <linux/if_link.h>

#include "xdp_mode.h"

const char *xdp_mode_name(enum xdp_attach_mode mode)
{
	switch (mode) {
	case XDP_MODE_NATIVE:
		return "native";
	case XDP_MODE_SKB:
		return "skb";
	case XDP_MODE_HW:
		return "hw";
	default:
		return "auto";
	}
}

__u32 xdp_mode_flags(enum xdp_attach_mode mode)
{
	switch (mode) {
	case XDP_MODE_SKB:
		return XDP_FLAGS_SKB_MODE;
	case XDP_MODE_HW:
		return XDP_FLAGS_HW_MODE;
	default:
		return XDP_FLAGS_DRV_MODE;
	}
}

int xdp_mode_attach(enum xdp_attach_mode *mode,
		    int (*attach)(void *context, enum xdp_attach_mode mode), void *context)
{
	int err;

	if (*mode != XDP_MODE_UNSPEC)
		return attach(context, *mode);
	*mode = XDP_MODE_NATIVE;
	err = attach(context, *mode);
	if (!err || xdp_mode_busy(err) || err == -EPERM)
		return err;
	*mode = XDP_MODE_SKB;
	return attach(context, *mode);
}

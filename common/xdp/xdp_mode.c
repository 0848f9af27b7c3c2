// SPDX-License-Identifier: GPL-2.0
/* The modes in which an XDP program can be attached. */
#include <linux/if_link.h>

#include "xdp_mode.h"

static const struct {
	const char *name;
	__u32 flags;
} modes[] = {
	[XDP_MODE_UNSPEC] = { "auto", XDP_FLAGS_DRV_MODE },
	[XDP_MODE_NATIVE] = { "native", XDP_FLAGS_DRV_MODE },
	[XDP_MODE_SKB] = { "skb", XDP_FLAGS_SKB_MODE },
	[XDP_MODE_HW] = { "hw", XDP_FLAGS_HW_MODE },
};

const char *xdp_mode_name(enum xdp_attach_mode mode)
{
	return modes[mode <= XDP_MODE_HW ? mode : XDP_MODE_UNSPEC].name;
}

__u32 xdp_mode_flags(enum xdp_attach_mode mode)
{
	return modes[mode <= XDP_MODE_HW ? mode : XDP_MODE_UNSPEC].flags;
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

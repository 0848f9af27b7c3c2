// SPDX-License-Identifier: GPL-2.0
/* The errnos of xdp_do_redirect(), of the maps behind it, and of ndo_xdp_xmit(). */
#include <errno.h>
#include <string.h>

#include "xdp_error.h"

const char *xdp_error_name(int err)
{
	return strerrorname_np(-err) ?: "error";
}

const char *xdp_error_cause(int err)
{
	switch (-err) {
	case ENXIO:
		return "no XDP program on the veth peer, or the target is not ready";
	case EOPNOTSUPP:
		return "the target cannot send for XDP; a veth can with an XDP program on its peer";
	case ENETDOWN:
		return "the target interface is down";
	case EMSGSIZE:
		return "longer than the target's MTU";
	case ENOSPC:
		return "the target's queue is full";
	case EINVAL:
		return "no such interface, or nothing in the map at that index";
	case ENOMEM:
	case EOVERFLOW:
		return "no room for the frame's own data in front of the packet";
	}
	return strerror(-err);
}

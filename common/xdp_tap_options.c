// SPDX-License-Identifier: GPL-2.0
/* What can be asked of a tap. */
#include <errno.h>

#include "log.h"
#include "xdp_tap_options.h"

const struct option_name xdp_tap_points[] = { { "entry", XDP_TAP_ENTRY },
					      { "exit", XDP_TAP_EXIT },
					      { 0 } };
const struct option_name xdp_tap_modes[] = { { "native", XDP_MODE_NATIVE },
					     { "skb", XDP_MODE_SKB },
					     { "hw", XDP_MODE_HW },
					     { "unspecified", XDP_MODE_UNSPEC },
					     { 0 } };

int xdp_tap_settle(struct xdp_tap_options *options)
{
	if (!options->ifname)
		return log_error(-EINVAL, "--interface: required (see --help)");
	if (!options->points)
		options->points = XDP_TAP_ENTRY;
	if (!options->snaplen)
		options->snaplen = XDP_TAP_SNAPLEN;
	return 0;
}

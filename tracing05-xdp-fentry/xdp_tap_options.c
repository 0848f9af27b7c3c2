// SPDX-License-Identifier: GPL-2.0
/* What can be asked of a tap. */
#include <errno.h>

#include "log.h"
#include "netns.h"
#include "packet_record.h"
#include "xdp_table.h"
#include "xdp_tap_options.h"

const struct option_name xdp_tap_points[] = { { "entry", XDP_TAP_ENTRY },
					      { "exit", XDP_TAP_EXIT },
					      { 0 } };
const struct option_name xdp_tap_filter_points[] = { { "entry", XDP_TAP_ENTRY },
						     { "exit", XDP_TAP_EXIT },
						     { "both", XDP_TAP_ENTRY | XDP_TAP_EXIT },
						     { 0 } };
const struct option_name xdp_tap_modes[] = { { "native", XDP_MODE_NATIVE },
					     { "skb", XDP_MODE_SKB },
					     { "hw", XDP_MODE_HW },
					     { "unspecified", XDP_MODE_UNSPEC },
					     { 0 } };

/* A filter must look where packets are captured; an exit alone knows nothing of its entry. */
static int settle_filter_points(struct xdp_tap_options *options)
{
	if (!options->filter_points)
		options->filter_points =
			options->points & XDP_TAP_ENTRY ? XDP_TAP_ENTRY : XDP_TAP_EXIT;
	if (options->filter_points & ~options->points)
		return log_error(-EINVAL, "--filter-at: nothing is captured there");
	return 0;
}

/* What is asked for instead of a capture: 1 when it was done, or a negative errno. */
static int print_instead(const struct xdp_tap_options *options)
{
	if (!options->list)
		return options->filter.dump > 0; /* filter_options_compile() has done it */
	return xdp_table_print(0) ?: 1;
}

int xdp_tap_settle(struct xdp_tap_options *options, char *const *words)
{
	int err = netns_enter(options->netns) ?: filter_options_compile(&options->filter, words);

	err = err ?: print_instead(options);
	if (err)
		return err;
	if (!options->ifname)
		return log_error(-EINVAL, "--interface: required (see --help)");
	if (!options->points)
		options->points = XDP_TAP_ENTRY;
	if (!options->snaplen || options->snaplen > PACKET_SNAPLEN_MAX)
		options->snaplen = PACKET_SNAPLEN_MAX;
	return settle_filter_points(options);
}

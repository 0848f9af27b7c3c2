// SPDX-License-Identifier: GPL-2.0
/* What can be asked of a capture at a hook. */
#include <ctype.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>

#include "log.h"
#include "pcap_filter.h"
#include "xdp_hook_options.h"

const struct option_name xdp_hook_action_names[] = {
	{ "aborted", 1 << XDP_ABORTED },
	{ "drop", 1 << XDP_DROP },
	{ "pass", 1 << XDP_PASS },
	{ "tx", 1 << XDP_TX },
	{ "redirect", 1 << XDP_REDIRECT },
	{ "0", 1 << XDP_ABORTED },
	{ "1", 1 << XDP_DROP },
	{ "2", 1 << XDP_PASS },
	{ "3", 1 << XDP_TX },
	{ "4", 1 << XDP_REDIRECT },
	{ 0 },
};

int xdp_hook_settle(struct xdp_hook_options *options)
{
	char *end;
	long number = strtol(options->link, &end, 10);

	if (!isdigit((unsigned char)*options->link))
		options->link_type = pcap_filter_link_type(options->link);
	else if (*end || number < 1 || number > 0xffff)
		options->link_type =
			log_error(-EINVAL, "--linktype: %s: not 1 to 65535", options->link);
	else
		options->link_type = number;
	return options->link_type < 0 ? options->link_type : 0;
}

// SPDX-License-Identifier: GPL-2.0
/* The names of the XDP actions. */
#include <linux/bpf.h>
#include <string.h>

#include "xdp_action.h"

const char *xdp_action_name(int action)
{
	static const char *const names[] = {
		[XDP_ABORTED] = "XDP_ABORTED",	 [XDP_DROP] = "XDP_DROP",
		[XDP_PASS] = "XDP_PASS",	 [XDP_TX] = "XDP_TX",
		[XDP_REDIRECT] = "XDP_REDIRECT",
	};

	return action >= XDP_ABORTED && action <= XDP_REDIRECT ? names[action] : "unknown";
}

const char *xdp_action_short_name(int action)
{
	static const char prefix[] = "XDP_";
	const char *name = xdp_action_name(action);

	return strncmp(name, prefix, strlen(prefix)) ? "*unknown*" : name + strlen(prefix);
}

// SPDX-License-Identifier: GPL-2.0
/* The names of the XDP actions. */
#include <linux/bpf.h>

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

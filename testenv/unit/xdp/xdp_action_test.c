// SPDX-License-Identifier: GPL-2.0
/* xdp_action: a name for each action, and for what is none. */
#include <limits.h>
#include <linux/bpf.h>

#include "unit.h"
#include "xdp_action.h"

TEST(names)
{
	static const struct {
		int action;
		const char *name;
	} actions[] = { { XDP_ABORTED, "XDP_ABORTED" },	  { XDP_DROP, "XDP_DROP" },
			{ XDP_PASS, "XDP_PASS" },	  { XDP_TX, "XDP_TX" },
			{ XDP_REDIRECT, "XDP_REDIRECT" }, { -1, "unknown" },
			{ XDP_REDIRECT + 1, "unknown" },  { 0xcafe, "unknown" },
			{ INT_MAX, "unknown" },		  { INT_MIN, "unknown" } };

	for (size_t i = 0; i < COUNT(actions); i++)
		assert_string_equal(xdp_action_name(actions[i].action), actions[i].name);
}

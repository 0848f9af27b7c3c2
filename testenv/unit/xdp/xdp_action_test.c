// SPDX-License-Identifier: GPL-2.0
/* common/xdp_action: a name for each action, and for what is none. */
#include <limits.h>
#include <linux/bpf.h>

#include "unit.h"
#include "xdp_action.h"

TEST(actions)
{
	assert_string_equal(xdp_action_name(XDP_ABORTED), "XDP_ABORTED");
	assert_string_equal(xdp_action_name(XDP_DROP), "XDP_DROP");
	assert_string_equal(xdp_action_name(XDP_PASS), "XDP_PASS");
	assert_string_equal(xdp_action_name(XDP_TX), "XDP_TX");
	assert_string_equal(xdp_action_name(XDP_REDIRECT), "XDP_REDIRECT");
}

TEST(no_actions)
{
	static const int none[] = { -1, XDP_REDIRECT + 1, 0xcafe, INT_MAX, INT_MIN };

	for (size_t i = 0; i < COUNT(none); i++)
		assert_string_equal(xdp_action_name(none[i]), "unknown");
}

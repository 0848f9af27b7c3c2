// SPDX-License-Identifier: GPL-2.0
/* xdp_mode: names, flags, and when another mode is worth a try. */
#include <linux/if_link.h>

#include "unit.h"
#include "xdp_mode.h"

TEST(modes)
{
	static const struct {
		enum xdp_attach_mode mode;
		const char *name;
		__u32 flags;
	} modes[] = {
		{ XDP_MODE_NATIVE, "native", XDP_FLAGS_DRV_MODE },
		{ XDP_MODE_SKB, "skb", XDP_FLAGS_SKB_MODE },
		{ XDP_MODE_HW, "hw", XDP_FLAGS_HW_MODE },
		{ XDP_MODE_UNSPEC, "auto", XDP_FLAGS_DRV_MODE },
		{ 99, "auto", XDP_FLAGS_DRV_MODE },
	};

	for (size_t i = 0; i < COUNT(modes); i++) {
		assert_string_equal(xdp_mode_name(modes[i].mode), modes[i].name);
		assert_int_equal(xdp_mode_flags(modes[i].mode), modes[i].flags);
	}
}

static int answers[XDP_MODE_SKB + 1]; /* what attaching in a mode comes to */
static int tries;

static int attach(void *context, enum xdp_attach_mode mode)
{
	assert_ptr_equal(context, answers);
	tries++;
	return answers[mode];
}

static void assert_attach(enum xdp_attach_mode wanted, int native, enum xdp_attach_mode got,
			  int err)
{
	enum xdp_attach_mode mode = wanted;

	answers[XDP_MODE_NATIVE] = native;
	tries = 0;
	assert_int_equal(xdp_mode_attach(&mode, attach, answers), err);
	assert_int_equal(mode, got);
	assert_int_equal(tries, wanted == XDP_MODE_UNSPEC && got == XDP_MODE_SKB ? 2 : 1);
}

TEST(attach)
{
	static const int worth[] = { -EOPNOTSUPP, -EINVAL /* veth, of a large MTU */, -ERANGE,
				     -ENOMEM };
	static const int final[] = { 0, -EBUSY, -EEXIST, -EPERM };

	for (size_t i = 0; i < COUNT(worth); i++) {
		assert_attach(XDP_MODE_UNSPEC, worth[i], XDP_MODE_SKB, 0);
		assert_attach(XDP_MODE_NATIVE, worth[i], XDP_MODE_NATIVE, worth[i]);
		assert_attach(XDP_MODE_SKB, worth[i], XDP_MODE_SKB, 0);
	}
	for (size_t i = 0; i < COUNT(final); i++)
		assert_attach(XDP_MODE_UNSPEC, final[i], XDP_MODE_NATIVE, final[i]);
}

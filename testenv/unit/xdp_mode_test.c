// SPDX-License-Identifier: GPL-2.0
/* common/xdp_mode: names, flags, and when another mode is worth a try. */
#include <errno.h>
#include <linux/if_link.h>

#include "unit.h"
#include "xdp_mode.h"

static void test_modes(void **state)
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

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		assert_string_equal(xdp_mode_name(modes[i].mode), modes[i].name);
		assert_int_equal(xdp_mode_flags(modes[i].mode), modes[i].flags);
	}
}

static void test_fallback(void **state)
{
	(void)state;
	assert_true(xdp_mode_fallback(-EOPNOTSUPP));
	assert_true(xdp_mode_fallback(-EINVAL)); /* as veth says of a large MTU */
	assert_true(xdp_mode_fallback(-ERANGE));
	assert_true(xdp_mode_fallback(-ENOMEM));
	assert_false(xdp_mode_fallback(0));
	assert_false(xdp_mode_fallback(-EBUSY));
	assert_false(xdp_mode_fallback(-EEXIST));
	assert_false(xdp_mode_fallback(-EPERM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_fallback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

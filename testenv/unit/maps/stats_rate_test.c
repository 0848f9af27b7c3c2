// SPDX-License-Identifier: GPL-2.0
/* stats: growth and rates, of counters that wrap or begin anew, and over no time at all. */
#include <math.h>

#include "clock.h"
#include "stats.h"
#include "unit.h"

TEST(growth)
{
	static const __u64 counters[][3] = {
		/* now, before, and the growth */
		{ 0, 0, 0 },
		{ 7, 7, 0 },
		{ 10, 3, 7 },
		{ 1ULL << 62, 0, 1ULL << 62 },
		/* it has wrapped */
		{ 4, UINT64_MAX, 5 },
		{ 0, UINT64_MAX, 1 },
		{ 4, UINT64_MAX - 10, 15 },
		/* it began anew */
		{ 3, 10, 3 },
		{ 0, 10, 0 },
		{ 0, 1ULL << 62, 0 },
	};

	for (size_t i = 0; i < COUNT(counters); i++)
		assert_int_equal(stats_growth(counters[i][0], counters[i][1]), counters[i][2]);
}

TEST(rate)
{
	assert_true(stats_rate(30, 10, 2 * CLOCK_NS_PER_SEC) == 10);
	assert_true(stats_rate(11, 10, CLOCK_NS_PER_SEC / 2) == 2);
	assert_true(stats_rate(4, UINT64_MAX, CLOCK_NS_PER_SEC) == 5);
	assert_true(stats_rate(3, 10, CLOCK_NS_PER_SEC) == 3);
	assert_true(stats_rate(10, 10, CLOCK_NS_PER_SEC) == 0);
	assert_true(isfinite(stats_rate(UINT64_MAX / 2, 0, 1)));
}

TEST(no_time)
{
	assert_true(stats_rate(10, 3, 0) == 0);
	assert_true(stats_rate(0, 0, 0) == 0);
}

// SPDX-License-Identifier: GPL-2.0
/* latency: the numbers and the histogram, to the letter. */
#include "latency.h"
#include "unit.h"

#define BAR_FULL "****************************************"
#define BAR_HALF "********************                    "
#define BAR_NONE "                                        "
#define WIDE	 "               nsecs                         : count     distribution\n"
#define TITLE	 "     nsecs               : count     distribution\n"

static void assert_printed(const __u64 *durations, size_t count, const char *want)
{
	struct latency latency = { 0 };

	for (size_t i = 0; i < count; i++)
		latency_add(&latency, durations[i]);
	HEAR(latency_print(&latency, stdout));
	assert_string_equal(heard.out, want);
}

#define DURATIONS(...) ((const __u64[]){ __VA_ARGS__ })
#define ASSERT_PRINTED(want, ...) \
	assert_printed(DURATIONS(__VA_ARGS__), COUNT(DURATIONS(__VA_ARGS__)), want)

TEST(nothing)
{
	assert_printed(NULL, 0, "");
}

TEST(one)
{
	ASSERT_PRINTED("latency: 1 packets, 100 ns at least, 100 on average, 100 at most\n" TITLE
		       "        64 -> 127        : 1        |" BAR_FULL "|\n",
		       100);
}

/* 0 and 1 ns share a row. */
TEST(zero)
{
	ASSERT_PRINTED("latency: 3 packets, 0 ns at least, 1 on average, 2 at most\n" TITLE
		       "         0 -> 1          : 2        |" BAR_FULL "|\n"
		       "         2 -> 3          : 1        |" BAR_HALF "|\n",
		       1, 2, 0);
}

/* A row ends just before a power of two; one between two others may be empty. */
TEST(edges)
{
	ASSERT_PRINTED("latency: 4 packets, 127 ns at least, 351 on average, 512 at most\n" TITLE
		       "        64 -> 127        : 1        |" BAR_HALF "|\n"
		       "       128 -> 255        : 0        |" BAR_NONE "|\n"
		       "       256 -> 511        : 2        |" BAR_FULL "|\n"
		       "       512 -> 1023       : 1        |" BAR_HALF "|\n",
		       256, 511, 512, 127);
}

TEST(longest)
{
	ASSERT_PRINTED("latency: 1 packets, 9223372036854775808 ns at least, 9223372036854775808 "
		       "on average, 9223372036854775808 at most\n" WIDE
		       " 9223372036854775808 -> 18446744073709551615 : 1        |" BAR_FULL "|\n",
		       1ULL << 63);
	ASSERT_PRINTED("latency: 1 packets, 18446744073709551615 ns at least, "
		       "18446744073709551615 on average, 18446744073709551615 at most\n" WIDE
		       " 9223372036854775808 -> 18446744073709551615 : 1        |" BAR_FULL "|\n",
		       ~0ULL);
}

static char *drawn(const __u64 *durations, size_t count)
{
	struct latency latency = { 0 };
	char *text = NULL;
	size_t size;

	latency.plot = open_memstream(&text, &size);
	for (size_t i = 0; i < count; i++)
		latency_add(&latency, durations[i]);
	HEAR(latency_print(&latency, stdout));
	return text;
}

static unsigned int times(const char *text, const char *what)
{
	unsigned int count = 0;

	for (; (text = strstr(text, what)); text++)
		count++;
	return count;
}

/* A bar for each row, and beside the background none more; the highest is as high as there is room. */
TEST(drawing)
{
	const __u64 durations[] = { 300, 5000, 5100, 600 };
	char *text = drawn(durations, COUNT(durations));

	assert_memory_equal(text, "<svg ", 5);
	assert_string_equal(strstr(text, "</svg>"), "</svg>\n");
	assert_int_equal(times(text, "<rect "), 1 + 5);
	assert_int_equal(times(text, "height=\"220\""), 1);
	assert_int_equal(times(text, "height=\"110\""), 2);
	assert_non_null(strstr(text, ">4 packets: 300 ns at least, 2.75 µs on average, "
				     "5.1 µs at most<"));
	assert_non_null(strstr(text, ">4.1 µs</text>"));
	free(text);
}

TEST(drawing_nothing)
{
	char *text = drawn(NULL, 0);

	assert_int_equal(times(text, "<rect "), 1);
	assert_non_null(strstr(text, ">0 packets</text>"));
	free(text);
}

TEST(no_drawing)
{
	struct latency latency = { 0 };

	assert_int_equal(latency_plot_open(&latency, NULL), 0);
	assert_int_equal(HEARD(latency_plot_open(&latency, "/nonesuch/a.svg")), -ENOENT);
	ASSERT_SAID("--latency-svg: /nonesuch/a.svg: No such file or directory\n");
}

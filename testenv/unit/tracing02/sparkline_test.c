// SPDX-License-Identifier: GPL-2.0
/* tracing02/sparkline: numbers become characters, line by line. */
#include "sparkline.h"
#include "unit.h"

static struct sparklines *lines;

FIXTURE(make_ascii)
{
	lines = sparklines_new(4, false);
	return !lines;
}

FIXTURE(make_unicode)
{
	lines = sparklines_new(4, true);
	return !lines;
}

FIXTURE(free_lines)
{
	sparklines_free(lines);
	return 0;
}

static const char *add(const char *key, const double *numbers, size_t count)
{
	const char *text = NULL;

	for (size_t i = 0; i < count; i++)
		text = sparklines_add(lines, key, numbers[i]);
	return text;
}
#define ADD(key, ...) \
	add(key, (const double[]){ __VA_ARGS__ }, COUNT(((const double[]){ __VA_ARGS__ })))

EACH(make_ascii, free_lines);

TEST(scale)
{
	assert_string_equal(ADD("aaaa", 0), "                   _");
	assert_string_equal(ADD("aaaa", 70), "                  _#");
	assert_string_equal(ADD("aaaa", 0, 1, 35, 69, 0.001), "             _#_.=#.");
	assert_string_equal(ADD("aaaa", 7000), "            _._....#");
}

/* A line knows its own numbers alone, and forgets the oldest, and the scale with them. */
TEST(lines)
{
	ADD("aaaa", 1000);
	assert_string_equal(ADD("bbbb", 3), "                   #");
	assert_string_equal(ADD("aaaa", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
			    "#...................");
	assert_string_equal(ADD("aaaa", 1), "####################");
	assert_string_equal(ADD("aaaa", 0), "###################_");
}

EACH(make_unicode, free_lines);

TEST(unicode)
{
	assert_string_equal(ADD("aaaa", 0, 10, 20, 30, 40, 50, 60, 70), "            ▁▂▃▄▅▆▇█");
}

TEST(nothing)
{
	sparklines_free(NULL);
}

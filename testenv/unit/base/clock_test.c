// SPDX-License-Identifier: GPL-2.0
/* clock: the real clocks, and clocks that are made to drift, to step and to be interrupted. */
#include <sys/syscall.h>
#include <time.h>

#include "clock.h"
#include "unit.h"

/* Clocks as a test wants them, in ns. Each reading takes @cost. */
static struct {
	bool on;
	__u64 monotonic;
	__u64 distance; /* from the monotonic clock to the time of day */
	__u64 cost;
	__u64 slow_cost;   /* what the last of a try's three readings takes more, */
	unsigned int fast; /* but not in this one of five tries */
	unsigned int readings;
} fake;

static __u64 read_real(clockid_t id)
{
	struct timespec now;

	syscall(SYS_clock_gettime, id, &now);
	return now.tv_sec * CLOCK_NS_PER_SEC + now.tv_nsec;
}

/* What the code under test calls instead of the C library's. */
int clock_gettime(clockid_t id, struct timespec *now)
{
	__u64 ns;

	if (!fake.on)
		return syscall(SYS_clock_gettime, id, now);
	fake.monotonic += fake.cost;
	if (fake.readings / 3 % 5 != fake.fast && fake.readings % 3 == 2)
		fake.monotonic += fake.slow_cost;
	fake.readings++;
	ns = fake.monotonic + (id == CLOCK_REALTIME ? fake.distance : 0);
	now->tv_sec = ns / CLOCK_NS_PER_SEC;
	now->tv_nsec = ns % CLOCK_NS_PER_SEC;
	return 0;
}

FIXTURE(fake_begin)
{
	fake.on = true;
	fake.monotonic = read_real(CLOCK_MONOTONIC) + 10 * CLOCK_NS_PER_SEC;
	fake.distance = 1700000000123456789ULL;
	fake.cost = 100;
	fake.slow_cost = 0;
	fake.readings = 0;
	return 0;
}

FIXTURE(fake_end)
{
	fake.on = false;
	return 0;
}

TEST(monotonic_is_the_kernels)
{
	__u64 before = read_real(CLOCK_MONOTONIC);
	__u64 now = clock_monotonic();

	assert_in_range(now, before, read_real(CLOCK_MONOTONIC));
}

TEST(wall_is_the_time_of_day)
{
	const __u64 error = 100 * CLOCK_NS_PER_MS; /* on a machine that is very busy */
	__u64 before = read_real(CLOCK_REALTIME);
	__u64 now = clock_wall(clock_monotonic());

	assert_in_range(now, before - error, read_real(CLOCK_REALTIME) + error);
}

EACH(fake_begin, fake_end);

TEST(any_moment)
{
	__u64 now = clock_monotonic();

	clock_wall(now);
	assert_int_equal(clock_wall(now - 12345), now - 12345 + fake.distance);
	assert_int_equal(clock_wall(0), fake.distance);
	assert_int_equal(clock_wall(now + 5 * CLOCK_NS_PER_SEC),
			 now + 5 * CLOCK_NS_PER_SEC + fake.distance);
}

/* Measured anew many times, the time of day does not step. */
TEST(never_backwards)
{
	__u64 wall, last = 0;

	for (int i = 0; i < 100000; i++) {
		wall = clock_wall(clock_monotonic());
		assert_true(wall > last);
		last = wall;
		fake.monotonic += i % 7 * CLOCK_NS_PER_MS;
	}
}

/* The time of day is set: known a second later, not for each packet. */
TEST(follows_corrections)
{
	const __u64 steps[] = { 3600 * CLOCK_NS_PER_SEC, -7200 * CLOCK_NS_PER_SEC, 1 };
	__u64 old, now;

	now = clock_monotonic();
	clock_wall(now);
	for (unsigned int i = 0; i < COUNT(steps); i++) {
		old = fake.distance;
		fake.distance += steps[i];
		fake.monotonic += CLOCK_NS_PER_SEC * 9 / 10;
		assert_int_equal(clock_wall(now), now + old);
		fake.monotonic += CLOCK_NS_PER_SEC / 10;
		assert_int_equal(clock_wall(now), now + fake.distance);
	}
}

/* Measuring costs readings of three clocks: not for each packet. */
TEST(is_cheap)
{
	unsigned int before;

	clock_wall(0);
	before = fake.readings;
	for (int i = 0; i < 1000; i++)
		clock_wall(i);
	assert_int_equal(fake.readings - before, 1000);
}

/* Whichever of the tries is not interrupted is the one that counts. */
TEST(interrupted)
{
	for (fake.fast = 0; fake.fast < 5; fake.fast++) {
		fake.monotonic += 2 * CLOCK_NS_PER_SEC;
		fake.readings = 14; /* the next is clock_wall()'s own, then five tries */
		fake.slow_cost = 3 * CLOCK_NS_PER_MS + fake.fast;
		assert_in_range(clock_wall(0), fake.distance - fake.cost,
				fake.distance + fake.cost);
	}
}

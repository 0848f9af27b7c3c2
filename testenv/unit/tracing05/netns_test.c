// SPDX-License-Identifier: GPL-2.0
/* tracing05/netns: which network namespace this process is in, and why it is not another. */
#include <sys/stat.h>

#include "child.h"
#include "namespaces.h"
#include "netns.h"
#include "scratch.h"
#include "unit.h"

static ino_t this_one(void)
{
	struct stat stat_of;

	return stat("/proc/self/ns/net", &stat_of) ? 0 : stat_of.st_ino;
}

static void assert_refused(const char *name, int want, const char *message)
{
	ino_t before = this_one();

	assert_int_equal(HEARD(netns_enter(name)), want);
	ASSERT_SAID("%s: %s\n", name, message);
	assert_true(this_one() == before);
}

GROUP(scratch_make, scratch_remove);

TEST(stay)
{
	ino_t before = this_one();

	assert_int_equal(netns_enter(NULL), 0);
	assert_true(this_one() == before);
}

TEST(not_there)
{
	assert_refused("nonesuch", -ENOENT, "no such network namespace");
	assert_refused("./nonesuch", -ENOENT, "no such network namespace");
	assert_refused("/proc/self/ns/nonesuch", -ENOENT, "no such network namespace");
}

TEST(no_namespace)
{
	const char *file = scratch_path("file");

	scratch_write(file, "");
	assert_refused(file, -ENOENT, "not a network namespace");
	assert_refused("/proc/self/ns/mnt", -ENOENT, "not a network namespace");
}

/* There is one, but this user may not look at it. */
static int enter_unreadable(void)
{
	WANT(geteuid() || !setuid(65534));
	WANT(netns_enter(scratch_path("unreadable")) == -EACCES);
	return 0;
}

TEST(unreadable)
{
	const char *file = scratch_path("unreadable");

	scratch_write(file, "");
	chmod(file, 0);
	assert_int_equal(HEARD(in_child(enter_unreadable)), 0);
	ASSERT_SAID("%s: network namespace not entered: Permission denied\n", file);
}

/* Into another one and back, by path. */
static int enter(void)
{
	char path[64];
	ino_t first, second;
	bool root;

	WANT(!new_namespace(CLONE_NEWNET, &root));
	first = this_one();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", open("/proc/self/ns/net", O_RDONLY));
	WANT(!unshare(CLONE_NEWNET));
	second = this_one();
	WANT(first && second && first != second);
	WANT(!netns_enter(path));
	WANT(this_one() == first);
	return 0;
}

static int may_unshare(void)
{
	bool root;

	return new_namespace(CLONE_NEWNET, &root);
}

TEST(entered)
{
	if (in_child(may_unshare))
		LEAVE_OUT("no namespaces for this user");
	assert_int_equal(in_child(enter), 0);
}

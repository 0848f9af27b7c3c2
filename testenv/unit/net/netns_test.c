// SPDX-License-Identifier: GPL-2.0
/* common/netns: which network namespace this process is in, and why it is not another. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "child.h"
#include "heard.h"
#include "namespaces.h"
#include "netns.h"
#include "scratch.h"
#include "unit.h"

static struct heard heard;

static ino_t this_one(void)
{
	struct stat stat_of;

	return stat("/proc/self/ns/net", &stat_of) ? 0 : stat_of.st_ino;
}

static void assert_refused(const char *name, int want, const char *message)
{
	ino_t before = this_one();
	char line[512];
	int err;

	hear_begin(&heard);
	err = netns_enter(name);
	hear_end(&heard);
	snprintf(line, sizeof(line), "%s: %s\n", name, message);
	assert_string_equal(heard.err, line);
	assert_int_equal(err, want);
	assert_true(this_one() == before);
}

static void test_stay(void **state)
{
	ino_t before = this_one();

	(void)state;
	assert_int_equal(netns_enter(NULL), 0);
	assert_true(this_one() == before);
}

static void test_not_there(void **state)
{
	(void)state;
	assert_refused("nonesuch", -ENOENT, "no such network namespace");
	assert_refused("./nonesuch", -ENOENT, "no such network namespace");
	assert_refused("/proc/self/ns/nonesuch", -ENOENT, "no such network namespace");
}

static void test_no_namespace(void **state)
{
	const char *file = scratch_path("file");

	(void)state;
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

static void test_unreadable(void **state)
{
	const char *file = scratch_path("unreadable");
	char want[256];
	int failed;

	(void)state;
	scratch_write(file, "");
	chmod(file, 0);
	hear_begin(&heard);
	failed = in_child(enter_unreadable);
	hear_end(&heard);
	assert_int_equal(failed, 0);
	snprintf(want, sizeof(want), "%s: network namespace not entered: Permission denied\n",
		 file);
	assert_string_equal(heard.err, want);
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

static void test_entered(void **state)
{
	(void)state;
	if (in_child(may_unshare))
		LEAVE_OUT("no namespaces for this user");
	assert_int_equal(in_child(enter), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stay),	     cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_no_namespace), cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_entered),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

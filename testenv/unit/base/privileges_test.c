// SPDX-License-Identifier: GPL-2.0
/* privileges: whose files, and what is left, in a child that then is nobody. */
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "child.h"
#include "privileges.h"
#include "scratch.h"
#include "unit.h"

#define NOBODY 65534

GROUP(scratch_make, scratch_remove);
NEEDS(!geteuid(), "needs root");

static int answers[2], asked;

/* The first answer, then the second. */
static int works(void *context)
{
	(void)context;
	return answers[asked++];
}

static int drop_all(void)
{
	asked = 0;
	WANT(!privileges_settle("nobody"));
	WANT(!privileges_drop(works, NULL));
	WANT(getuid() == NOBODY && geteuid() == NOBODY && getgid() == NOBODY);
	WANT(asked == 1 && !capability_has(~0ULL));
	WANT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	WANT(prctl(PR_CAPBSET_READ, CAP_CHOWN, 0, 0, 0) == 0);
	WANT(prctl(PR_CAPBSET_READ, CAP_CHECKPOINT_RESTORE, 0, 0, 0) == 0);
	WANT(setuid(0));
	return 0;
}

TEST(nothing_is_left)
{
	assert_int_equal(in_child(drop_all), 0);
}

static int keep_bpf(void)
{
	answers[0] = -EPERM;
	WANT(!privileges_settle("nobody"));
	WANT(!HEARD(privileges_drop(works, NULL)));
	WANT(!strcmp(heard.err,
		     "nobody: keeps CAP_BPF: this kernel lets nobody else read a map\n"));
	WANT(asked == 2 && capability_has(~0ULL) == CAPABILITY(CAP_BPF));
	return 0;
}

TEST(what_is_needed_is_kept)
{
	assert_int_equal(in_child(keep_bpf), 0);
}

static int fail_twice(void)
{
	answers[0] = -EPERM;
	answers[1] = -EIO;
	WANT(!privileges_settle("nobody"));
	WANT(HEARD(privileges_drop(works, NULL)) == -EIO);
	WANT(strstr(heard.err, "nobody: not become: Input/output error\n"));
	return 0;
}

TEST(what_does_not_work_is_said)
{
	assert_int_equal(in_child(fail_twice), 0);
}

static int nothing(void)
{
	WANT(!privileges_settle(NULL));
	privileges_of_files(true);
	WANT(!privileges_drop(works, NULL));
	WANT(!asked && !geteuid() && capability_has(CAPABILITY(CAP_BPF)));
	return 0;
}

TEST(without_a_user_nothing_changes)
{
	assert_int_equal(in_child(nothing), 0);
}

/* Made as nobody, and not in root's directory; then as root again. */
static int open_files(void)
{
	const char *path = scratch_path("file"), *secret = scratch_path("secret");
	struct stat status;

	WANT(!chmod(scratch, 0777));
	WANT(close(open(secret, O_WRONLY | O_CREAT, 0600)) == 0);
	WANT(!privileges_settle("nobody"));
	privileges_of_files(true);
	WANT(close(open(path, O_WRONLY | O_CREAT, 0600)) == 0);
	WANT(open(secret, O_RDONLY) < 0 && errno == EACCES);
	privileges_of_files(false);
	WANT(!stat(path, &status) && status.st_uid == NOBODY && status.st_gid == NOBODY);
	WANT(close(open(secret, O_RDONLY)) == 0);
	WANT(!geteuid() && !chown(path, 0, 0));
	return 0;
}

TEST(files)
{
	assert_int_equal(in_child(open_files), 0);
}

/* By sudo: what is made is its user's, what is there is not opened as that user. */
static int make_files(void)
{
	const char *path = scratch_path("new");
	struct stat status;

	WANT(!chmod(scratch, 0777));
	WANT(!setenv("SUDO_USER", "no such user", 1));
	privileges_of_new_files(true);
	WANT(close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600)) == 0);
	WANT(!stat(path, &status) && status.st_uid == 0 && !unlink(path));
	WANT(!setenv("SUDO_USER", "nobody", 1));
	privileges_of_new_files(true);
	WANT(close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600)) == 0);
	privileges_of_new_files(false);
	WANT(!stat(path, &status) && status.st_uid == NOBODY && status.st_gid == NOBODY);
	WANT(!chown(path, 0, 0) && capability_has(CAPABILITY(CAP_BPF)));
	WANT(!privileges_settle("root"));
	privileges_of_new_files(true); /* -Z says who */
	WANT(close(open(path, O_RDONLY)) == 0);
	return 0;
}

TEST(new_files_by_sudo)
{
	assert_int_equal(in_child(make_files), 0);
}

static int refuse(void)
{
	WANT(HEARD(privileges_settle("no such user")) == -ENOENT);
	WANT(!strcmp(heard.err, "no such user: no such user\n"));
	WANT(!setuid(NOBODY));
	WANT(HEARD(privileges_settle("root")) == -EPERM);
	WANT(!strcmp(heard.err, "root: not become: Operation not permitted: run as root, or with "
				"CAP_SETUID, CAP_SETGID\n"));
	WANT(!privileges_settle("nobody"));
	WANT(!privileges_drop(works, NULL));
	return 0;
}

TEST(refused)
{
	assert_int_equal(in_child(refuse), 0);
}

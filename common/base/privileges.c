// SPDX-License-Identifier: GPL-2.0
/* Another user, with no capability in any of a process's five sets. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capability.h"
#include "log.h"
#include "privileges.h"

#define GROUPS 256

struct groups {
	gid_t list[GROUPS];
	int count;
};

static struct {
	const char *name; /* NULL: nobody else */
	uid_t uid;
	gid_t gid;
	struct groups theirs, ours;
} user;

static int refused(int err)
{
	return log_error(err, "%s: not become: %s", user.name, strerror(-err));
}

int privileges_settle(const char *name)
{
	const __u64 needed = CAPABILITY(CAP_SETUID) | CAPABILITY(CAP_SETGID);
	const struct passwd *entry = name ? getpwnam(name) : NULL;
	const char *missing;

	if (!name)
		return 0;
	if (!entry)
		return log_error(-ENOENT, "%s: no such user", name);
	missing = entry->pw_uid == geteuid() ? NULL : capability_missing(needed);
	if (missing)
		return log_error(-EPERM, "%s: not become: %s", name, missing);
	user.uid = entry->pw_uid;
	user.gid = entry->pw_gid;
	user.theirs.count = GROUPS;
	user.ours.count = getgroups(GROUPS, user.ours.list);
	if (getgrouplist(name, user.gid, user.theirs.list, &user.theirs.count) < 0 ||
	    user.ours.count < 0)
		return log_error(-E2BIG, "%s: in more than %d groups", name, GROUPS);
	user.name = name;
	return 0;
}

/* The capabilities to do with files as one likes go and come with that, in the kernel. */
void privileges_of_files(bool theirs)
{
	const struct groups *groups = theirs ? &user.theirs : &user.ours;

	if (!user.name || geteuid() == user.uid)
		return;
	setgroups(groups->count, groups->list);
	setfsgid(theirs ? user.gid : getegid());
	setfsuid(theirs ? user.uid : geteuid());
}

static int set_capabilities(__u64 permitted, __u64 effective)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{ .permitted = permitted, .effective = effective },
		{ .permitted = permitted >> 32, .effective = effective >> 32 },
	};

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/* What is permitted survives the change of user, for the moment. */
static int become(void)
{
	for (int number = 0; !prctl(PR_CAPBSET_DROP, number, 0, 0, 0); number++)
		;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	if (geteuid() == user.uid)
		return 0;
	if (setgroups(user.theirs.count, user.theirs.list) ||
	    setresgid(user.gid, user.gid, user.gid) || setresuid(user.uid, user.uid, user.uid))
		return -errno;
	return 0;
}

int privileges_drop(int (*works)(void *context), void *context)
{
	const __u64 bpf = capability_has(CAPABILITY(CAP_BPF));
	int err = user.name ? become() : 0;

	if (!user.name)
		return 0;
	err = err ?: set_capabilities(bpf, 0);
	if (err)
		return refused(err);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	err = works(context);
	if (err == -EPERM && bpf) {
		log_note("%s: keeps CAP_BPF: this kernel lets nobody else read a map", user.name);
		err = set_capabilities(bpf, bpf) ?: works(context);
	} else if (!err) {
		err = set_capabilities(0, 0);
	}
	return err ? refused(err) : 0;
}

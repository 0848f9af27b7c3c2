// SPDX-License-Identifier: GPL-2.0
/* Capabilities; and another user, who has none in any of a process's five sets. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "log.h"
#include "privileges.h"

#define GROUPS 256

struct user {
	const char *name; /* NULL: nobody else */
	uid_t uid;
	gid_t gid;
	gid_t ours[GROUPS]; /* the groups that this process had */
	int count;
};

static struct user user;

__u64 capability_has(__u64 asked)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	if (syscall(SYS_capget, &header, data))
		return 0;
	return (data[0].effective | (__u64)data[1].effective << 32) & asked;
}

bool capability_bpf(void)
{
	return capability_has(CAPABILITY(CAP_SYS_ADMIN)) ||
	       capability_has(CAPABILITY_XDP) == CAPABILITY_XDP;
}

const char *capability_missing(__u64 wanted)
{
	static const struct {
		int number;
		const char *name;
	} known[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		{ CAP_NET_RAW, "CAP_NET_RAW" },
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
		{ CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE" },
		{ CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE" },
		{ CAP_SETUID, "CAP_SETUID" },
		{ CAP_SETGID, "CAP_SETGID" },
	};
	static const char start[] = "Operation not permitted: run as root, or with";
	static char text[sizeof(start) + sizeof(known) / sizeof(*known) * 24];
	__u64 has = capability_has(~0ULL);
	size_t len = snprintf(text, sizeof(text), "%s", start), none = len;

	if (has & CAPABILITY(CAP_SYS_ADMIN))
		has |= CAPABILITY_TRACING;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (wanted & ~has & CAPABILITY(known[i].number))
			len += snprintf(text + len, sizeof(text) - len, "%s %s",
					len == none ? "" : ",", known[i].name);
	return len == none ? NULL : text;
}

bool capability_lockdown(void)
{
	FILE *file = fopen("/sys/kernel/security/lockdown", "r");
	char modes[64];
	bool locked =
		file && fgets(modes, sizeof(modes), file) && strstr(modes, "[confidentiality]");

	if (file)
		fclose(file);
	return locked;
}

static int refused(const char *name, int err)
{
	return log_error(err, "%s: not become: %s", name, strerror(-err));
}

static int find(struct user *who, const char *name)
{
	const struct passwd *entry = getpwnam(name);

	if (!entry)
		return -ENOENT;
	who->count = getgroups(GROUPS, who->ours);
	if (who->count < 0)
		return -errno;
	who->uid = entry->pw_uid;
	who->gid = entry->pw_gid;
	who->name = name;
	return 0;
}

int privileges_settle(const char *name)
{
	const __u64 needed = CAPABILITY(CAP_SETUID) | CAPABILITY(CAP_SETGID);
	const char *missing;
	int err = name ? find(&user, name) : 0;

	if (err == -ENOENT)
		return log_error(err, "%s: no such user", name);
	if (err)
		return refused(name, err);
	missing = !name || user.uid == geteuid() ? NULL : capability_missing(needed);
	return missing ? log_error(-EPERM, "%s: not become: %s", name, missing) : 0;
}

/* The capabilities to do with files as one likes go and come with that, in the kernel. */
static void become_for_files(const struct user *who, bool theirs)
{
	if (!who->name || geteuid() == who->uid)
		return;
	if (theirs)
		initgroups(who->name, who->gid);
	else
		setgroups(who->count, who->ours);
	setfsgid(theirs ? who->gid : getegid());
	setfsuid(theirs ? who->uid : geteuid());
}

void privileges_of_files(bool theirs)
{
	become_for_files(&user, theirs);
}

void privileges_of_new_files(bool theirs)
{
	static struct user caller;
	const char *name = getenv("SUDO_USER");

	if (geteuid() || user.name || !name || (!caller.name && find(&caller, name)))
		return;
	become_for_files(&caller, theirs);
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
	if (initgroups(user.name, user.gid) || setresgid(user.gid, user.gid, user.gid) ||
	    setresuid(user.uid, user.uid, user.uid))
		return -errno;
	return 0;
}

int privileges_drop(int (*works)(void *context), void *context)
{
	const __u64 bpf = capability_has(CAPABILITY(CAP_BPF));
	int err;

	if (!user.name)
		return 0;
	err = become() ?: set_capabilities(bpf, 0);
	if (err)
		return refused(user.name, err);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	err = works(context);
	if (err == -EPERM && bpf) {
		log_note("%s: keeps CAP_BPF: this kernel lets nobody else read a map", user.name);
		err = set_capabilities(bpf, bpf) ?: works(context);
	} else if (!err) {
		err = set_capabilities(0, 0);
	}
	return err ? refused(user.name, err) : 0;
}

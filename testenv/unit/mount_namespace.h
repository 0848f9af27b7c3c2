/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts that nobody else sees, and that go with the process. */
#ifndef UNIT_MOUNT_NAMESPACE_H
#define UNIT_MOUNT_NAMESPACE_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static inline int write_line(const char *path, const char *fmt, unsigned int id)
{
	FILE *file = fopen(path, "w");

	return file && fprintf(file, fmt, id) > 0 && !fclose(file) ? 0 : -1;
}

/*
 * mount_namespace - enter one; an ordinary user becomes root of a user namespace too
 * @root: becomes whether this is root of the machine, who may mount anything
 *
 * Returns 0, or -1 where ordinary users may not do that.
 */
static inline int mount_namespace(bool *root)
{
	unsigned int user = geteuid(), group = getegid();

	*root = !user && !unshare(CLONE_NEWNS);
	if (!*root && (unshare(CLONE_NEWUSER | CLONE_NEWNS) ||
		       write_line("/proc/self/setgroups", "deny", 0) ||
		       write_line("/proc/self/uid_map", "0 %u 1", user) ||
		       write_line("/proc/self/gid_map", "0 %u 1", group)))
		return -1;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

#endif

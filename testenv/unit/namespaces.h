/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts and interfaces that nobody else sees, and that go with the process. */
#ifndef UNIT_NAMESPACES_H
#define UNIT_NAMESPACES_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static inline int write_line(const char *path, const char *fmt, unsigned int id)
{
	FILE *file = fopen(path, "w");

	return file && fprintf(file, fmt, id) > 0 && !fclose(file) ? 0 : -1;
}

/*
 * new_namespace - enter one; an ordinary user becomes root of a user namespace too
 * @kind: CLONE_NEWNS, CLONE_NEWNET
 * @root: becomes whether this is root of the machine, who may mount anything
 *
 * Returns 0, or -1 where ordinary users may not do that.
 */
static inline int new_namespace(int kind, bool *root)
{
	unsigned int user = geteuid(), group = getegid();

	*root = !user && !unshare(kind);
	if (!*root &&
	    (unshare(CLONE_NEWUSER | kind) || write_line("/proc/self/setgroups", "deny", 0) ||
	     write_line("/proc/self/uid_map", "0 %u 1", user) ||
	     write_line("/proc/self/gid_map", "0 %u 1", group)))
		return -1;
	return 0;
}

/* mount_namespace - where mounts and unmounts concern nobody else */
static inline int mount_namespace(bool *root)
{
	return new_namespace(CLONE_NEWNS, root) ?:
						  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* net_namespace - with lo, which is up, and veth9 and veth8, two ends of a cable, which are not */
static inline int net_namespace(void)
{
	bool root;

	return new_namespace(CLONE_NEWNET, &root) ?:
		       system("ip link set lo up && ip link add veth9 type veth peer name veth8");
}

#endif

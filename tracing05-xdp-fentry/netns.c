// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by the files that `ip netns` keeps of them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "netns.h"
#include "privileges.h"

int netns_enter(const char *name)
{
	char path[PATH_MAX];
	const char *missing = NULL;
	int fd, err;

	if (!name)
		return 0;
	snprintf(path, sizeof(path), "%s%s", strchr(name, '/') ? "" : "/run/netns/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 || setns(fd, CLONE_NEWNET) ? -errno : 0;
	if (fd >= 0)
		close(fd);
	if (err == -ENOENT)
		return log_error(err, "%s: no such network namespace", name);
	if (err == -EINVAL) /* it is some other file, which is no wrong usage */
		return log_error(-ENOENT, "%s: not a network namespace", name);
	if (err == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_SYS_ADMIN));
	if (err)
		log_error(err, "%s: network namespace not entered: %s", name,
			  missing ? missing : strerror(-err));
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/* tracefs, where it is mounted or can be. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "log.h"
#include "tracefs.h"

/* access() would ask for the user who started this, without the capabilities that this has. */
static bool has_events(const char *directory)
{
	char events[PATH_MAX];

	snprintf(events, sizeof(events), "%s/events", directory);
	return !faccessat(AT_FDCWD, events, F_OK, AT_EACCESS);
}

/* Where somebody mounted it who did not know the usual places; another mount may hide it. */
static const char *find_mount(void)
{
	static char directory[PATH_MAX];
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	const struct mntent *entry;
	bool found = false;

	while (mounts && !found && (entry = getmntent(mounts))) {
		snprintf(directory, sizeof(directory), "%s", entry->mnt_dir);
		found = !strcmp(entry->mnt_type, "tracefs") && has_events(directory);
	}
	if (mounts)
		endmntent(mounts);
	return found ? directory : NULL;
}

const char *tracefs_find(void)
{
	static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	const char *elsewhere;
	bool closed;

	if (has_events(places[0]))
		return places[0];
	closed = errno == EACCES; /* it is there, for root */
	if (has_events(places[1]))
		return places[1];
	elsewhere = find_mount();
	if (elsewhere)
		return elsewhere;
	if (closed) {
		log_error(-EACCES, "%s: %s: run as root, or with CAP_DAC_READ_SEARCH", places[0],
			  strerror(EACCES));
		return NULL;
	}
	if (!mount("tracefs", places[0], "tracefs", 0, NULL)) {
		log_verbose("%s: mounted tracefs", places[0]);
		return places[0];
	}
	log_error(-errno,
		  "%s: no tracefs to be seen, and none can be mounted: %s%s (mount -t tracefs "
		  "tracefs %s)",
		  places[0], strerror(errno), errno == EPERM ? ": run as root" : "", places[0]);
	return NULL;
}

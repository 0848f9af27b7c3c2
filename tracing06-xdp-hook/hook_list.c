// SPDX-License-Identifier: GPL-2.0
/* Looking for hooks: through a BPF file system, all programs, and the interfaces they run on. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "hook_list.h"
#include "log.h"
#include "text.h"

#define MAPS_MAX   64 /* of one program that are looked at */
#define OWNERS_MAX 16
#define DEPTH	   16		/* directories that are open at the same time */
#define NETNS	   "/run/netns" /* where `ip netns` keeps those that have names */

#define NOT_PERMITTED "unknown: needs CAP_SYS_ADMIN"

/* Who uses a map is not told by the map: all programs are asked. */
static bool uses(__u32 program, __u32 map)
{
	__u32 ids[MAPS_MAX], len = sizeof(struct bpf_prog_info);
	struct bpf_prog_info info = { .nr_map_ids = MAPS_MAX,
				      .map_ids = (__u64)(unsigned long)ids };
	int fd = bpf_prog_get_fd_by_id(program), err;

	if (fd < 0)
		return false;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	close(fd);
	for (__u32 i = 0; !err && i < info.nr_map_ids && i < MAPS_MAX; i++)
		if (ids[i] == map)
			return true;
	return false;
}

int hook_owners(const struct xdp_hook *hook, struct hook_owner *owners, int most)
{
	int count = 0;
	__u32 id = 0;

	while (count < most && !bpf_prog_get_next_id(id, &id)) {
		/* a capture at an entry jumps through the hook, too, to where the program goes on */
		if (!uses(id, hook->id) || xdp_hook_is_capture(id) == 1)
			continue;
		owners[count].id = id;
		if (!xdp_programs_name(id, owners[count].name, sizeof(owners[count].name)))
			count++;
	}
	return count || errno != EPERM ? count : -EPERM;
}

/* Those of one hook, and what is printed of the interfaces where they run. */
struct places {
	const struct hook_owner *owners;
	int count, printed;
};

/* Does one of the programs run on the interface? */
static bool runs(const struct places *places, int ifindex)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);
	bool found = false;

	for (int i = 0; there && i < there->count; i++)
		for (int n = 0; n < places->count; n++)
			found = found || there->programs[i].id == places->owners[n].id;
	free(there);
	return found;
}

/* The interfaces of the namespace that we are in: @name, or NULL if it is our own. */
static void print_interfaces(struct places *places, const char *name)
{
	struct if_nameindex *every = if_nameindex();

	for (struct if_nameindex *i = every; i && i->if_index; i++) {
		if (!runs(places, i->if_index))
			continue;
		printf("%s%s", places->printed++ ? "," : "", TEXT_NAME(i->if_name));
		if (name)
			printf(" (netns %s)", TEXT_NAME(name));
	}
	if (every)
		if_freenameindex(every);
}

/* Are we in that namespace now? @fd: of one of the kernel's files for it */
static bool enter(int fd)
{
	return fd >= 0 && !setns(fd, CLONE_NEWNET);
}

static bool same(int fd, int other)
{
	struct stat one, two;

	return !fstat(fd, &one) && !fstat(other, &two) && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

static void print_everywhere(struct places *places)
{
	int ours = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd;
	DIR *names = opendir(NETNS);
	struct dirent *entry;

	print_interfaces(places, NULL);
	while (names && ours >= 0 && (entry = readdir(names))) {
		fd = openat(dirfd(names), entry->d_name, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && !same(fd, ours) && enter(fd)) {
			print_interfaces(places, entry->d_name);
			if (!enter(ours))
				break;
		}
		close(fd);
	}
	if (names)
		closedir(names);
	close(ours);
}

static void print_owners(const struct xdp_hook *hook)
{
	struct hook_owner owners[OWNERS_MAX];
	int count = hook_owners(hook, owners, OWNERS_MAX);
	struct places places = { owners, count, 0 };

	if (count < 0) {
		puts("  programs:     " NOT_PERMITTED "\n  interfaces:   " NOT_PERMITTED);
		return;
	}
	printf("  programs:     ");
	for (int i = 0; i < count; i++)
		printf("%s%s (id %u)", i ? ", " : "", owners[i].name, owners[i].id);
	printf("%s\n  interfaces:   ", count ? "" : "none");
	print_everywhere(&places);
	if (!places.printed && count)
		printf("none of this network namespace, nor of one with a name");
	puts(count ? "" : "none");
}

static void print_slots(const struct xdp_hook *hook)
{
	static const char *const users[] = {
		[XDP_HOOK_ABANDONED] = "killed capture",
		[XDP_HOOK_CAPTURE] = "capture",
		[XDP_HOOK_FOREIGN] = "another program",
		[XDP_HOOK_UNKNOWN] = NOT_PERMITTED,
	};
	const char *separator = "";
	__u32 program;

	printf("  slots in use: ");
	for (int slot = 0; slot < hook->slots; slot++) {
		enum xdp_hook_user user = xdp_hook_user(hook, slot, &program);

		if (user == XDP_HOOK_FREE)
			continue;
		printf("%s%s: %s", separator, xdp_hook_slot_name(hook, slot), users[user]);
		separator = ", ";
	}
	puts(*separator ? "" : "none");
}

static int denied; /* -errno: of something that may not be looked at */
static bool listed;

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
	struct xdp_hook hook;
	int err;

	(void)status, (void)where;
	if (type != FTW_F && type != FTW_DNR)
		return 0;
	err = type == FTW_DNR ? -EACCES : xdp_hook_open(&hook, path);
	if (err == -EPERM || (err && eaccess(path, R_OK | W_OK)))
		denied = err;
	if (err)
		return 0;
	if (!hook.owned || hook.owner_type == BPF_PROG_TYPE_XDP) {
		listed = true;
		puts(TEXT_NAME(hook.path));
		print_owners(&hook);
		print_slots(&hook);
	}
	xdp_hook_close(&hook);
	return 0;
}

int hook_list(const char *dir)
{
	if (nftw(dir, visit, DEPTH, FTW_PHYS))
		return log_error(-errno, "%s: %s", dir, strerror(errno));
	if (denied)
		return log_error(denied, "%s: not all of it may be looked at: run as root", dir);
	if (!listed)
		log_note("%s: no hook is pinned there", dir);
	return 0;
}

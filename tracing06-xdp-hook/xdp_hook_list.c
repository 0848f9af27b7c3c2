// SPDX-License-Identifier: GPL-2.0
/* Looking through a BPF file system for prog arrays that XDP programs jump to. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "xdp_hook_claim.h"
#include "text.h"
#include "xdp_hook_list.h"
#include "xdp_hook_owner.h"

#define OWNERS_MAX 16
#define DEPTH	   16 /* directories that are open at the same time */

static void print_slots(const struct xdp_hook *hook)
{
	static const char *const users[] = {
		[XDP_HOOK_FOREIGN] = "another program",
		[XDP_HOOK_CAPTURE] = "capture",
		[XDP_HOOK_ABANDONED] = "killed capture",
	};
	const char *separator = "";
	__u32 program;

	for (int action = 0; action < hook->slots; action++) {
		enum xdp_hook_user user = xdp_hook_user(hook, action, &program);

		if (user == XDP_HOOK_FREE)
			continue;
		printf("%s%s: %s", separator, xdp_hook_slot_name(hook, action), users[user]);
		separator = ", ";
	}
	puts(*separator ? "" : "none");
}

static void print_hook(const struct xdp_hook *hook)
{
	struct xdp_hook_owner owners[OWNERS_MAX];
	int count = xdp_hook_owners(hook, owners, OWNERS_MAX);
	char interfaces[256];

	printf("%s\n  programs:     ", TEXT_NAME(hook->path));
	for (int i = 0; i < count; i++)
		printf("%s%s (id %u)", i ? ", " : "", owners[i].name, owners[i].id);
	xdp_hook_interfaces(owners, count, interfaces, sizeof(interfaces));
	printf("%s\n  interfaces:   %s\n  slots in use: ", count ? "" : "none",
	       *interfaces ? TEXT_NAME(interfaces) : "none");
	print_slots(hook);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
	struct xdp_hook hook;

	(void)status, (void)where;
	if (type != FTW_F || xdp_hook_open(&hook, path))
		return 0;
	if (!hook.owned || hook.owner_type == BPF_PROG_TYPE_XDP)
		print_hook(&hook);
	xdp_hook_close(&hook);
	return 0;
}

int xdp_hook_list(const char *dir)
{
	if (nftw(dir, visit, DEPTH, FTW_PHYS))
		return log_error(-errno, "%s: %s", dir, strerror(errno));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
/* Who uses a map is not told by the map: all programs are asked. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "interface.h"
#include "xdp_hook_owner.h"
#include "xdp_programs.h"

#define MAPS_MAX 64 /* of one program that are looked at */

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

/* A capture at an entry jumps through the hook, too, to where the program goes on. */
static bool is_capture(__u32 program)
{
	int running = xdp_programs_map(program, XDP_HOOK_RUNNING);

	if (running >= 0)
		close(running);
	return running >= 0;
}

int xdp_hook_owners(const struct xdp_hook *hook, struct xdp_hook_owner *owners, int most)
{
	int count = 0;
	__u32 id = 0;

	while (count < most && !bpf_prog_get_next_id(id, &id)) {
		if (!uses(id, hook->id) || is_capture(id))
			continue;
		owners[count].id = id;
		if (!xdp_programs_name(id, owners[count].name, sizeof(owners[count].name)))
			count++;
	}
	return count;
}

/* Does one of the programs run on the interface? */
static bool runs(const struct xdp_hook_owner *owners, int count, int ifindex)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);
	bool found = false;

	for (int i = 0; there && i < there->count; i++)
		for (int n = 0; n < count; n++)
			found = found || there->programs[i].id == owners[n].id;
	xdp_programs_free(there);
	return found;
}

void xdp_hook_interfaces(const struct xdp_hook_owner *owners, int count, char *text, size_t size)
{
	struct if_nameindex *every = if_nameindex();
	size_t len = 0;

	*text = '\0';
	for (struct if_nameindex *i = every; i && i->if_index; i++)
		if (len < size && runs(owners, count, i->if_index))
			len += snprintf(text + len, size - len, "%s%s", len ? "," : "", i->if_name);
	if (every)
		if_freenameindex(every);
}

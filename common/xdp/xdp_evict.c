// SPDX-License-Identifier: GPL-2.0
/* XDP programs that make room: those attached by themselves, and those held by a link. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "log.h"
#include "xdp_evict.h"
#include "xdp_programs.h"

struct xdp_evicted {
	struct xdp_programs *there; /* what was */
	int program_fd;		    /* to put back, or -1 */
};

/* Another process's link to this program on this interface: end it. */
static int detach_link(int ifindex, __u32 program_id)
{
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {};
		__u32 len = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);
		int err = -ENOENT;

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.type == BPF_LINK_TYPE_XDP &&
		    (int)info.xdp.ifindex == ifindex && info.prog_id == program_id)
			err = bpf_link_detach(fd);
		close(fd);
		if (err != -ENOENT)
			return err;
	}
	return -ENOENT;
}

/*
 * That program and no other, which somebody may have attached meanwhile: -EEXIST. Who
 * may not open it (CAP_SYS_ADMIN) cannot name it to the kernel, and takes off whatever is
 * there. -EBUSY tells a program that a link holds: the link is what has to go.
 */
static int detach(struct xdp_evicted *evicted)
{
	const struct xdp_programs *there = evicted->there;
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts);
	int err;

	evicted->program_fd = bpf_prog_get_fd_by_id(there->id);
	if (evicted->program_fd >= 0)
		opts.old_prog_fd = evicted->program_fd;
	err = bpf_xdp_detach(there->ifindex, xdp_mode_flags(there->mode), &opts);
	if (err != -EBUSY)
		return err;
	if (evicted->program_fd >= 0)
		close(evicted->program_fd);
	evicted->program_fd = -1;
	return detach_link(there->ifindex, there->id);
}

static void forget(struct xdp_evicted *evicted)
{
	if (!evicted)
		return;
	if (evicted->program_fd >= 0)
		close(evicted->program_fd);
	free(evicted->there);
	free(evicted);
}

int xdp_evict(int ifindex, struct xdp_evicted **result)
{
	struct xdp_evicted *evicted = calloc(1, sizeof(*evicted));
	int err = -ENOENT;

	if (result)
		*result = NULL;
	if (!evicted)
		return -ENOMEM;
	evicted->program_fd = -1;
	evicted->there = xdp_programs_get(ifindex);
	if (evicted->there && evicted->there->count)
		err = detach(evicted);
	if (!err && result)
		*result = evicted;
	else
		forget(evicted);
	return err;
}

void xdp_evict_undo(struct xdp_evicted *evicted)
{
	const struct xdp_programs *there = evicted ? evicted->there : NULL;
	int err = 0;

	if (there && evicted->program_fd >= 0)
		err = bpf_xdp_attach(there->ifindex, evicted->program_fd,
				     xdp_mode_flags(there->mode) | XDP_FLAGS_UPDATE_IF_NOEXIST,
				     NULL);
	if (err && err != -ENODEV)
		log_error(err, "%s: XDP program %s (id %u) is not back: %s", there->ifname,
			  there->programs[0].name, there->id, strerror(-err));
	forget(evicted);
}

// SPDX-License-Identifier: GPL-2.0
/* XDP programs that make room: those attached by themselves, and those held by a link. */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "log.h"
#include "xdp_evict.h"
#include "xdp_programs.h"

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
int xdp_evict(const struct xdp_programs *there, int *program_fd)
{
	int fd = bpf_prog_get_fd_by_id(there->id), err = -ENOENT;
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = fd >= 0 ? fd : 0);

	if (there->count)
		err = bpf_xdp_detach(there->ifindex, xdp_mode_flags(there->mode), &opts);
	if (program_fd)
		*program_fd = err ? -1 : fd;
	if (fd >= 0 && (err || !program_fd))
		close(fd);
	return err == -EBUSY ? detach_link(there->ifindex, there->id) : err;
}

void xdp_evict_undo(const struct xdp_programs *there, int program_fd)
{
	int err;

	if (program_fd < 0)
		return;
	err = bpf_xdp_attach(there->ifindex, program_fd,
			     xdp_mode_flags(there->mode) | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL);
	if (err && err != -ENODEV)
		log_error(err, "%s: XDP program %s (id %u) is not back: %s", there->ifname,
			  there->programs[0].name, there->id, strerror(-err));
	close(program_fd);
}

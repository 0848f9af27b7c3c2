// SPDX-License-Identifier: GPL-2.0
/* The facts of a hook: those that the kernel tells, and those that have to be tried. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "log.h"
#include "xdp_hook_fit.h"

/* What jumps into a prog array must be like what is in it; the kernel shows only this much. */
static void read_owner(struct xdp_hook *hook)
{
	char path[64], line[128];
	FILE *in;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", hook->fd);
	in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "owner_prog_type: %u", &hook->owner_type) == 1)
			hook->owned = true;
	if (in)
		fclose(in);
}

/* A pin can be of a program or a link, too, whose information would be read as a map's. */
static bool is_map(int fd)
{
	char path[64], what[64] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return readlink(path, what, sizeof(what) - 1) > 0 && strstr(what, "bpf-map");
}

int xdp_hook_open(struct xdp_hook *hook, const char *path)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	int err = 0;

	*hook = (struct xdp_hook){ .path = path, .running_fd = -1 };
	hook->fd = bpf_obj_get(path);
	if (hook->fd < 0)
		return hook->fd;
	if (is_map(hook->fd))
		err = bpf_obj_get_info_by_fd(hook->fd, &info, &len);
	if (!err && info.type != BPF_MAP_TYPE_PROG_ARRAY)
		err = -EINVAL;
	if (err) {
		close(hook->fd);
		hook->fd = -1;
		return err;
	}
	hook->id = info.id;
	hook->entry = info.max_entries == XDP_HOOK_REST + 1;
	hook->slots = info.max_entries < XDP_HOOK_ACTIONS ? info.max_entries : XDP_HOOK_ACTIONS;
	if (hook->entry)
		hook->slots = XDP_HOOK_REST;
	memcpy(hook->name, info.name, sizeof(hook->name));
	read_owner(hook);
	return 0;
}

/* Loads a program that would jump into the hook: the kernel compares it with the owner. */
static int try(const struct xdp_hook *hook, enum bpf_attach_type attach_type, bool frags)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_LD | BPF_IMM | BPF_DW,
		  .dst_reg = BPF_REG_2,
		  .src_reg = BPF_PSEUDO_MAP_FD,
		  .imm = hook->fd },
		{},
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = XDP_ABORTED },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_tail_call },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_ABORTED },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type,
		    .prog_flags = frags ? BPF_F_XDP_HAS_FRAGS : 0);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "xdpcap_try", "GPL", insns,
			       sizeof(insns) / sizeof(insns[0]), &opts);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

int xdp_hook_fit(struct xdp_hook *hook)
{
	static const struct {
		enum bpf_attach_type attach_type;
		bool frags;
	} ways[] = { { BPF_XDP, false }, { BPF_XDP, true }, { 0, false }, { 0, true } };
	int err = -EINVAL;

	for (size_t i = 0; err == -EINVAL && i < sizeof(ways) / sizeof(ways[0]); i++) {
		hook->attach_type = ways[i].attach_type;
		hook->frags = ways[i].frags;
		err = try(hook, hook->attach_type, hook->frags);
	}
	if (err)
		return log_error(err, "%s: no program fits there: %s", hook->path,
				 err == -EINVAL ? "its owner is of another kind" :
						  bpf_cause(err, NULL));
	return 0;
}

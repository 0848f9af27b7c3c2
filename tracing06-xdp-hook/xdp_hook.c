// SPDX-License-Identifier: GPL-2.0
/*
 * What one has to know of a hook: what it is, what fits there, who is in it.
 *
 * What a capture puts there outlives it when it is killed, for the pin keeps the map. So
 * each of its programs is bound to a second prog array, which is not pinned, and where
 * one program stands: the kernel empties a prog array when the last process that has it
 * open is gone, however it went. A slot whose program is bound to an empty one is
 * abandoned; one whose program is bound to none is no capture's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "log.h"
#include "privileges.h"
#include "xdp_action.h"
#include "xdp_hook.h"
#include "xdp_programs.h"

#define RUNNING "xdpcap_running" /* the prog array that is not empty as long as a capture runs */
#define SETTLES 300		 /* ms after which a killed capture's one is empty at the latest */

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
		xdp_hook_close(hook);
		return err;
	}
	hook->id = info.id;
	hook->entries = info.max_entries;
	hook->entry = hook->entries == XDP_HOOK_REST + 1;
	hook->slots = hook->entries < XDP_HOOK_ACTIONS ? hook->entries : XDP_HOOK_ACTIONS;
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

/* For what was the hook's owner loaded? Nothing is put into the hook. */
static int fit(struct xdp_hook *hook)
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
	if (err == -EINVAL)
		return log_error(err, "%s: no program fits there: its owner is of another kind",
				 hook->path);
	if (err)
		return log_error(err, "%s: no program fits there: %s", hook->path,
				 bpf_cause(err, NULL));
	return 0;
}

static int log_not_opened(const char *path, int err)
{
	if (err == -EINVAL)
		return log_error(err, "%s: not a hook: no prog array (see --list)", path);
	if (err == -EACCES && capability_bpf())
		return log_error(err, "%s: not a pinned BPF map (see --list)", path);
	if (err == -EPERM || err == -EACCES)
		return log_error(err, "%s: %s", path, bpf_cause(-EPERM, NULL));
	return log_error(err, "%s: %s", path, strerror(-err));
}

static __u32 program_at(const struct xdp_hook *hook, int slot)
{
	__u32 program;

	return bpf_map_lookup_elem(hook->fd, &slot, &program) ? 0 : program;
}

int xdp_hook_get(struct xdp_hook *hook, const char *path)
{
	int err = xdp_hook_open(hook, path);

	if (err)
		return log_not_opened(path, err);
	if (!hook->owned)
		return log_error(-ENOENT, "%s: no XDP program with this hook has been loaded",
				 path);
	if (hook->owner_type != BPF_PROG_TYPE_XDP)
		return log_error(-EINVAL,
				 "%s: the program with this hook is not of type XDP: attach it "
				 "by itself, without libxdp's dispatcher",
				 path);
	if (hook->entry && !program_at(hook, XDP_HOOK_REST))
		return log_error(-ENOENT, "%s: slot %d is empty: nowhere to go on", path,
				 XDP_HOOK_REST);
	return fit(hook);
}

void xdp_hook_prepare(const struct xdp_hook *hook, const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		bpf_program__set_expected_attach_type(program, hook->attach_type);
		bpf_program__set_flags(program, hook->frags ? BPF_F_XDP_HAS_FRAGS : 0);
	}
}

const char *xdp_hook_slot_name(const struct xdp_hook *hook, int slot)
{
	if (slot >= hook->slots)
		return "a slot beyond";
	return hook->entry ? "entry" : xdp_action_name(slot);
}

/* The prog array that tells whether a capture runs: of a program, or a negative errno */
static int running_of(__u32 program)
{
	return xdp_programs_map(program, RUNNING);
}

int xdp_hook_is_capture(__u32 program)
{
	int running = running_of(program);

	if (running < 0)
		return running == -ENOENT ? 0 : running;
	close(running);
	return 1;
}

enum xdp_hook_user xdp_hook_user(const struct xdp_hook *hook, int slot, __u32 *program)
{
	const int first = 0;
	int running, gone;
	__u32 any;

	*program = program_at(hook, slot);
	if (!*program)
		return XDP_HOOK_FREE;
	running = running_of(*program);
	if (running < 0)
		return running == -EPERM ? XDP_HOOK_UNKNOWN : XDP_HOOK_FOREIGN;
	gone = bpf_map_lookup_elem(running, &first, &any);
	close(running);
	return gone ? XDP_HOOK_ABANDONED : XDP_HOOK_CAPTURE;
}

/*
 * As xdp_hook_user(), but the kernel is given the time to empty the array of a capture
 * that was killed just now.
 */
static enum xdp_hook_user settled_user(const struct xdp_hook *hook, int slot, __u32 *program)
{
	enum xdp_hook_user user = xdp_hook_user(hook, slot, program);

	for (int waited = 0; user == XDP_HOOK_CAPTURE && waited < SETTLES; waited += 10) {
		usleep(10 * 1000);
		user = xdp_hook_user(hook, slot, program);
	}
	return user;
}

static int log_busy(const struct xdp_hook *hook, int slot, enum xdp_hook_user user, __u32 id)
{
	static const char *const why[] = {
		[XDP_HOOK_CAPTURE] = "another capture runs",
		[XDP_HOOK_FOREIGN] = "not a capture's",
		[XDP_HOOK_UNKNOWN] = "whose it is only CAP_SYS_ADMIN may see",
	};
	char name[XDP_PROGRAM_NAME] = "?";

	xdp_programs_name(id, name, sizeof(name));
	return log_error(-EBUSY, "%s: busy: %s: program %s (id %u) is at %s; --force takes %s",
			 hook->path, why[user], name, id, xdp_hook_slot_name(hook, slot),
			 user == XDP_HOOK_CAPTURE ? "its place" : "a capture's place only");
}

int xdp_hook_claim(const struct xdp_hook *hook, bool force)
{
	/* what is in slots that no hook has says that this is somebody's table of programs */
	const int end = hook->entry ? hook->slots : (int)hook->entries;
	enum xdp_hook_user user;
	bool abandoned = false;
	__u32 program;

	for (int slot = 0; slot < end; slot++) {
		if (force)
			user = xdp_hook_user(hook, slot, &program);
		else
			user = settled_user(hook, slot, &program);
		abandoned = abandoned || user == XDP_HOOK_ABANDONED;
		if (user > XDP_HOOK_CAPTURE || (user == XDP_HOOK_CAPTURE && !force))
			return log_busy(hook, slot, user, program);
	}
	if (abandoned)
		log_note("%s: a capture was killed here: what it left is taken out", hook->path);
	return 0;
}

int xdp_hook_sign(struct xdp_hook *hook, int slot, int program)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);
	const int first = 0;
	int err;

	if (hook->running_fd < 0)
		hook->running_fd = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, RUNNING, sizeof(first),
						  sizeof(program), 1, NULL);
	if (hook->running_fd < 0)
		return hook->running_fd;
	err = bpf_prog_bind_map(program, hook->running_fd, NULL);
	if (!err)
		err = bpf_map_update_elem(hook->running_fd, &first, &program, BPF_ANY);
	if (!err)
		err = bpf_obj_get_info_by_fd(program, &info, &len);
	hook->ours[slot] = info.id;
	return err;
}

/* The id of the map that is pinned now; 0: none. */
static __u32 pinned_id(const char *path)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	int fd = bpf_obj_get(path), err;

	if (fd < 0)
		return 0;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	close(fd);
	return err ? 0 : info.id;
}

int xdp_hook_check(const struct xdp_hook *hook)
{
	__u32 pinned = pinned_id(hook->path);

	if (pinned && pinned != hook->id)
		return log_error(
			-ENODEV,
			"%s: another hook is pinned there now: the program was loaded again",
			hook->path);
	for (int slot = 0; slot < hook->slots; slot++) {
		__u32 there = program_at(hook, slot);

		if (hook->ours[slot] && there != hook->ours[slot])
			return log_error(-ENODEV, "%s: our program at %s was %s", hook->path,
					 xdp_hook_slot_name(hook, slot),
					 there ? "replaced" : "taken out");
	}
	return 0;
}

void xdp_hook_close(struct xdp_hook *hook)
{
	if (hook->running_fd >= 0)
		close(hook->running_fd);
	if (hook->fd >= 0)
		close(hook->fd);
	hook->fd = hook->running_fd = -1;
}

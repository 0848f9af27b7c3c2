// SPDX-License-Identifier: GPL-2.0
/*
 * Filling and emptying the slots of a hook. What a capture puts there outlives it
 * when it is killed, for the pin keeps the map. So each of its programs is bound to a
 * second prog array, which is not pinned, and where one program stands: the kernel
 * empties a prog array when the last process that has it open is gone, however it
 * went. A slot whose program is bound to an empty one is abandoned.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_quiesce.h"
#include "capability.h"
#include "log.h"
#include "xdp_action.h"
#include "xdp_hook.h"
#include "xdp_hook_fit.h"

__u32 xdp_hook_slot(int map_fd, int key)
{
	__u32 program;

	return bpf_map_lookup_elem(map_fd, &key, &program) ? 0 : program;
}

const char *xdp_hook_slot_name(const struct xdp_hook *hook, int slot)
{
	return hook->entry ? "entry" : xdp_action_name(slot);
}

int xdp_hook_get(struct xdp_hook *hook, const char *path)
{
	int err = xdp_hook_open(hook, path);

	if (err == -EINVAL)
		return log_error(err, "%s: no hook: not a prog array (see --list)", path);
	if (err == -EACCES && capability_bpf())
		return log_error(err, "%s: not a pinned BPF map (see --list)", path);
	if (err)
		return log_error(err, "%s: %s", path,
				 err == -EPERM || err == -EACCES ? bpf_cause(-EPERM, NULL) :
								   strerror(-err));
	if (!hook->owned)
		return log_error(-ENOENT, "%s: no XDP program with this hook has been loaded",
				 path);
	if (hook->owner_type != BPF_PROG_TYPE_XDP)
		return log_error(-EINVAL,
				 "%s: the program with this hook is not of type XDP: load it "
				 "without libxdp's dispatcher (xdp_loader --single)",
				 path);
	if (hook->entry && !xdp_hook_slot(hook->fd, XDP_HOOK_REST))
		return log_error(-ENOENT, "%s: slot %d is empty: nowhere to go on", path,
				 XDP_HOOK_REST);
	return xdp_hook_fit(hook);
}

void xdp_hook_prepare(const struct xdp_hook *hook, const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		bpf_program__set_expected_attach_type(program, hook->attach_type);
		bpf_program__set_flags(program, hook->frags ? BPF_F_XDP_HAS_FRAGS : 0);
	}
}

static __u32 program_id(int fd)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : info.id;
}

/* Says that this capture runs, before anything of it is in the hook. */
static int announce(struct xdp_hook *hook, struct bpf_program *program)
{
	const int zero = 0, fd = bpf_program__fd(program);
	int err = 0;

	if (hook->running_fd < 0)
		hook->running_fd = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, XDP_HOOK_RUNNING,
						  sizeof(zero), sizeof(fd), 1, NULL);
	if (hook->running_fd < 0)
		return hook->running_fd;
	err = bpf_prog_bind_map(fd, hook->running_fd, NULL);
	return err ? err : bpf_map_update_elem(hook->running_fd, &zero, &fd, BPF_ANY);
}

static int fill_slot(struct xdp_hook *hook, int action, struct bpf_program *program)
{
	const int fd = bpf_program__fd(program);
	int err = announce(hook, program);

	if (!err)
		err = bpf_map_update_elem(hook->fd, &action, &fd, BPF_ANY);
	if (err)
		return log_error(err, "%s: slot %s: %s", hook->path,
				 xdp_hook_slot_name(hook, action), bpf_cause(err, program));
	hook->programs[action] = program_id(fd);
	return 0;
}

int xdp_hook_fill(struct xdp_hook *hook, struct bpf_program *const *programs)
{
	int err = 0;

	for (int action = 0; !err && action < hook->slots; action++) {
		if (programs[action])
			err = fill_slot(hook, action, programs[action]);
		else if (xdp_hook_slot(hook->fd, action))
			bpf_map_delete_elem(hook->fd, &action);
	}
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
	for (int action = 0; action < hook->slots; action++) {
		__u32 there = xdp_hook_slot(hook->fd, action);

		if (hook->programs[action] && there != hook->programs[action])
			return log_error(-ENODEV, "%s: our program at %s was %s", hook->path,
					 xdp_hook_slot_name(hook, action),
					 there ? "replaced" : "taken out");
	}
	return 0;
}

void xdp_hook_empty(struct xdp_hook *hook)
{
	for (int action = 0; action < hook->slots; action++) {
		if (hook->programs[action] &&
		    xdp_hook_slot(hook->fd, action) == hook->programs[action])
			bpf_map_delete_elem(hook->fd, &action);
		hook->programs[action] = 0;
	}
	bpf_quiesce();
}

void xdp_hook_close(struct xdp_hook *hook)
{
	xdp_hook_empty(hook);
	if (hook->running_fd >= 0)
		close(hook->running_fd);
	if (hook->fd >= 0)
		close(hook->fd);
	hook->fd = hook->running_fd = -1;
}

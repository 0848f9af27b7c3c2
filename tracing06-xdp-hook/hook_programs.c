// SPDX-License-Identifier: GPL-2.0
/* A program for each action, and one for an entry hook. */
#include <errno.h>
#include <string.h>

#include "bpf_loader.h"
#include "hook_programs.h"
#include "log.h"
#include "xdp_action.h"

#define ENTRY XDP_HOOK_ACTIONS

static const char *const names[] = {
	[XDP_ABORTED] = "xdpcap_aborted",   [XDP_DROP] = "xdpcap_drop",
	[XDP_PASS] = "xdpcap_pass",	    [XDP_TX] = "xdpcap_tx",
	[XDP_REDIRECT] = "xdpcap_redirect", [ENTRY] = "xdpcap_entry",
};

static int check_actions(const struct xdp_hook *hook, int actions)
{
	if (actions && hook->entry)
		return log_error(-EINVAL, "%s: the hook is at the entry, before any action",
				 hook->path);
	for (int action = hook->slots; action < XDP_HOOK_ACTIONS; action++)
		if (actions & 1 << action)
			return log_error(-EINVAL, "%s: the hook has no slot for %s", hook->path,
					 xdp_action_name(action));
	return 0;
}

/* Behind a capture at the entry the program goes on by the hook itself. */
static int go_on(const struct xdp_hook *hook, const struct bpf_object *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, "entry_hook");
	int err = -ENOENT;

	if (map && hook->entry)
		err = bpf_map__reuse_fd(map, hook->fd);
	else if (map)
		err = bpf_map__set_autocreate(map, false);
	return err ? log_error(err, "entry_hook: %s", strerror(-err)) : 0;
}

int hook_programs_choose(const struct xdp_hook *hook, const struct bpf_object *object, int actions,
			 struct bpf_program *programs[XDP_HOOK_ACTIONS])
{
	int err = check_actions(hook, actions) ?: go_on(hook, object);

	for (int i = 0; !err && i <= ENTRY; i++) {
		struct bpf_program *program = bpf_loader_program(object, names[i]);
		int slot = i == ENTRY ? 0 : i;
		bool wanted = (i == ENTRY) == hook->entry && slot < hook->slots &&
			      (!actions || actions & 1 << slot);

		if (!program)
			return -ENOENT;
		bpf_program__set_autoload(program, wanted);
		if (wanted)
			programs[slot] = program;
	}
	return err;
}

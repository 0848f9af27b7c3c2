/* SPDX-License-Identifier: GPL-2.0 */
/* Which of a capture's programs go into which slots of a hook. */
#ifndef TRACING06_HOOK_PROGRAMS_H
#define TRACING06_HOOK_PROGRAMS_H

#include "xdp_hook.h"

/*
 * hook_programs_choose - of an opened object's programs, have those loaded that are wanted
 * @object: has a program xdpcap_ACTION for each action and xdpcap_entry, which goes on
 *	by a jump through a map of its own, "entry_hook"
 * @actions: bit N: XDP action N; 0: all that the hook has
 * @programs: set to that for each slot; NULL for none
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL when the hook has no
 * slot for an action.
 */
int hook_programs_choose(const struct xdp_hook *hook, const struct bpf_object *object, int actions,
			 struct bpf_program *programs[XDP_HOOK_ACTIONS]);

#endif

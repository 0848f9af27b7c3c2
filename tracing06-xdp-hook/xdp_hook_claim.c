// SPDX-License-Identifier: GPL-2.0
/* A running capture is told from one that was killed by its second prog array: see xdp_hook.c. */
#include <errno.h>
#include <unistd.h>

#include "log.h"
#include "xdp_hook_claim.h"
#include "xdp_programs.h"

#define SETTLES 300 /* ms after which a killed capture's array is empty at the latest */

enum xdp_hook_user xdp_hook_user(const struct xdp_hook *hook, int action, __u32 *program)
{
	enum xdp_hook_user user;
	int running;

	*program = xdp_hook_slot(hook->fd, action);
	if (!*program)
		return XDP_HOOK_FREE;
	running = xdp_programs_map(*program, XDP_HOOK_RUNNING);
	if (running < 0)
		return XDP_HOOK_FOREIGN;
	user = xdp_hook_slot(running, 0) ? XDP_HOOK_CAPTURE : XDP_HOOK_ABANDONED;
	close(running);
	return user;
}

/*
 * As xdp_hook_user(), but the kernel is given the time to empty the array of a capture
 * that was killed just now.
 */
static enum xdp_hook_user settled_user(const struct xdp_hook *hook, int action, __u32 *program)
{
	enum xdp_hook_user user = xdp_hook_user(hook, action, program);

	for (int waited = 0; user == XDP_HOOK_CAPTURE && waited < SETTLES; waited += 10) {
		usleep(10 * 1000);
		user = xdp_hook_user(hook, action, program);
	}
	return user;
}

static int log_busy(const struct xdp_hook *hook, int action, enum xdp_hook_user user, __u32 id)
{
	char name[XDP_PROGRAM_NAME] = "?";

	xdp_programs_name(id, name, sizeof(name));
	return log_error(-EBUSY,
			 "%s: busy: %s: program %s (id %u) is at %s; --force takes its place",
			 hook->path,
			 user == XDP_HOOK_CAPTURE ? "another capture runs" : "not a capture's",
			 name, id, xdp_hook_slot_name(hook, action));
}

int xdp_hook_claim(const struct xdp_hook *hook, bool force)
{
	bool abandoned = false;
	__u32 program;

	for (int action = 0; action < hook->slots; action++) {
		enum xdp_hook_user user = force ? xdp_hook_user(hook, action, &program) :
						  settled_user(hook, action, &program);

		abandoned = abandoned || user == XDP_HOOK_ABANDONED;
		if (!force && (user == XDP_HOOK_CAPTURE || user == XDP_HOOK_FOREIGN))
			return log_busy(hook, action, user, program);
	}
	if (abandoned)
		log_note("%s: a capture was killed here: what it left is taken out", hook->path);
	return 0;
}

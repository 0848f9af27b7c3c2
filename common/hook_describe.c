// SPDX-License-Identifier: GPL-2.0
/* Hooks and their actions in words. */
#include <stdio.h>

#include "hook_describe.h"
#include "log.h"
#include "xdp_action.h"
#include "xdp_hook_owner.h"

#define OWNERS_MAX 16

/* The programs that jump to the hook, "one(), two()". */
static void owners(const struct xdp_hook *hook, char *text, size_t size)
{
	struct xdp_hook_owner owners[OWNERS_MAX];
	int count = xdp_hook_owners(hook, owners, OWNERS_MAX);
	size_t len = 0;

	*text = '\0';
	for (int i = 0; i < count && len < size; i++)
		len += snprintf(text + len, size - len, "%s%s()", i ? ", " : "", owners[i].name);
}

void hook_describe_listening(const struct hook_description *description)
{
	char text[256];

	owners(description->hook, text, sizeof(text));
	if (!*text)
		log_note("%s: no program with this hook is loaded now", description->hook->path);
	log_note("listening on %s of %s, capture size %u bytes", description->hook->path,
		 *text ? text : "nobody", description->snaplen);
}

int hook_describe_start(const struct hook_description *description, struct capture *capture,
			const char *application)
{
	struct packet_section section = { .application = application,
					  .link_type = description->link_type };
	char name[64], text[256], before[256];
	struct packet_interface interface = {
		.name = name,
		.description = text,
		.filter = description->filter,
	};
	int err = 0;

	owners(description->hook, before, sizeof(before) - 32);
	for (int action = 0; !err && action < XDP_HOOK_ACTIONS; action++) {
		if (!(description->actions & 1 << action))
			continue;
		snprintf(name, sizeof(name), "%s@%s", description->hook->name,
			 xdp_action_name(action));
		snprintf(text, sizeof(text), "%.200s returned %s", before, xdp_action_name(action));
		err = capture_add_interface(capture, action, PACKET_HOOK_EXIT, &interface);
	}
	return err ? err : capture_start(capture, &section, description->snaplen);
}

void hook_describe_counts(const struct hook_description *description,
			  const struct packet_counts *counts)
{
	for (int action = 0; action < XDP_HOOK_ACTIONS; action++) {
		const struct packet_counts *at = &counts[PACKET_POINT(action, PACKET_HOOK_EXIT)];

		if (description->actions & 1 << action)
			fprintf(stderr, "%s: %llu/%llu  ", xdp_action_name(action), at->seen,
				at->seen - at->rejected);
	}
	fputs("(received/matched packets)\n", stderr);
}

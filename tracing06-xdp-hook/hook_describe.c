// SPDX-License-Identifier: GPL-2.0
/* Hooks and their actions in words. */
#include <stdio.h>

#include "hook_describe.h"
#include "log.h"
#include "xdp_action.h"
#include "xdp_hook_owner.h"

#define OWNERS_MAX 16

void hook_describe_owners(struct hook_description *description)
{
	struct xdp_hook_owner owners[OWNERS_MAX];
	int count = xdp_hook_owners(description->hook, owners, OWNERS_MAX);
	const size_t size = sizeof(description->owners);
	size_t len = 0;

	*description->owners = '\0';
	for (int i = 0; i < count && len < size; i++)
		len += snprintf(description->owners + len, size - len, "%s%s()", i ? ", " : "",
				owners[i].name);
}

void hook_describe_listening(const struct hook_description *description)
{
	const struct xdp_hook *hook = description->hook;
	const char *owners = *description->owners ? description->owners : "nobody";

	if (!*description->owners)
		log_note("%s: no program with this hook is loaded now", hook->path);
	log_note("listening on %s of %s, capture size %u bytes", hook->path, owners,
		 description->snaplen);
}

static enum packet_hook where(const struct hook_description *description)
{
	return description->hook->entry ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT;
}

int hook_describe_start(const struct hook_description *description, struct capture *capture,
			const char *application)
{
	const struct xdp_hook *hook = description->hook;
	struct packet_section section = { .application = application,
					  .link_type = description->link_type };
	char name[64], text[256];
	struct packet_interface interface = {
		.name = name,
		.description = text,
		.filter = description->filter,
	};
	int err = 0;

	for (int slot = 0; !err && slot < hook->slots; slot++) {
		if (!description->programs[slot])
			continue;
		snprintf(name, sizeof(name), "%s@%s", hook->name, xdp_hook_slot_name(hook, slot));
		snprintf(text, sizeof(text), "%.200s %s%s", description->owners,
			 hook->entry ? "began" : "returned ",
			 hook->entry ? "" : xdp_action_name(slot));
		err = capture_add_interface(capture, slot, where(description), &interface);
	}
	return err ? err : capture_start(capture, &section, description->snaplen);
}

void hook_describe_counts(const struct hook_description *description,
			  const struct packet_counts *counts)
{
	for (int slot = 0; slot < description->hook->slots; slot++) {
		const struct packet_counts *at = &counts[PACKET_POINT(slot, where(description))];

		if (description->programs[slot])
			fprintf(stderr, "%s: %llu/%llu  ",
				xdp_hook_slot_name(description->hook, slot), at->seen,
				packet_matched(at));
	}
	fputs("(received/matched packets)\n", stderr);
}

// SPDX-License-Identifier: GPL-2.0
/* Programs and capture points in words. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool.h"
#include "log.h"
#include "xdp_describe.h"

static void print_listening(const struct xdp_description *description, FILE *out)
{
	static const char *const points[] = { "", "entry", "exit", "entry/exit" };
	const struct xdp_tap_options *options = description->options;

	if (!description->count) {
		fprintf(out, "listening on %s, link-type %s, capture size %u bytes",
			options->ifname, description->link_type, options->snaplen);
		return;
	}
	fprintf(out, "listening on %s, ingress XDP program ", options->ifname);
	for (int i = 0; i < description->count; i++)
		fprintf(out, "ID %u func %s, ", description->targets[i].id,
			description->targets[i].name);
	fprintf(out, "capture mode %s, capture size %u bytes", points[options->points],
		options->snaplen);
}

/* In one piece: whoever reads the packets may be writing to the same terminal. */
void xdp_describe_listening(const struct xdp_description *description)
{
	char *line = NULL;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	if (!out)
		return;
	print_listening(description, out);
	fclose(out);
	log_note("%s", line);
	free(line);
}

static char *comment(const struct xdp_description *description)
{
	const struct xdp_programs *programs = description->programs;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "Capture was taken on interface %s, with the following XDP programs loaded:\n",
		description->options->ifname);
	if (!programs->count)
		fputs("  <No XDP program loaded!>()\n", out);
	for (int i = 0; i < programs->count; i++)
		fprintf(out, "%s%s()\n", i ? "    " : "  ", programs->programs[i].name);
	fclose(out);
	return text;
}

static int add_point(const struct xdp_description *description, struct capture *capture, int target,
		     __u16 hook)
{
	char name[256], driver[256];
	struct packet_interface interface = { .name = name,
					      .hardware = driver,
					      .filter = description->options->filter.words.text };

	if (target < description->count)
		snprintf(name, sizeof(name), "%s:%s()@%s", description->options->ifname,
			 description->targets[target].name,
			 hook == PACKET_HOOK_EXIT ? "fexit" : "fentry");
	else
		snprintf(name, sizeof(name), "%s", description->options->ifname);
	interface.description = name;
	interface.speed = ethtool_speed(description->options->ifname);
	ethtool_driver(description->options->ifname, driver, sizeof(driver));
	return capture_add_interface(capture, target, hook, &interface);
}

int xdp_describe_start(const struct xdp_description *description, struct capture *capture,
		       const char *application)
{
	struct packet_section section = { .application = application };
	char *text = comment(description);
	int err = text ? 0 : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));

	for (int i = 0; !err && i < description->count; i++)
		err = add_point(description, capture, i, PACKET_HOOK_ENTRY) ?:
			      add_point(description, capture, i, PACKET_HOOK_EXIT);
	if (!err && !description->count)
		err = add_point(description, capture, 0, PACKET_HOOK_PROGRAM);
	section.comment = text;
	err = err ?: capture_start(capture, &section, description->options->snaplen);
	free(text);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/* Sentences and names by which xdp-tools' xdpdump is known, to people and to programs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool.h"
#include "log.h"
#include "packet_writer.h"
#include "pcap_filter.h"
#include "version.h"
#include "xdp_description.h"
#include "xdp_session.h"

static void warn(const struct xdp_session *session, const struct xdp_interface *on)
{
	const char *which =
		session->targets.interface_count > 1 ? on->programs->ifname : "Specified interface";

	if (on->attach || on->live)
		log_note("WARNING: %s does not have an XDP program loaded%s", which,
			 on->live ? "," : "!");
	if (on->attach)
		log_note("         Will load a capture only XDP program!");
	if (on->live)
		log_note("         capturing in legacy mode!");
}

/* In one piece: whoever reads the packets may be writing to the same terminal. */
static void say_listening_on(const struct xdp_session *session, const struct xdp_interface *on)
{
	static const char *const points[] = { "", "entry", "exit", "entry/exit" };
	const struct xdp_targets *targets = &session->targets;
	char *programs = NULL, link[128];
	size_t size;
	FILE *out = open_memstream(&programs, &size);

	for (int i = 0; out && i < targets->count; i++)
		if (targets->list[i].on == on)
			fprintf(out, "ID %u func %s, ", targets->list[i].program.id,
				targets->list[i].program.name);
	if (out)
		fclose(out);
	if (on->live)
		log_note("listening on %s, link-type %s, capture size %u bytes",
			 on->programs->ifname,
			 pcap_filter_link_name(session->link_type, link, sizeof(link)),
			 session->knobs.snaplen);
	else
		log_note("listening on %s, ingress XDP program %scapture mode %s, "
			 "capture size %u bytes",
			 on->programs->ifname, programs ?: "", points[session->knobs.points],
			 session->knobs.snaplen);
	free(programs);
}

void xdp_description_listening(const struct xdp_session *session)
{
	const struct xdp_targets *targets = &session->targets;

	for (int i = 0; i < targets->interface_count; i++)
		warn(session, &targets->interfaces[i]);
	if (xdp_interfaces_any(session->ifnames))
		log_note("any: interfaces that have an XDP program now, not those that get one "
			 "later");
	for (int i = 0; i < targets->interface_count; i++)
		say_listening_on(session, &targets->interfaces[i]);
}

static char *comment(const struct xdp_targets *targets)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; out && i < targets->interface_count; i++) {
		const struct xdp_programs *programs = targets->interfaces[i].programs;

		fprintf(out,
			"Capture was taken on interface %s, with the following XDP programs "
			"loaded:\n",
			programs->ifname);
		if (!programs->count)
			fputs("  <No XDP program loaded!>()\n", out);
		for (int n = 0; n < programs->count; n++)
			fprintf(out, "%s%s()\n", n ? "    " : "  ", programs->programs[n].name);
	}
	if (out)
		fclose(out);
	return text;
}

static int add_point(const struct xdp_session *session, int place, __u16 hook)
{
	const struct xdp_target *target = &session->targets.list[place];
	const struct xdp_programs *programs = target->on->programs;
	char name[XDP_PROGRAM_NAME + IF_NAMESIZE + sizeof(":()@fentry")], driver[256];
	struct packet_interface interface = {
		.name = name,
		.description = name,
		.hardware = driver,
		.filter = session->filter.words.text,
		.speed = ethtool_speed(programs->ifname),
		.ifindex = programs->ifindex,
	};

	if (hook == PACKET_HOOK_PROGRAM)
		snprintf(name, sizeof(name), "%s", programs->ifname);
	else
		snprintf(name, sizeof(name), "%s:%s()@%s", programs->ifname, target->program.name,
			 hook == PACKET_HOOK_EXIT ? "fexit" : "fentry");
	ethtool_driver(programs->ifname, driver, sizeof(driver));
	return capture_add_interface(session->capture, place, hook, &interface);
}

static int describe(const struct xdp_session *session, int place)
{
	if (session->targets.list[place].on->live)
		return add_point(session, place, PACKET_HOOK_PROGRAM);
	return add_point(session, place, PACKET_HOOK_ENTRY) ?:
		       add_point(session, place, PACKET_HOOK_EXIT);
}

int xdp_description_targets(struct xdp_session *session)
{
	int err = 0;

	while (!err && session->described < session->targets.count)
		err = describe(session, session->described++);
	return err;
}

int xdp_description_file(struct xdp_session *session)
{
	struct packet_section section = { .application = XDPDUMP, .link_type = session->link_type };
	char *text = comment(&session->targets);
	int err = text ? 0 : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));

	section.comment = text;
	err = err ?: xdp_description_targets(session);
	if (!err)
		err = capture_start(session->capture, &session->source, &section,
				    session->knobs.snaplen);
	free(text);
	return err;
}

/* What came by each interface, as dumpcap tells it. */
static void report_interfaces(const struct xdp_session *session)
{
	const struct packet_counts *counts = session->capture->counted;
	const struct xdp_targets *targets = &session->targets;

	if (targets->interface_count == 1)
		return;
	for (int i = 0; i < targets->interface_count; i++) {
		unsigned long long seen = 0, matched = 0, lost = 0;

		for (int point = 0; point < targets->count * PACKET_HOOKS; point++) {
			if (targets->list[point / PACKET_HOOKS].on != &targets->interfaces[i])
				continue;
			seen += counts[point].seen;
			matched += packet_matched(&counts[point]);
			lost += counts[point].lost;
		}
		fprintf(stderr, "%s: %llu packets seen, %llu matched, %llu dropped\n",
			targets->interfaces[i].programs->ifname, seen, matched, lost);
	}
}

void xdp_description_report(const struct xdp_session *session, const struct capture_totals *totals)
{
	fprintf(stderr, "\n%llu packets captured\n%llu packets dropped by %s\n",
		session->filename ? totals->stored : totals->taken, totals->lost,
		session->ring ? "perf ring" : "kernel");
	if (session->filter.words.text)
		fprintf(stderr, "%llu packets seen, %llu matched the filter\n", totals->seen,
			totals->matched);
	report_interfaces(session);
	latency_print(&session->print.took, stderr);
}

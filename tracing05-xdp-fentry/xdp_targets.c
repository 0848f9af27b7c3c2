// SPDX-License-Identifier: GPL-2.0
/* Finding them by the command line, and following them when others take their place. */
#include <errno.h>
#include <string.h>

#include "live_capture.h"
#include "log.h"
#include "pcap_filter.h"
#include "xdp_session.h"
#include "xdp_targets.h"

#define LIVE_BUFFER (16 << 20) /* bytes for libpcap, unless something else is asked for */

int xdp_targets_add(struct xdp_targets *targets, struct xdp_interface *on,
		    const struct xdp_program_info *program)
{
	if (targets->count == PACKET_PROGRAMS_MAX)
		return log_error(-E2BIG, "%s: more than %d programs in one capture",
				 on->programs->ifname, PACKET_PROGRAMS_MAX);
	targets->list[targets->count++] = (struct xdp_target){ .program = *program, .on = on };
	return 0;
}

/* What could do nothing on an interface without programs. */
static int check_unwatched(const struct xdp_session *session, const char *none)
{
	const char *words = session->targets.words;

	if (words)
		return log_error(-ENOENT, "%s: no XDP program on %s has that name", words, none);
	if (session->targets.follow)
		return log_error(-ENOENT, "--follow: no XDP program on %s", none);
	if (session->load)
		return 0;
	if (session->knobs.points & XDP_EXIT)
		return log_error(-ENOENT, "ERROR: For legacy capture only \"--rx-capture entry\" "
					  "is supported!");
	if (session->knobs.wakeup)
		return log_error(-ENOENT, "--perf-wakeup: no XDP program on %s", none);
	return 0;
}

/* All packets of a file begin with the same. */
static int check_link_type(struct xdp_session *session, const struct xdp_interface *on)
{
	const int type = on->live ? live_capture_link_type(on->live) : PCAP_FILTER_ETHERNET;
	char name[128], others[128];

	if (!session->link_type)
		session->link_type = type;
	if (type == session->link_type)
		return 0;
	return log_error(-EOPNOTSUPP, "%s: link-type %s, and before it %s: not in one file",
			 on->programs->ifname, pcap_filter_link_name(type, name, sizeof(name)),
			 pcap_filter_link_name(session->link_type, others, sizeof(others)));
}

/* Its programs, or none, and then libpcap if there is not to be one of our own. */
static int find_on(struct xdp_session *session, struct xdp_interface *on)
{
	static const struct xdp_program_info none;
	struct xdp_program_info selected[XDP_PROGRAMS_MAX];
	struct xdp_targets *targets = &session->targets;
	const char *ifname = on->programs->ifname;
	int count = 0, err = 0;

	if (on->programs->count) {
		count = xdp_target_select(on->programs, targets->words, selected);
		err = check_link_type(session, on);
		for (int i = 0; !err && i < count; i++)
			err = xdp_targets_add(targets, on, &selected[i]);
		return count < 0 ? -ENOENT : err;
	}
	err = check_unwatched(session, ifname);
	if (!err && !session->load) {
		on->live = live_capture_new(ifname, session->knobs.snaplen, session->promiscuous,
					    (session->buffer * 1024ULL ?: LIVE_BUFFER) /
						    targets->interface_count,
					    targets->count);
		err = on->live ? 0 : -EIO;
	}
	return err ?: check_link_type(session, on) ?: xdp_targets_add(targets, on, &none);
}

int xdp_targets_find(struct xdp_session *session)
{
	struct xdp_targets *targets = &session->targets;
	int err = xdp_interfaces_find(targets->interfaces, session->ifnames);

	targets->interface_count = err < 0 ? 0 : err;
	err = err < 0 ? err : 0;
	if (targets->interface_count > 1 && session->use_pcap)
		err = log_error(-EINVAL, "--use-pcap: a pcap file does not tell interfaces apart");

	for (int i = 0; !err && i < targets->interface_count; i++)
		err = find_on(session, &targets->interfaces[i]);
	return err;
}

bool xdp_targets_watch(const struct xdp_targets *targets, __u32 program_id)
{
	for (int i = 0; i < targets->count; i++)
		if (targets->list[i].program.id == program_id)
			return true;
	return false;
}

static bool is_target(const struct xdp_targets *targets, const struct xdp_interface *on,
		      const struct xdp_program_info *program)
{
	for (int i = 0; i < targets->count; i++)
		if (targets->list[i].on == on && targets->list[i].program.id == program->id)
			return true;
	return false;
}

/* Of its name; or without words the one that every packet comes to now. */
static const struct xdp_program_info *find_successor(const struct xdp_targets *targets,
						     const struct xdp_target *gone)
{
	const struct xdp_programs *now = gone->on->programs;
	const struct xdp_program_info *first = &now->programs[xdp_target_first_of(now)];

	for (int i = 0; i < now->count; i++)
		if (!strcmp(now->programs[i].name, gone->program.name) &&
		    !is_target(targets, gone->on, &now->programs[i]))
			return &now->programs[i];
	return targets->words || !now->count || is_target(targets, gone->on, first) ? NULL : first;
}

/* A name keeps its place, so that all its packets are of one capture point. */
static int place_of(const struct xdp_targets *targets, const struct xdp_interface *on,
		    const char *name)
{
	for (int i = 0; i < targets->count; i++)
		if (targets->list[i].on == on && !targets->list[i].program.id &&
		    !strcmp(targets->list[i].program.name, name))
			return i;
	return targets->count;
}

static int succeed(struct xdp_targets *targets, struct xdp_target *gone,
		   const struct xdp_program_info *successor)
{
	int place = place_of(targets, gone->on, successor->name);

	gone->waiting = false;
	if (place == targets->count)
		return xdp_targets_add(targets, gone->on, successor) ?: place;
	targets->list[place].program = *successor;
	targets->list[place].waiting = false;
	return place;
}

static int check_interface(struct xdp_targets *targets, struct xdp_interface *on)
{
	static struct xdp_program_info watched[PACKET_PROGRAMS_MAX];
	int count = 0, err;

	for (int i = 0; i < targets->count; i++)
		if (targets->list[i].on == on)
			watched[count++] = targets->list[i].program;
	err = xdp_target_check(on->programs, watched, count);
	on->gone = err == -ENXIO;
	for (int i = 0; i < targets->count; i++) {
		struct xdp_target *target = &targets->list[i];

		if (target->on != on ||
		    (!on->gone && xdp_target_is_there(on->programs, target->program.id)))
			continue;
		target->waiting =
			!on->gone && targets->follow && (target->waiting || target->program.id);
		target->program.id = 0;
	}
	return err;
}

/* Does anything come of it, or will there? */
static bool is_left(const struct xdp_targets *targets, const struct xdp_interface *on)
{
	bool watched = targets->follow;

	if (on->live)
		return !live_capture_ended(on->live);
	for (int i = 0; i < targets->count; i++)
		watched |= targets->list[i].on == on && targets->list[i].program.id;
	return watched && !on->gone;
}

int xdp_targets_check(struct xdp_targets *targets)
{
	const struct xdp_program_info *successor;
	bool left = false;
	int err = -ENODEV;

	for (int i = 0; i < targets->interface_count; i++) {
		struct xdp_interface *on = &targets->interfaces[i];

		if (!on->live && !on->gone)
			err = check_interface(targets, on) ?: err;
		left |= is_left(targets, on);
	}
	if (!left)
		return err;
	for (int i = 0; i < targets->count; i++) {
		struct xdp_target *gone = &targets->list[i];

		successor = gone->waiting ? find_successor(targets, gone) : NULL;
		if (successor)
			return succeed(targets, gone, successor);
	}
	return -EAGAIN;
}

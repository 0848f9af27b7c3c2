// SPDX-License-Identifier: GPL-2.0
/* Objects that capture: one for each program that is watched, and our own; they share their maps. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_quiesce.h"
#include "filter.h"
#include "log.h"
#include "packet_ring.h"
#include "xdp_description.h"
#include "xdp_session.h"
#include "xdp_watch.h"

#define PLACES "places" /* the map: by interface and program, where a target stands in the list */

/* @id: of the program that it watches; 0: the next that is free; or NULL */
static struct xdp_watch *find_watch(struct xdp_session *session, __u32 id)
{
	for (int i = 0; i < PACKET_PROGRAMS_MAX; i++)
		if (session->watches[i].target.id == id)
			return &session->watches[i];
	return NULL;
}

/* Where it is watched nowhere yet, the next that is free: there are as many as targets at most. */
static struct xdp_watch *watch_of(struct xdp_session *session,
				  const struct xdp_program_info *target)
{
	struct xdp_watch *watch = find_watch(session, target->id) ?: find_watch(session, 0);

	watch->target = *target;
	if (watch == &session->watches[session->watch_count])
		session->watch_count++;
	return watch;
}

void xdp_watches_new(struct xdp_session *session)
{
	for (int i = 0; i < session->targets.count; i++)
		if (session->targets.list[i].program.id)
			watch_of(session, &session->targets.list[i].program);
}

/* Whose capture point numbers the packets of a target: the outermost on its interface. */
static int outermost(const struct xdp_targets *targets, int place)
{
	int i = 0;

	while (targets->words && targets->list[i].on != targets->list[place].on)
		i++;
	return targets->words ? i : place;
}

/* The object that captures what comes to a target, also on other interfaces if @watched. */
static struct bpf_object *open_object(struct xdp_session *session, int place, bool watched)
{
	const int hook = session->knobs.points & XDP_ENTRY ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT;
	const struct xdp_target *target = &session->targets.list[place];
	const int number = outermost(&session->targets, place);
	const bool shared = watched && session->targets.interface_count > 1;
	const bool by_own = shared && number == place;
	struct packet_knobs *knobs = &session->knobs;
	struct bpf_object *object = filter_open(watched ? session->embedded : session->own,
						filter_words_program(&session->filter.words));

	if (!object)
		return NULL;
	session->first = session->first ?: object;
	knobs->program = target->program.id;
	knobs->prog_index = place;
	knobs->ifindex = shared ? 0 : target->on->programs->ifindex;
	knobs->numbered = by_own ? PACKET_NUMBERED_BY_HOOK : PACKET_NUMBERED_BY_POINT;
	knobs->numbered_at = by_own ? hook : PACKET_POINT(number, hook);
	if (packet_ring_parameterise(object, knobs,
				     session->buffer * 1024ULL ?: PACKET_RING_BUFFER) ||
	    xdp_target_share_maps(object, session->first)) {
		if (object == session->first)
			session->first = NULL;
		bpf_object__close(object);
		return NULL;
	}
	return object;
}

/* Where a program is a target that is watched. */
static int place_of(const struct xdp_targets *targets, __u32 program_id)
{
	int place = 0;

	while (targets->list[place].program.id != program_id)
		place++;
	return place;
}

int xdp_watch_open(struct xdp_session *session, struct xdp_watch *watch)
{
	static const char *const names[] = { "on_entry", "on_exit" }; /* bits of the points */
	int err;

	watch->object = open_object(session, place_of(&session->targets, watch->target.id), true);
	err = watch->object ? 0 : -EINVAL;
	for (int n = 0; !err && n < 2; n++) {
		watch->programs[n] = NULL;
		if (!(session->knobs.points & 1 << n))
			continue;
		watch->programs[n] = bpf_loader_program(watch->object, names[n]);
		if (!watch->programs[n])
			return -ENOENT;
		bpf_program__set_autoload(watch->programs[n], true);
	}
	return err;
}

static __u64 place_key(const struct xdp_interface *on, __u32 program_id)
{
	return (__u64)on->programs->ifindex << 32 | program_id;
}

/* With several interfaces: tell the programs what target a packet is of. */
static int tell_place(const struct xdp_session *session, int i)
{
	const struct xdp_target *target = &session->targets.list[i];
	const __u64 key = place_key(target->on, target->program.id);
	const __u32 place = i;
	int fd;

	if (session->targets.interface_count == 1)
		return 0;
	fd = bpf_object__find_map_fd_by_name(session->first, PLACES);
	if (fd >= 0 && !bpf_map_update_elem(fd, &key, &place, BPF_ANY))
		return 0;
	return log_error(fd < 0 ? fd : -errno, PLACES ": %s", strerror(errno));
}

/* Our own captures on interfaces that have neither a program nor libpcap's capture. */
static int load_own(struct xdp_session *session, int place)
{
	struct xdp_interface *on = session->targets.list[place].on;

	on->own = open_object(session, place, false);
	return on->own ? bpf_loader_load(on->own) : -EINVAL;
}

int xdp_watches_complete(struct xdp_session *session)
{
	int err = 0;

	for (int i = 0; !err && i < session->targets.count; i++) {
		const struct xdp_target *target = &session->targets.list[i];

		if (target->program.id)
			err = tell_place(session, i);
		else if (!target->on->live)
			err = load_own(session, i);
	}
	return err;
}

static void detach(struct xdp_watch *watch)
{
	for (int n = 0; n < 2; n++) {
		bpf_link__destroy(watch->links[n]);
		watch->links[n] = NULL;
	}
}

/* The outermost last, which numbers the packets. */
void xdp_watches_detach(struct xdp_session *session)
{
	for (int i = session->watch_count; i-- > 0;)
		detach(&session->watches[i]);
	bpf_quiesce();
}

/* A program that is not watched any more can go only when nothing is attached to it. */
static void forget(struct xdp_session *session, struct xdp_watch *watch)
{
	int fd = bpf_object__find_map_fd_by_name(session->first, PLACES);
	__u64 key;

	for (int i = 0; i < session->targets.interface_count; i++) {
		key = place_key(&session->targets.interfaces[i], watch->target.id);
		bpf_map_delete_elem(fd, &key);
	}
	detach(watch);
	if (watch->object != session->first)
		bpf_object__close(watch->object);
	*watch = (struct xdp_watch){};
}

static int go_on(struct xdp_session *session, int place)
{
	const struct xdp_target *target = &session->targets.list[place];
	struct xdp_watch *watch = watch_of(session, &target->program);
	int err = xdp_description_targets(session) ?: tell_place(session, place);

	if (!err && !watch->object)
		err = session->load_watch(watch) ?: session->attach_watch(watch);
	if (!err)
		log_note("%s: going on with program ID %u func %s", target->on->programs->ifname,
			 target->program.id, target->program.name);
	return err;
}

int xdp_watches_follow(struct xdp_session *session)
{
	int place = xdp_targets_check(&session->targets);

	for (int i = 0; i < session->watch_count; i++) {
		struct xdp_watch *watch = &session->watches[i];

		if (watch->target.id && !xdp_targets_watch(&session->targets, watch->target.id))
			forget(session, watch);
	}
	if (place < 0)
		return place == -EAGAIN ? 0 : place;
	return go_on(session, place);
}

void xdp_watches_free(struct xdp_session *session)
{
	for (int i = 0; i < session->watch_count; i++)
		if (session->watches[i].object != session->first)
			bpf_object__close(session->watches[i].object);
	for (int i = 0; i < session->targets.interface_count; i++)
		if (session->targets.interfaces[i].own != session->first)
			bpf_object__close(session->targets.interfaces[i].own);
	bpf_object__close(session->first);
}

// SPDX-License-Identifier: GPL-2.0
/* Three sources of packets, by what stands on the interface: its programs, our own, or libpcap. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "live_capture.h"
#include "log.h"
#include "netns.h"
#include "packet_sources.h"
#include "packet_writer.h"
#include "signals.h"
#include "version.h"
#include "xdp_attach.h"
#include "xdp_description.h"
#include "xdp_session.h"
#include "xdp_table.h"

#define OWN "xdpdump" /* the program that is loaded where there is none */

const struct option_name xdp_points[] = { { "entry", XDP_ENTRY }, { "exit", XDP_EXIT }, { 0 } };
const struct option_name xdp_filter_points[] = {
	{ "entry", XDP_ENTRY }, { "exit", XDP_EXIT }, { "both", XDP_ENTRY | XDP_EXIT }, { 0 }
};
const struct option_name xdp_modes[] = { { "native", XDP_MODE_NATIVE },
					 { "skb", XDP_MODE_SKB },
					 { "hw", XDP_MODE_HW },
					 { "unspecified", XDP_MODE_UNSPEC },
					 { 0 } };

/* Wrong usage: what could do nothing. */
static int check_options(const struct xdp_session *session)
{
	if (session->targets.words && !session->targets.words[strspn(session->targets.words, ",")])
		return log_error(-EINVAL, "--program-names: %s: no name", session->targets.words);
	if (session->knobs.filter_points & ~session->knobs.points)
		return log_error(-EINVAL, "--filter-at: nothing is captured there");
	if (session->knobs.filter_points && !session->filter.words.text)
		return log_error(-EINVAL, "--filter-at: no filter");
	return session->filename && !session->first_file ? -EINVAL : 0;
}

static int settle_options(struct xdp_session *session)
{
	int err;

	if (session->print.diff || session->print.latency)
		session->knobs.points = XDP_ENTRY | XDP_EXIT;
	if (!session->knobs.points)
		session->knobs.points = XDP_ENTRY;
	session->knobs.by_packets = true;
	session->first_file = file_rotation_first(&session->rotation, session->filename);
	err = check_options(session);
	if (!session->knobs.filter_points) /* an exit alone knows nothing of its entry */
		session->knobs.filter_points =
			session->knobs.points & XDP_ENTRY ? XDP_ENTRY : XDP_EXIT;
	if (!session->knobs.snaplen || session->knobs.snaplen > PACKET_SNAPLEN_MAX)
		session->knobs.snaplen = PACKET_SNAPLEN_MAX;
	return err;
}

static int play_back(struct xdp_session *session)
{
	struct playback *playback = &session->playback;

	if (session->until.command)
		return log_error(-EINVAL, "%s: a command beside --read", *session->until.command);
	playback->words = session->filter.words;
	playback->packets = session->until.packets;
	playback->snaplen = session->knobs.snaplen;
	playback->write = session->filename;
	playback->rotation = &session->rotation;
	playback->format = session->use_pcap ? &pcap_format : &pcapng_format;
	playback->application = XDPDUMP;
	return packet_print_file(&session->print, playback);
}

/* Something is asked for instead of a capture: 1 when it was done, or a negative errno. */
static int print_instead(struct xdp_session *session)
{
	if (session->version)
		return version_print() ?: 1;
	if (session->playback.filename)
		return play_back(session) ?: 1;
	if (session->list)
		return xdp_table_print(0) ?: 1;
	return session->filter.dump && !*session->ifnames ?
		       filter_options_compile(&session->filter, NULL, true) :
		       0;
}

/* The session that show() is of: it is called with a packet only. */
static struct xdp_session *shown;

static void show(const struct packet_record *record, const void *data)
{
	const struct xdp_target *target = &shown->targets.list[record->prog_index];
	struct packet_seen seen = {
		.record = record,
		.data = data,
		.wall = clock_wall(record->timestamp),
		.link_type = shown->link_type,
		.ifname = target->on->programs->ifname,
		.several = shown->targets.interface_count > 1,
	};

	if (!target->on->live)
		seen.program = target->program.name;
	packet_print(&shown->print, &seen);
}

static int open_capture(struct xdp_session *session)
{
	shown = session;
	session->capture =
		capture_new(session->first_file, session->use_pcap ? &pcap_format : &pcapng_format,
			    &session->rotation, session->until.packets,
			    session->print.silent && !session->print.latency ? NULL : show);
	return session->capture ? 0 : -EIO;
}

/* The first interface where libpcap captures, or NULL. */
static struct live_capture *first_live(const struct xdp_session *session)
{
	for (int i = 0; i < session->targets.interface_count; i++)
		if (session->targets.interfaces[i].live)
			return session->targets.interfaces[i].live;
	return NULL;
}

/* Are there programs that capture? */
static bool has_programs(const struct xdp_session *session)
{
	for (int i = 0; i < session->targets.count; i++)
		if (!session->targets.list[i].on->live)
			return true;
	return false;
}

int xdp_session_settle(struct xdp_session *session, char *const *words)
{
	int err = capture_until_settle(&session->until)				  ?:
			  packet_print_settle(&session->print, session->filename) ?:
			  netns_enter(session->netns)				  ?:
			  filter_options_read(&session->filter, words)		  ?:
			  print_instead(session);

	err = err				       ?:
		      settle_options(session)	       ?:
		      privileges_settle(session->user) ?:
							 xdp_targets_find(session);
	if (err)
		return err;
	xdp_watches_new(session);
	err = filter_options_compile(&session->filter, first_live(session), has_programs(session));
	return err ?: signals_init() ?: open_capture(session);
}

int xdp_session_open(struct xdp_session *session)
{
	struct packet_source *sources[PACKET_PROGRAMS_MAX + 1];
	const struct xdp_targets *targets = &session->targets;
	int count = 0;

	if (has_programs(session)) {
		if (!xdp_watches_complete(session))
			session->ring = packet_ring_new(session->first, &session->knobs,
							capture_event, session->capture);
		if (!session->ring)
			return -EINVAL;
		sources[count++] = session->ring;
	}
	for (int i = 0; i < targets->interface_count; i++)
		if (targets->interfaces[i].live)
			sources[count++] = live_capture_source(targets->interfaces[i].live);
	if (count > 1)
		session->joined = packet_sources_join(sources, count);
	else if (session->ring) /* else packets of others may come between them */
		session->ring->in_order = capture_event_in_order;
	session->source = (struct capture_source){
		.packets = count > 1 ? session->joined : sources[0],
		.nothing = session->ring ? NULL : "none came, or none matches the filter",
	};
	return session->source.packets ? 0 : -EINVAL;
}

/* From now on it is a target as others are. */
static int attach_own(struct xdp_session *session, struct xdp_target *target)
{
	struct xdp_interface *on = target->on;
	const int ifindex = on->programs->ifindex;
	struct xdp_programs *programs;

	on->attach = xdp_attach(on->own, OWN, ifindex, session->mode, false);
	programs = on->attach ? xdp_programs_get(ifindex) : NULL;
	if (!programs)
		return -ENODEV;
	*on->programs = *programs;
	free(programs);
	target->program = on->programs->programs[0];
	return 0;
}

/* Packets come from now on, if they do not come already. */
static int begin_target(struct xdp_session *session, struct xdp_target *target)
{
	if (target->on->live)
		return live_capture_start(target->on->live, filter_options_live(&session->filter),
					  capture_event, session->capture);
	return target->on->own ? attach_own(session, target) : 0;
}

static int begin(struct xdp_session *session)
{
	struct xdp_targets *targets = &session->targets;
	int err = 0;

	for (int i = 0; !err && session->promiscuous && i < targets->interface_count; i++)
		if (!targets->interfaces[i].live)
			err = xdp_interface_promiscuous(&targets->interfaces[i]);
	for (int i = 0; !err && i < targets->count; i++)
		err = begin_target(session, &targets->list[i]);
	return err;
}

/* Called once a second. */
static int check(struct capture_source *source)
{
	return xdp_watches_follow(container_of(source, struct xdp_session, source));
}

int xdp_session_run(struct xdp_session *session, int (*load)(struct xdp_watch *watch),
		    int (*attach)(struct xdp_watch *watch))
{
	int err = begin(session)			?:
			  xdp_description_file(session) ?:
							  capture_relinquish(session->capture);

	if (err)
		return err;
	xdp_description_listening(session);
	session->started = true;
	session->load_watch = load;
	session->attach_watch = attach;
	session->source.check = session->ring ? check : NULL;
	return capture_run(session->capture, &session->until);
}

void xdp_session_detach(struct xdp_session *session)
{
	xdp_watches_detach(session);
	for (int i = 0; i < session->targets.interface_count; i++)
		xdp_interface_release(&session->targets.interfaces[i]);
}

int xdp_session_end(struct xdp_session *session, int err)
{
	struct capture_totals totals;

	if (session->started) {
		err = capture_drain(session->capture, &totals) ?: err;
		packet_text_end(stdout, &session->print.style);
		xdp_description_report(session, &totals);
	}
	packet_sources_free(session->joined);
	packet_ring_free(session->ring);
	xdp_watches_free(session);
	for (int i = 0; i < session->targets.interface_count; i++)
		xdp_interface_free(&session->targets.interfaces[i]);
	capture_free(session->capture);
	packet_print_free(&session->print);
	filter_options_free(&session->filter);
	return capture_exit(err, &session->until);
}

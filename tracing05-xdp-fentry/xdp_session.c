// SPDX-License-Identifier: GPL-2.0
/* Three sources of packets, by what stands on the interface: its programs, our own, or libpcap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "clock.h"
#include "ethtool.h"
#include "filter.h"
#include "live_capture.h"
#include "log.h"
#include "bpf_quiesce.h"
#include "netns.h"
#include "packet_pair.h"
#include "packet_sources.h"
#include "pcap_filter.h"
#include "packet_writer.h"
#include "signals.h"
#include "version.h"
#include "xdp_attach.h"
#include "xdp_session.h"
#include "xdp_table.h"

#define OWN	    "xdpdump" /* the program that is loaded where there is none */
#define APPLICATION "xdpdump v" VERSION
#define LIVE_BUFFER (16 << 20) /* bytes for libpcap, unless something else is asked for */

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
	if (session->filter_points & ~session->points)
		return log_error(-EINVAL, "--filter-at: nothing is captured there");
	if (session->filter_points && !session->filter.words.text)
		return log_error(-EINVAL, "--filter-at: no filter");
	return session->filename && !session->first_file ? -EINVAL : 0;
}

static int settle_options(struct xdp_session *session)
{
	struct packet_print *print = &session->print;
	int err;

	if (print->diff || print->latency)
		session->points = XDP_ENTRY | XDP_EXIT;
	if (!session->points)
		session->points = XDP_ENTRY;
	session->first_file = file_rotation_first(&session->rotation, session->filename);
	err = check_options(session);
	if (!session->filter_points) /* an exit alone knows nothing of its entry */
		session->filter_points = session->points & XDP_ENTRY ? XDP_ENTRY : XDP_EXIT;
	if (!session->snaplen || session->snaplen > PACKET_SNAPLEN_MAX)
		session->snaplen = PACKET_SNAPLEN_MAX;
	print->silent = session->filename && !print->style.print;
	return err;
}

static bool several(const struct xdp_session *session)
{
	return session->targets.interface_count > 1;
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

/* libpcap makes use of what the socket knows, for example of a VLAN tag that is no more in the packet. */
static int settle_live_filter(struct xdp_session *session, struct live_capture *live)
{
	char *words[] = { session->filter.words.text, NULL };

	if (!has_programs(session))
		return live_capture_compile(live, &session->filter.words);
	return filter_words_read(words, &session->live_filter) ?:
		       live_capture_compile(live, &session->live_filter);
}

static int settle_filter(struct xdp_session *session)
{
	struct filter_options *filter = &session->filter;
	struct live_capture *live = first_live(session);
	int err = live && filter->words.text ? settle_live_filter(session, live) : 0;

	if (!live || has_programs(session))
		err = err ?: filter_words_compile(&filter->words, PCAP_FILTER_ETHERNET);
	if (err || !filter->dump)
		return err;
	return filter_options_dump(filter) ?: 1;
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
	if (session->points & XDP_EXIT)
		return log_error(-ENOENT, "ERROR: For legacy capture only \"--rx-capture entry\" "
					  "is supported!");
	if (session->wakeup)
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
static int settle_interface(struct xdp_session *session, struct xdp_interface *on)
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
		on->live = live_capture_new(ifname, session->snaplen, session->promiscuous,
					    (session->buffer * 1024ULL ?: LIVE_BUFFER) /
						    targets->interface_count,
					    targets->count);
		err = on->live ? 0 : -EIO;
	}
	return err ?: check_link_type(session, on) ?: xdp_targets_add(targets, on, &none);
}

/* @id: of the program that it watches; 0: the next that is free; or NULL */
static struct xdp_watch *find_watch(struct xdp_session *session, __u32 id)
{
	for (int i = 0; i < PACKET_PROGRAMS_MAX; i++)
		if (session->watches[i].target.id == id)
			return &session->watches[i];
	return NULL;
}

/* For a program that is watched nowhere yet. There are no more of them than targets. */
static struct xdp_watch *new_watch(struct xdp_session *session,
				   const struct xdp_program_info *target)
{
	struct xdp_watch *watch = find_watch(session, 0);

	watch->target = *target;
	if (watch == &session->watches[session->watch_count])
		session->watch_count++;
	return watch;
}

static int settle_interfaces(struct xdp_session *session)
{
	struct xdp_targets *targets = &session->targets;
	int err = xdp_interfaces_find(targets->interfaces, session->ifnames);

	targets->interface_count = err < 0 ? 0 : err;
	err = err < 0 ? err : 0;
	if (several(session) && session->use_pcap)
		err = log_error(-EINVAL, "--use-pcap: a pcap file does not tell interfaces apart");

	for (int i = 0; !err && i < targets->interface_count; i++)
		err = settle_interface(session, &targets->interfaces[i]);
	for (int i = 0; !err && i < targets->count; i++)
		if (targets->list[i].program.id &&
		    !find_watch(session, targets->list[i].program.id))
			new_watch(session, &targets->list[i].program);
	return err;
}

static void show_again(void *context, const struct packet_seen *seen)
{
	packet_print(context, seen);
}

static int play_back(struct xdp_session *session)
{
	struct playback *playback = &session->playback;
	int err;

	if (session->until.command)
		return log_error(-EINVAL, "%s: a command beside --read", *session->until.command);
	playback->words = session->filter.words;
	playback->packets = session->until.packets;
	playback->snaplen = session->snaplen;
	playback->write = session->filename;
	playback->rotation = &session->rotation;
	playback->format = session->use_pcap ? &pcap_format : &pcapng_format;
	playback->application = APPLICATION;
	playback->show = show_again;
	playback->context = &session->print;
	playback->print = session->print.style.print || session->print.latency;
	session->print.silent = session->filename && !session->print.style.print;
	session->print.pairs = packet_pair_new();
	err = session->print.pairs ? playback_run(playback) : -ENOMEM;
	packet_text_end(stdout, &session->print.style);
	latency_print(&session->print.took, stderr);
	packet_pair_free(session->print.pairs);
	filter_words_free(&session->filter.words);
	return err;
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
	return session->filter.dump && !*session->ifnames ? settle_filter(session) : 0;
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
		.several = several(shown),
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
			    session->until.packets,
			    session->print.silent && !session->print.latency ? NULL : show);
	session->print.pairs = packet_pair_new();
	if (!session->capture || !session->print.pairs)
		return -EIO;
	return capture_rotate(session->capture, &session->rotation);
}

int xdp_session_settle(struct xdp_session *session, char *const *words)
{
	int err = capture_until_settle(&session->until)				       ?:
			  latency_plot_open(&session->print.took, session->print.svg)  ?:
			  packet_text_settle(&session->print.style, session->filename) ?:
			  netns_enter(session->netns)				       ?:
			  filter_options_read(&session->filter, words)		       ?:
			  print_instead(session);

	err = err				       ?:
		      settle_options(session)	       ?:
		      privileges_settle(session->user) ?:
		      settle_interfaces(session)       ?:
		      settle_filter(session)	       ?:
		      signals_init()		       ?:
							 open_capture(session);
	session->knobs = (struct packet_knobs){
		.snaplen = session->snaplen,
		.wakeup = session->wakeup,
		.by_packets = true,
		.points = session->points,
		.filter_points = session->filter_points,
	};
	return err;
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
	const int hook = session->points & XDP_ENTRY ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT;
	const struct xdp_target *target = &session->targets.list[place];
	const int number = outermost(&session->targets, place);
	const bool shared = watched && several(session);
	struct packet_knobs *knobs = &session->knobs;
	struct bpf_object *object = filter_open(watched ? session->embedded : session->own,
						filter_words_program(&session->filter.words));

	if (!object)
		return NULL;
	session->first = session->first ?: object;
	knobs->program = target->program.id;
	knobs->prog_index = place;
	knobs->ifindex = shared ? 0 : target->on->programs->ifindex;
	knobs->numbered =
		shared && number == place ? PACKET_POINTS + hook : PACKET_POINT(number, hook);
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

int xdp_session_object(struct xdp_session *session, struct xdp_watch *watch)
{
	static const char *const names[] = { "on_entry", "on_exit" }; /* bits of the points */
	int err;

	watch->object = open_object(session, place_of(&session->targets, watch->target.id), true);
	err = watch->object ? 0 : -EINVAL;
	for (int n = 0; !err && n < 2; n++) {
		watch->programs[n] = NULL;
		if (!(session->points & 1 << n))
			continue;
		watch->programs[n] = bpf_loader_program(watch->object, names[n]);
		if (!watch->programs[n])
			return -ENOENT;
		bpf_program__set_autoload(watch->programs[n], true);
	}
	return err;
}

/* The interfaces where it captures are those that have neither a program nor libpcap's capture. */
static bool is_own(const struct xdp_target *target)
{
	return !target->program.id && !target->on->live;
}

static int load_own(struct xdp_session *session, int place)
{
	struct xdp_interface *on = session->targets.list[place].on;

	on->own = open_object(session, place, false);
	return on->own ? bpf_loader_load(on->own) : -EINVAL;
}

/* With several interfaces: tell the programs what target a packet is of. */
static int tell_place(const struct xdp_session *session, int i)
{
	const struct xdp_target *target = &session->targets.list[i];
	const __u64 key = (__u64)target->on->programs->ifindex << 32 | target->program.id;
	const __u32 place = i;
	int fd = several(session) ? bpf_object__find_map_fd_by_name(session->first, "places") : -1;

	if (!several(session) || (fd >= 0 && !bpf_map_update_elem(fd, &key, &place, BPF_ANY)))
		return 0;
	return log_error(fd < 0 ? fd : -errno, "places: %s", strerror(errno));
}

static int open_ring(struct xdp_session *session)
{
	const struct xdp_targets *targets = &session->targets;
	int err = 0;

	for (int i = 0; !err && i < targets->count; i++) {
		if (is_own(&targets->list[i]))
			err = load_own(session, i);
		else if (!targets->list[i].on->live)
			err = tell_place(session, i);
	}
	if (!err)
		session->ring = packet_ring_new(session->first, &session->knobs, capture_event,
						session->capture);
	return session->ring ? 0 : -EINVAL;
}

int xdp_session_open(struct xdp_session *session)
{
	struct packet_source *sources[PACKET_PROGRAMS_MAX + 1];
	const struct xdp_targets *targets = &session->targets;
	int count = 0;

	if (has_programs(session) && open_ring(session))
		return -EINVAL;
	if (session->ring)
		sources[count++] = session->ring;
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

static void print_listening(const struct xdp_session *session, const struct xdp_interface *on,
			    FILE *out)
{
	static const char *const points[] = { "", "entry", "exit", "entry/exit" };
	const struct xdp_targets *targets = &session->targets;

	fprintf(out, "listening on %s, ", on->programs->ifname);
	if (on->live)
		fprintf(out, "link-type %s, ", live_capture_link_name(on->live));
	else
		fputs("ingress XDP program ", out);
	for (int i = 0; i < targets->count && !on->live; i++)
		if (targets->list[i].on == on)
			fprintf(out, "ID %u func %s, ", targets->list[i].program.id,
				targets->list[i].program.name);
	if (!on->live)
		fprintf(out, "capture mode %s, ", points[session->points]);
	fprintf(out, "capture size %u bytes", session->snaplen);
}

static void warn(const struct xdp_session *session, const struct xdp_interface *on)
{
	const char *which = several(session) ? on->programs->ifname : "Specified interface";

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
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	print_listening(session, on, out);
	fclose(out);
	log_note("%s", text);
	free(text);
}

static void say_listening(const struct xdp_session *session)
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

static void print_programs(const struct xdp_programs *programs, FILE *out)
{
	fprintf(out, "Capture was taken on interface %s, with the following XDP programs loaded:\n",
		programs->ifname);
	if (!programs->count)
		fputs("  <No XDP program loaded!>()\n", out);
	for (int i = 0; i < programs->count; i++)
		fprintf(out, "%s%s()\n", i ? "    " : "  ", programs->programs[i].name);
}

static char *comment(const struct xdp_targets *targets)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (int i = 0; i < targets->interface_count; i++)
		print_programs(targets->interfaces[i].programs, out);
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

static int begin_file(struct xdp_session *session, const char *application)
{
	struct packet_section section = { .application = application,
					  .link_type = session->link_type };
	char *text = comment(&session->targets);
	int err = text ? 0 : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));

	section.comment = text;
	while (!err && session->described < session->targets.count)
		err = describe(session, session->described++);
	err = err ?: capture_start(session->capture, &section, session->snaplen);
	free(text);
	return err;
}

/* Packets come from now on, if they do not come already. */
static int begin_target(struct xdp_session *session, struct xdp_target *target)
{
	const struct filter_words *filter =
		session->live_filter.text ? &session->live_filter : &session->filter.words;

	if (target->on->live)
		return live_capture_start(target->on->live, filter_words_program(filter),
					  capture_event, session->capture);
	return is_own(target) ? attach_own(session, target) : 0;
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

static void detach(struct xdp_watch *watch)
{
	for (int n = 0; n < 2; n++) {
		bpf_link__destroy(watch->links[n]);
		watch->links[n] = NULL;
	}
}

/* A program that is not watched any more can go only when nothing is attached to it. */
static void forget(struct xdp_session *session, struct xdp_watch *watch)
{
	int fd = bpf_object__find_map_fd_by_name(session->first, "places");
	__u64 key;

	for (int i = 0; i < session->targets.interface_count; i++) {
		key = (__u64)session->targets.interfaces[i].programs->ifindex << 32 |
		      watch->target.id;
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
	struct xdp_watch *watch = find_watch(session, target->program.id);
	int err = 0;

	if (place == session->described)
		err = describe(session, session->described++);
	err = err ?: tell_place(session, place);
	if (!err && !watch) {
		watch = new_watch(session, &target->program);
		err = session->load_watch(watch) ?: session->attach_watch(watch);
	}
	if (!err)
		log_note("%s: going on with program ID %u func %s", target->on->programs->ifname,
			 target->program.id, target->program.name);
	return err;
}

/* Called once a second: a program that has taken the place of a target may be the next. */
static int check(struct capture_source *source)
{
	struct xdp_session *session = container_of(source, struct xdp_session, source);
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

int xdp_session_run(struct xdp_session *session, int (*load)(struct xdp_watch *watch),
		    int (*attach)(struct xdp_watch *watch))
{
	int err = begin(session)			   ?:
			  begin_file(session, APPLICATION) ?:
							     capture_relinquish(&session->source);

	if (err)
		return err;
	say_listening(session);
	session->started = true;
	session->load_watch = load;
	session->attach_watch = attach;
	session->source.check = session->ring ? check : NULL;
	return capture_run(session->capture, &session->source, &session->until);
}

/* The outermost last, which numbers the packets. */
void xdp_session_detach(struct xdp_session *session)
{
	for (int i = session->watch_count; i-- > 0;)
		detach(&session->watches[i]);
	bpf_quiesce();
	for (int i = 0; i < session->targets.interface_count; i++)
		xdp_interface_release(&session->targets.interfaces[i]);
}

/* What came by each interface, as dumpcap tells it. */
static void report_interfaces(struct xdp_session *session)
{
	static struct packet_counts counts[PACKET_POINTS];
	const struct xdp_targets *targets = &session->targets;

	if (!several(session) || session->source.packets->counts(session->source.packets, counts))
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

static void report(struct xdp_session *session, const struct capture_totals *totals)
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

static void close_objects(struct xdp_session *session)
{
	for (int i = 0; i < session->watch_count; i++)
		if (session->watches[i].object != session->first)
			bpf_object__close(session->watches[i].object);
	for (int i = 0; i < session->targets.interface_count; i++)
		if (session->targets.interfaces[i].own != session->first)
			bpf_object__close(session->targets.interfaces[i].own);
	bpf_object__close(session->first);
}

int xdp_session_end(struct xdp_session *session, int err)
{
	struct capture_totals totals;

	if (session->started) {
		err = capture_drain(session->capture, &session->source, &totals) ?: err;
		packet_text_end(stdout, &session->print.style);
		report(session, &totals);
	}
	packet_sources_free(session->joined);
	packet_ring_free(session->ring);
	close_objects(session);
	for (int i = 0; i < session->targets.interface_count; i++)
		xdp_interface_free(&session->targets.interfaces[i]);
	capture_free(session->capture);
	packet_pair_free(session->print.pairs);
	filter_words_free(&session->live_filter);
	filter_words_free(&session->filter.words);
	return capture_exit(err, &session->until);
}

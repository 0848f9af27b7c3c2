// SPDX-License-Identifier: GPL-2.0
/* Three sources of packets, by what stands on the interface: its programs, our own, or libpcap. */
#include <errno.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capability.h"
#include "clock.h"
#include "ethtool.h"
#include "filter.h"
#include "interface.h"
#include "live_capture.h"
#include "log.h"
#include "bpf_quiesce.h"
#include "netns.h"
#include "packet_pair.h"
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

static int settle_filter(struct xdp_session *session)
{
	struct filter_options *filter = &session->filter;
	int err = session->live ? live_capture_compile(session->live, &filter->words) :
				  filter_words_compile(&filter->words, PCAP_FILTER_ETHERNET);

	if (err || !filter->dump)
		return err;
	return filter_options_dump(filter) ?: 1;
}

/* What could do nothing on an interface without programs. */
static int check_unwatched(const struct xdp_session *session)
{
	const char *words = session->targets.words, *none = session->ifname;

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

/* Its programs, or none, and then libpcap if there is not to be one of our own. */
static int settle_interface(struct xdp_session *session)
{
	int ifindex = interface_index(session->ifname), err;
	struct xdp_targets *targets = &session->targets;

	targets->programs = ifindex > 0 ? xdp_programs_get(ifindex) : NULL;
	if (!targets->programs)
		return -ENODEV;
	if (targets->programs->count) {
		targets->count =
			xdp_target_select(targets->programs, targets->words, targets->list);
		return targets->count < 0 ? -ENOENT : 0;
	}
	err = check_unwatched(session);
	if (err || session->load)
		return err;
	session->live = live_capture_new(session->ifname, session->snaplen, session->promiscuous,
					 session->buffer * 1024ULL ?: LIVE_BUFFER);
	return session->live ? 0 : -EIO;
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
	return session->filter.dump && !session->ifname ? settle_filter(session) : 0;
}

/* The session that show() is of: it is called with a packet only. */
static struct xdp_session *shown;

static void show(const struct packet_record *record, const void *data)
{
	struct packet_seen seen = {
		.record = record,
		.data = data,
		.wall = clock_wall(record->timestamp),
		.link_type =
			shown->live ? live_capture_link_type(shown->live) : PCAP_FILTER_ETHERNET,
		.ifname = shown->ifname,
	};

	if (!shown->live)
		seen.program = shown->targets.list[record->prog_index].name;
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

	session->promiscuous_fd = -1;
	err = err				       ?:
		      settle_options(session)	       ?:
		      privileges_settle(session->user) ?:
		      settle_interface(session)	       ?:
		      settle_filter(session)	       ?:
		      signals_init()		       ?:
							 open_capture(session);
	session->knobs = (struct packet_knobs){
		.snaplen = session->snaplen,
		.wakeup = session->wakeup,
		.by_packets = true,
		.ifindex = err ? 0 : session->targets.programs->ifindex,
		.points = session->points,
		.filter_points = session->filter_points,
	};
	return err;
}

static int choose_programs(struct xdp_session *session, int i)
{
	static const char *const names[] = { "on_entry", "on_exit" }; /* bits of the points */

	for (int n = 0; n < 2; n++) {
		struct bpf_program *program = NULL;

		if (session->points & 1 << n) {
			program = bpf_loader_program(session->objects[i], names[n]);
			if (!program)
				return -ENOENT;
			bpf_program__set_autoload(program, true);
		}
		session->programs[i][n] = program;
	}
	return 0;
}

int xdp_session_object(struct xdp_session *session, int i)
{
	struct bpf_object *object =
		filter_open(session->targets.count ? session->embedded : session->own,
			    filter_words_program(&session->filter.words));

	if (session->objects[i] != session->first)
		bpf_object__close(session->objects[i]);
	session->objects[i] = object;
	if (!object)
		return -EINVAL;
	session->first = session->first ?: object;
	session->knobs.prog_index = i;
	/* the outermost target numbers the packets */
	session->knobs.numbered =
		PACKET_POINT(session->targets.words ? 0 : i,
			     session->points & XDP_ENTRY ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT);
	if (packet_ring_parameterise(object, &session->knobs,
				     session->buffer * 1024ULL ?: PACKET_RING_BUFFER) ||
	    xdp_target_share_maps(object, session->first))
		return -EINVAL;
	return i < session->targets.count ? choose_programs(session, i) : 0; /* or it is our own */
}

static int load_own(struct xdp_session *session)
{
	return xdp_session_object(session, 0) ?: bpf_loader_load(session->first);
}

int xdp_session_open(struct xdp_session *session)
{
	if (session->live) {
		session->source = (struct capture_source){
			.packets = live_capture_source(session->live),
			.nothing = "none came, or none matches the filter",
		};
		return 0;
	}
	if (!session->targets.count && load_own(session))
		return -EINVAL;
	session->ring =
		packet_ring_new(session->first, &session->knobs, capture_event, session->capture);
	if (!session->ring)
		return -EINVAL;
	session->ring->in_order = capture_event_in_order;
	session->source = (struct capture_source){ .packets = session->ring };
	return 0;
}

/* From now on it is a target as others are. */
static int attach_own(struct xdp_session *session)
{
	struct xdp_targets *targets = &session->targets;
	const int ifindex = targets->programs->ifindex;

	session->attach = xdp_attach(session->first, OWN, ifindex, session->mode, false);
	if (!session->attach)
		return -EINVAL;
	free(targets->programs);
	targets->programs = xdp_programs_get(ifindex);
	if (!targets->programs)
		return -ENODEV;
	targets->list[0] = targets->programs->programs[0];
	targets->count = 1;
	return 0;
}

static void print_listening(const struct xdp_session *session, FILE *out)
{
	static const char *const points[] = { "", "entry", "exit", "entry/exit" };
	const struct xdp_targets *targets = &session->targets;

	fprintf(out, "listening on %s, ", session->ifname);
	if (targets->count)
		fputs("ingress XDP program ", out);
	else
		fprintf(out, "link-type %s, ", live_capture_link_name(session->live));
	for (int i = 0; i < targets->count; i++)
		fprintf(out, "ID %u func %s, ", targets->list[i].id, targets->list[i].name);
	if (targets->count)
		fprintf(out, "capture mode %s, ", points[session->points]);
	fprintf(out, "capture size %u bytes", session->snaplen);
}

/* In one piece: whoever reads the packets may be writing to the same terminal. */
static void say_listening(const struct xdp_session *session)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	if (session->attach || session->live)
		log_note("WARNING: Specified interface does not have an XDP program loaded%s",
			 session->live ? "," : "!");
	if (session->attach)
		log_note("         Will load a capture only XDP program!");
	if (session->live)
		log_note("         capturing in legacy mode!");
	print_listening(session, out);
	fclose(out);
	log_note("%s", text);
	free(text);
}

static char *comment(const struct xdp_session *session)
{
	const struct xdp_programs *programs = session->targets.programs;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "Capture was taken on interface %s, with the following XDP programs loaded:\n",
		session->ifname);
	if (!programs->count)
		fputs("  <No XDP program loaded!>()\n", out);
	for (int i = 0; i < programs->count; i++)
		fprintf(out, "%s%s()\n", i ? "    " : "  ", programs->programs[i].name);
	fclose(out);
	return text;
}

static int add_point(const struct xdp_session *session, int target, __u16 hook)
{
	const struct xdp_targets *targets = &session->targets;
	char name[XDP_PROGRAM_NAME + IF_NAMESIZE + sizeof(":()@fentry")], driver[256];
	struct packet_interface interface = {
		.name = name,
		.description = name,
		.hardware = driver,
		.filter = session->filter.words.text,
		.speed = ethtool_speed(session->ifname),
		.ifindex = session->targets.programs->ifindex,
	};

	if (target < targets->count)
		snprintf(name, sizeof(name), "%s:%s()@%s", session->ifname,
			 targets->list[target].name, hook == PACKET_HOOK_EXIT ? "fexit" : "fentry");
	else
		snprintf(name, sizeof(name), "%s", session->ifname);
	ethtool_driver(session->ifname, driver, sizeof(driver));
	return capture_add_interface(session->capture, target, hook, &interface);
}

static int add_target(const struct xdp_session *session, int target)
{
	return add_point(session, target, PACKET_HOOK_ENTRY) ?:
		       add_point(session, target, PACKET_HOOK_EXIT);
}

static int begin_file(struct xdp_session *session, const char *application)
{
	struct packet_section section = { .application = application };
	char *text = comment(session);
	int err = text ? 0 : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));

	section.comment = text;
	session->described = session->targets.count;
	for (int i = 0; !err && i < session->described; i++)
		err = add_target(session, i);
	if (!err && session->live) {
		section.link_type = live_capture_link_type(session->live);
		err = add_point(session, 0, PACKET_HOOK_PROGRAM);
	}
	err = err ?: capture_start(session->capture, &section, session->snaplen);
	free(text);
	return err;
}

/* Lets the interface receive what is not for it until the descriptor, which this returns, is closed. */
static int be_promiscuous(int ifindex)
{
	const struct packet_mreq request = { .mr_ifindex = ifindex, .mr_type = PACKET_MR_PROMISC };
	int fd =
		socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0); /* of no protocol: gets no packets */
	const char *missing = NULL;
	char name[IF_NAMESIZE];
	int err;

	if (fd >= 0 &&
	    !setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)))
		return fd;
	err = -errno;
	if (fd >= 0)
		close(fd);
	if (err == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_NET_RAW));
	return log_error(err, "%s: promiscuous mode: %s", interface_name(ifindex, name),
			 missing ? missing : strerror(-err));
}

/* Packets come from now on, if they do not come already. */
static int begin(struct xdp_session *session)
{
	if (session->promiscuous && !session->live) {
		session->promiscuous_fd = be_promiscuous(session->targets.programs->ifindex);
		if (session->promiscuous_fd < 0)
			return session->promiscuous_fd;
	}
	if (!session->live && !session->targets.count)
		return attach_own(session);
	if (session->live)
		return live_capture_start(session->live,
					  filter_words_program(&session->filter.words),
					  capture_event, session->capture);
	return 0;
}

static void destroy_links(struct xdp_session *session, int i)
{
	for (int n = 0; n < 2; n++) {
		bpf_link__destroy(session->links[i][n]);
		session->links[i][n] = NULL;
	}
}

/* Called once a second: a program that has taken the place of a target may be the next. */
static int check(struct capture_source *source)
{
	struct xdp_session *session = container_of(source, struct xdp_session, source);
	struct xdp_targets *targets = &session->targets;
	int place = xdp_targets_check(targets), err = 0;

	if (place < 0)
		return place == -EAGAIN ? 0 : place;
	for (int i = 0; i < targets->count; i++)
		if (i == place || !targets->list[i].id)
			destroy_links(session, i);
	if (place == session->described)
		err = add_target(session, session->described++);
	err = err ?: session->load_target(place) ?: session->attach_target(place);
	if (!err)
		log_note("%s: going on with program ID %u func %s", session->ifname,
			 targets->list[place].id, targets->list[place].name);
	return err;
}

int xdp_session_run(struct xdp_session *session, int (*load)(int i), int (*attach)(int i))
{
	int err = begin(session)			   ?:
			  begin_file(session, APPLICATION) ?:
							     capture_relinquish(&session->source);

	if (err)
		return err;
	say_listening(session);
	session->started = true;
	session->load_target = load;
	session->attach_target = attach;
	session->source.check = session->live ? NULL : check;
	return capture_run(session->capture, &session->source, &session->until);
}

/* The outermost last, which numbers the packets. */
void xdp_session_detach(struct xdp_session *session)
{
	for (int i = XDP_PROGRAMS_MAX; i-- > 0;)
		destroy_links(session, i);
	bpf_quiesce();
	xdp_detach(session->attach);
	if (session->live)
		live_capture_stop(session->live);
	if (session->promiscuous_fd >= 0)
		close(session->promiscuous_fd);
}

static void report(const struct xdp_session *session, const struct capture_totals *totals)
{
	fprintf(stderr, "\n%llu packets captured\n%llu packets dropped by %s\n",
		session->filename ? totals->stored : totals->taken, totals->lost,
		session->live ? "kernel" : "perf ring");
	if (session->filter.words.text)
		fprintf(stderr, "%llu packets seen, %llu matched the filter\n", totals->seen,
			totals->matched);
	latency_print(&session->print.took, stderr);
}

int xdp_session_end(struct xdp_session *session, int err)
{
	struct capture_totals totals;

	if (session->started) {
		err = capture_drain(session->capture, &session->source, &totals) ?: err;
		packet_text_end(stdout, &session->print.style);
		report(session, &totals);
	}
	packet_ring_free(session->ring);
	live_capture_free(session->live);
	for (int i = 0; i < XDP_PROGRAMS_MAX; i++)
		if (session->objects[i] != session->first)
			bpf_object__close(session->objects[i]);
	bpf_object__close(session->first);
	capture_free(session->capture);
	packet_pair_free(session->print.pairs);
	free(session->targets.programs);
	filter_words_free(&session->filter.words);
	return capture_exit(err, &session->until);
}

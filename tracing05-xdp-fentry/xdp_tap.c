// SPDX-License-Identifier: GPL-2.0
/* One of three sources, chosen by what stands on the interface. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filter.h"
#include "interface.h"
#include "live_capture.h"
#include "log.h"
#include "packet_ring.h"
#include "xdp_attach.h"
#include "xdp_describe.h"
#include "xdp_select.h"
#include "xdp_tap.h"
#include "xdp_watch.h"

struct xdp_tap {
	const struct xdp_tap_options *options;
	int promiscuous_fd;
	const struct sock_fprog *filter;
	struct xdp_description what; /* without targets when libpcap captures */
	struct xdp_watch *watch;     /* programs that are there, or ... */
	struct bpf_object *own;	     /* ... our own, or ... */
	struct xdp_attach *attach;
	struct live_capture *live; /* ... libpcap */
	struct packet_ring *ring;  /* of watch or own */
	struct packet_knobs knobs; /* likewise */
	size_t buffer;
	struct capture_source source;
};

static int check(void *context)
{
	const struct xdp_tap *tap = context;

	return xdp_programs_check(tap->what.programs, tap->what.targets, tap->what.count);
}

static int open_ring(struct xdp_tap *tap, const struct bpf_object *object, struct capture *capture)
{
	tap->ring = packet_ring_new(object, &tap->knobs, capture_event, capture);
	if (!tap->ring)
		return -EINVAL;
	tap->source = (struct capture_source){
		.fd = packet_ring_fd(tap->ring),
		.ring = tap->ring,
		.read = packet_ring_consume,
		.turn = packet_ring_turn,
		.counts = packet_ring_counts,
		.target = tap,
		.check = check,
	};
	return 0;
}

static int open_watch(struct xdp_tap *tap, struct capture *capture)
{
	const struct xdp_tap_options *options = tap->options;
	const int entry = options->points & XDP_TAP_ENTRY, exit = options->points & XDP_TAP_EXIT;
	const struct xdp_watch_options how = { options->object, tap->filter, entry, exit,
					       &tap->knobs,	tap->buffer };

	tap->what.count = xdp_select(tap->what.programs, options->programs, tap->what.targets);
	if (tap->what.count < 0)
		return tap->what.count;
	tap->watch = xdp_watch_load(&how, tap->what.targets, tap->what.count);
	if (!tap->watch)
		return -EINVAL;
	return open_ring(tap, xdp_watch_object(tap->watch), capture);
}

static int open_own(struct xdp_tap *tap, struct capture *capture)
{
	struct bpf_program *program;

	log_note("WARNING: Specified interface does not have an XDP program loaded!");
	log_note("         Will load a capture only XDP program!");
	tap->own = filter_open_embedded(tap->options->object, tap->filter);
	if (!tap->own || !(program = bpf_loader_program(tap->own, tap->options->own)))
		return -EINVAL;
	bpf_loader_only(tap->own, program);
	return packet_ring_parameterise(tap->own, &tap->knobs, tap->buffer) ?:
		       bpf_loader_load(tap->own)			    ?:
		       open_ring(tap, tap->own, capture);
}

static int open_live(struct xdp_tap *tap, struct capture *capture)
{
	const struct xdp_tap_options *options = tap->options;

	log_note("WARNING: Specified interface does not have an XDP program loaded,");
	log_note("         capturing in legacy mode!");
	if (options->points & XDP_TAP_EXIT)
		return log_error(-EINVAL, "ERROR: For legacy capture only \"--rx-capture entry\" "
					  "is supported!");
	tap->live = live_capture_new(options->ifname, options->snaplen, options->promiscuous,
				     tap->filter, capture_event, capture);
	if (!tap->live)
		return -EINVAL;
	tap->what.link_type = live_capture_link_type(tap->live);
	tap->source = (struct capture_source){ .fd = live_capture_fd(tap->live),
					       .ring = tap->live,
					       .read = live_capture_read,
					       .counts = live_capture_counts,
					       .nothing = "none came, or none matches the filter" };
	return 0;
}

struct xdp_tap *xdp_tap_open(const struct xdp_tap_options *options, struct capture *capture)
{
	int ifindex = interface_index(options->ifname), err;
	struct xdp_tap *tap = calloc(1, sizeof(*tap));

	if (!tap)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM)), NULL;
	tap->options = tap->what.options = options;
	tap->buffer = options->buffer ? options->buffer * 1024ULL : PACKET_RING_BUFFER;
	tap->knobs = (struct packet_knobs){
		.snaplen = options->snaplen,
		.wakeup = options->wakeup,
		.by_packets = true,
		.numbered = options->points & XDP_TAP_ENTRY ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT,
		.ifindex = ifindex,
		.points = options->points,
		.filter_points = options->filter_points,
	};
	tap->filter = filter_words_program(&options->filter.words);
	tap->promiscuous_fd = -1;
	tap->what.programs = ifindex > 0 ? xdp_programs_get(ifindex) : NULL;
	err = !tap->what.programs	? -ENODEV :
	      tap->what.programs->count ? open_watch(tap, capture) :
	      options->load		? open_own(tap, capture) :
					  open_live(tap, capture);
	if (!err)
		return tap;
	xdp_tap_close(tap);
	return NULL;
}

static int attach_own(struct xdp_tap *tap)
{
	struct xdp_programs *before = tap->what.programs;

	tap->attach =
		xdp_attach(tap->own, tap->options->own, before->ifindex, tap->options->mode, false);
	if (!tap->attach)
		return -EINVAL;
	tap->what.programs = xdp_programs_get(before->ifindex);
	xdp_programs_free(before);
	if (!tap->what.programs)
		return -ENODEV;
	tap->what.targets[0] = tap->what.programs->programs[0];
	tap->what.count = 1;
	return 0;
}

int xdp_tap_attach(struct xdp_tap *tap)
{
	if (tap->options->promiscuous && !tap->live &&
	    (tap->promiscuous_fd = interface_promiscuous(tap->what.programs->ifindex)) < 0)
		return tap->promiscuous_fd;
	if (tap->watch)
		return xdp_watch_attach(tap->watch);
	return tap->own ? attach_own(tap) : 0;
}

int xdp_tap_start(const struct xdp_tap *tap, struct capture *capture, const char *application)
{
	int err = xdp_describe_start(&tap->what, capture, application);

	if (!err)
		xdp_describe_listening(&tap->what);
	return err;
}

const struct capture_source *xdp_tap_source(const struct xdp_tap *tap)
{
	return &tap->source;
}

const char *xdp_tap_function(const struct xdp_tap *tap, __u16 prog_index)
{
	return prog_index < tap->what.count ? tap->what.targets[prog_index].name : NULL;
}

void xdp_tap_detach(struct xdp_tap *tap)
{
	if (!tap)
		return;
	xdp_watch_stop(tap->watch);
	xdp_detach(tap->attach);
	tap->attach = NULL;
	if (tap->promiscuous_fd >= 0)
		close(tap->promiscuous_fd);
	tap->promiscuous_fd = -1;
}

void xdp_tap_close(struct xdp_tap *tap)
{
	if (!tap)
		return;
	xdp_tap_detach(tap);
	packet_ring_free(tap->ring);
	live_capture_free(tap->live);
	xdp_unwatch(tap->watch);
	bpf_object__close(tap->own);
	xdp_programs_free(tap->what.programs);
	free(tap);
}

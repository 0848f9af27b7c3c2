// SPDX-License-Identifier: GPL-2.0
/* A program in each slot of a hook, and one ring for all of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "hook_describe.h"
#include "hook_programs.h"
#include "hook_tap.h"
#include "log.h"
#include "packet_ring.h"
#include "xdp_hook_claim.h"

struct hook_tap {
	const struct xdp_hook_options *options;
	const struct filter_words *filter;
	struct xdp_hook hook;
	struct hook_description what;
	struct bpf_object *object;
	struct bpf_program *programs[XDP_HOOK_ACTIONS]; /* by slot; NULL: not captured */
	struct packet_ring *ring;
	struct packet_knobs knobs;
	struct capture_source source;
};

static int parameterise(struct hook_tap *tap)
{
	const struct xdp_hook_options *options = tap->options;

	xdp_hook_prepare(&tap->hook, tap->object);
	tap->knobs = (struct packet_knobs){
		.snaplen = options->snaplen,
		.wakeup = options->flush ? 0 : options->watermark,
		.numbered = PACKET_POINTS,
		.frags = tap->hook.frags,
	};
	return packet_ring_parameterise(tap->object, &tap->knobs, options->buffer);
}

static int load(struct hook_tap *tap)
{
	const struct xdp_hook_options *options = tap->options;
	int err = bpf_loader_load(tap->object);
	size_t len = strlen(log_kept()), most = options->log_size;

	if (err && options->print_log)
		fputs(log_kept() + (len > most ? len - most : 0), stderr);
	return err;
}

static void report(void *target, const struct packet_counts *counts)
{
	const struct hook_tap *tap = target;

	hook_describe_counts(&tap->what, counts);
}

static int check(void *target)
{
	const struct hook_tap *tap = target;

	return xdp_hook_check(&tap->hook);
}

static int open_ring(struct hook_tap *tap, struct capture *capture)
{
	tap->ring = packet_ring_new(tap->object, &tap->knobs, capture_event, capture);
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
		.report = report,
	};
	return 0;
}

static int open_object(struct hook_tap *tap)
{
	hook_describe_owners(&tap->what);
	tap->object = filter_open_embedded(tap->options->object, filter_words_program(tap->filter));
	return tap->object ? 0 : -EINVAL;
}

struct hook_tap *hook_tap_open(const struct xdp_hook_options *options, const char *path,
			       const struct filter_words *filter, struct capture *capture)
{
	struct hook_tap *tap = calloc(1, sizeof(*tap));
	int err;

	if (!tap) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	tap->options = options;
	tap->filter = filter;
	tap->hook.fd = tap->hook.running_fd = -1;
	tap->what = (struct hook_description){ .hook = &tap->hook,
					       .programs = tap->programs,
					       .filter = filter->text,
					       .snaplen = options->snaplen,
					       .link_type = options->link_type };
	err = xdp_hook_get(&tap->hook, path)			 ?:
		      xdp_hook_claim(&tap->hook, options->force) ?:
		      open_object(tap)				 ?:
		      hook_programs_choose(&tap->hook, tap->object, options->actions, tap->programs) ?:
		      parameterise(tap) ?:
		      load(tap)		?:
					  open_ring(tap, capture);
	if (!err)
		return tap;
	hook_tap_close(tap);
	return NULL;
}

int hook_tap_start(const struct hook_tap *tap, struct capture *capture, const char *application)
{
	return hook_describe_start(&tap->what, capture, application);
}

void hook_tap_listening(const struct hook_tap *tap)
{
	hook_describe_listening(&tap->what);
}

int hook_tap_attach(struct hook_tap *tap)
{
	return xdp_hook_fill(&tap->hook, tap->programs);
}

struct capture_source *hook_tap_source(struct hook_tap *tap)
{
	return &tap->source;
}

void hook_tap_detach(struct hook_tap *tap)
{
	xdp_hook_empty(&tap->hook);
}

void hook_tap_close(struct hook_tap *tap)
{
	if (!tap)
		return;
	xdp_hook_close(&tap->hook);
	packet_ring_free(tap->ring);
	bpf_object__close(tap->object);
	free(tap);
}

// SPDX-License-Identifier: GPL-2.0
/* A program in each slot of a hook, rings for all of them, and a capture file's words for it. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_loader.h"
#include "clock.h"
#include "filter.h"
#include "hook_capture.h"
#include "hook_list.h"
#include "log.h"
#include "pcap_filter.h"
#include "packet_writer.h"
#include "signals.h"
#include "version.h"
#include "xdp_action.h"

#define ENTRY	    XDP_HOOK_ACTIONS
#define OWNERS_MAX  16
#define APPLICATION "xdpcap v" VERSION

static const char *const names[] = {
	[XDP_ABORTED] = "xdpcap_aborted",   [XDP_DROP] = "xdpcap_drop",
	[XDP_PASS] = "xdpcap_pass",	    [XDP_TX] = "xdpcap_tx",
	[XDP_REDIRECT] = "xdpcap_redirect", [ENTRY] = "xdpcap_entry",
};

const struct option_name hook_capture_actions[] = {
	{ "aborted", 1 << XDP_ABORTED },
	{ "drop", 1 << XDP_DROP },
	{ "pass", 1 << XDP_PASS },
	{ "tx", 1 << XDP_TX },
	{ "redirect", 1 << XDP_REDIRECT },
	{ "0", 1 << XDP_ABORTED },
	{ "1", 1 << XDP_DROP },
	{ "2", 1 << XDP_PASS },
	{ "3", 1 << XDP_TX },
	{ "4", 1 << XDP_REDIRECT },
	{ 0 },
};

/* By its name or number; or -EINVAL, logged. */
static int link_type(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (!isdigit((unsigned char)*text))
		return pcap_filter_link_type(text);
	if (*end || number < 1 || number > 0xffff)
		return log_error(-EINVAL, "--linktype: %s: not 1 to 65535", text);
	return number;
}

static void print_packet(void *context, const struct packet_seen *seen)
{
	struct packet_style *style = context;

	packet_text_line(stdout, style, seen);
	putchar('\n');
	packet_text_bytes(stdout, style, seen);
}

/* The capture that show() is of: it is called with a packet only. */
static struct hook_capture *shown;

static void show(const struct packet_record *record, const void *data)
{
	print_packet(&shown->style, &(struct packet_seen){
					    .record = record,
					    .data = data,
					    .wall = clock_wall(record->timestamp),
					    .link_type = shown->link_type,
					    .hook = shown->hook.name,
				    });
}

static int play_back(struct hook_capture *capture, char *const *words)
{
	struct playback *playback = &capture->playback;
	int err = packet_text_settle(&capture->style, playback->write) ?:
			  filter_words_read(words, &playback->words);

	playback->packets = capture->until.packets;
	if (capture->knobs.snaplen < PACKET_SNAPLEN_MAX) /* others' may be longer */
		playback->snaplen = capture->knobs.snaplen;
	playback->rotation = &capture->rotation;
	playback->format = &pcapng_format;
	playback->application = APPLICATION;
	playback->show = print_packet;
	playback->context = &capture->style;
	playback->print = capture->style.print;
	err = err ?: playback_run(playback);
	packet_text_end(stdout, &capture->style);
	filter_words_free(&playback->words);
	return err;
}

static int open_packets(struct hook_capture *capture)
{
	shown = capture;
	capture->packets = capture_new(capture->filename, &pcapng_format, &capture->rotation,
				       capture->until.packets, capture->style.print ? show : NULL);
	return capture->packets ? 0 : -EIO;
}

static int settle_capture(struct hook_capture *capture, char *const *words)
{
	int err = capture_until_settle(&capture->until);

	if (err)
		return err;
	capture->link_type = link_type(capture->link);
	if (capture->link_type < 0)
		return capture->link_type;
	capture->filename = file_rotation_first(&capture->rotation, words[1]);
	if (!capture->filename)
		return -EINVAL;
	return packet_text_settle(&capture->style, words[1])			  ?:
		       privileges_settle(capture->user)				  ?:
		       filter_words_read(words + 2, &capture->filter)		  ?:
		       filter_words_compile(&capture->filter, capture->link_type) ?:
		       signals_init()						  ?:
		       open_packets(capture);
}

int hook_capture_settle(struct hook_capture *capture, char *const *words)
{
	if (capture->version)
		return version_print() ?: 1;
	if (capture->list)
		return hook_list("/sys/fs/bpf") ?: 1;
	if (capture->playback.filename)
		return play_back(capture, words) ?: 1;
	return settle_capture(capture, words);
}

/* Who they are, before anything else is loaded that jumps there. */
static void find_owners(struct hook_capture *capture)
{
	struct hook_owner owners[OWNERS_MAX];
	int count = hook_owners(&capture->hook, owners, OWNERS_MAX);
	const size_t size = sizeof(capture->owners);
	size_t len = 0;

	*capture->owners = '\0';
	for (int i = 0; i < count && len < size; i++)
		len += snprintf(capture->owners + len, size - len, "%s%s()", i ? ", " : "",
				owners[i].name);
	if (count < 0)
		strcpy(capture->owners, "unknown programs");
}

static int check_actions(const struct hook_capture *capture)
{
	const struct xdp_hook *hook = &capture->hook;

	if (capture->actions && hook->entry)
		return log_error(-EINVAL, "%s: the hook is at the entry, before any action",
				 hook->path);
	for (int action = hook->slots; action < XDP_HOOK_ACTIONS; action++)
		if (capture->actions & 1 << action)
			return log_error(-EINVAL, "%s: the hook has no slot for %s", hook->path,
					 xdp_action_name(action));
	return 0;
}

/* Behind a capture at the entry the program goes on by the hook itself. */
static int go_on(const struct hook_capture *capture)
{
	struct bpf_map *map = bpf_object__find_map_by_name(capture->object, "entry_hook");
	int err = -ENOENT;

	if (map && capture->hook.entry)
		err = bpf_map__reuse_fd(map, capture->hook.fd);
	else if (map)
		err = bpf_map__set_autocreate(map, false);
	return err ? log_error(err, "entry_hook: %s", strerror(-err)) : 0;
}

static int choose_programs(struct hook_capture *capture)
{
	const struct xdp_hook *hook = &capture->hook;

	for (int i = 0; i <= ENTRY; i++) {
		struct bpf_program *program = bpf_loader_program(capture->object, names[i]);
		int slot = i == ENTRY ? 0 : i;
		bool wanted = (i == ENTRY) == hook->entry && slot < hook->slots &&
			      (!capture->actions || capture->actions & 1 << slot);

		if (!program)
			return -ENOENT;
		bpf_program__set_autoload(program, wanted);
		if (wanted)
			capture->programs[slot] = program;
	}
	return 0;
}

int hook_capture_open(struct hook_capture *capture, const struct bpf_embedded *embedded)
{
	int err = check_actions(capture);

	if (err)
		return err;
	find_owners(capture);
	capture->object = filter_open(embedded, filter_words_program(&capture->filter));
	if (!capture->object)
		return -ENOEXEC;
	err = go_on(capture);
	return err ? err : choose_programs(capture);
}

int hook_capture_parameterise(struct hook_capture *capture)
{
	if (capture->flush)
		capture->knobs.wakeup = 0;
	capture->knobs.frags = capture->hook.frags;
	xdp_hook_prepare(&capture->hook, capture->object);
	return packet_ring_parameterise(capture->object, &capture->knobs, capture->buffer);
}

int hook_capture_load(struct hook_capture *capture)
{
	int err = bpf_loader_load(capture->object);
	size_t len = strlen(log_kept()), most = capture->log_size;

	if (err && capture->print_log)
		fputs(log_kept() + (len > most ? len - most : 0), stderr);
	return err;
}

static enum packet_hook where(const struct hook_capture *capture)
{
	return capture->hook.entry ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT;
}

static void print_counts(struct capture_source *source, const struct packet_counts *counts)
{
	const struct hook_capture *capture = container_of(source, struct hook_capture, source);

	for (int slot = 0; slot < capture->hook.slots; slot++) {
		const struct packet_counts *at = &counts[PACKET_POINT(slot, where(capture))];

		if (capture->programs[slot])
			fprintf(stderr, "%s: %llu/%llu  ", xdp_hook_slot_name(&capture->hook, slot),
				at->seen, packet_matched(at));
	}
	fputs("(received/matched packets)\n", stderr);
}

static int check(struct capture_source *source)
{
	return xdp_hook_check(&container_of(source, struct hook_capture, source)->hook);
}

int hook_capture_ring(struct hook_capture *capture)
{
	capture->ring =
		packet_ring_new(capture->object, &capture->knobs, capture_event, capture->packets);
	if (!capture->ring)
		return -EINVAL;
	capture->ring->in_order = capture_event_in_order;
	capture->source = (struct capture_source){
		.packets = capture->ring,
		.check = check,
		.report = print_counts,
		.quiet = capture->quiet,
	};
	return 0;
}

int hook_capture_file(struct hook_capture *capture)
{
	const struct xdp_hook *hook = &capture->hook;
	struct packet_section section = { .application = APPLICATION,
					  .link_type = capture->link_type };
	char name[64], text[300];
	struct packet_interface interface = {
		.name = name,
		.description = text,
		.filter = capture->filter.text,
	};
	int err = 0;

	for (int slot = 0; !err && slot < hook->slots; slot++) {
		if (!capture->programs[slot])
			continue;
		snprintf(name, sizeof(name), "%s@%s", hook->name, xdp_hook_slot_name(hook, slot));
		snprintf(text, sizeof(text), "%.200s %s%s", capture->owners,
			 hook->entry ? "began" : "returned ",
			 hook->entry ? "" : xdp_action_name(slot));
		err = capture_add_interface(capture->packets, slot, where(capture), &interface);
	}
	return err ? err :
		     capture_start(capture->packets, &capture->source, &section,
				   capture->knobs.snaplen);
}

static void say_listening(const struct hook_capture *capture)
{
	const struct xdp_hook *hook = &capture->hook;
	const char *owners = *capture->owners ? capture->owners : "nobody";

	if (!*capture->owners)
		log_note("%s: no program with this hook is loaded now", hook->path);
	log_note("listening on %s of %s, capture size %u bytes", hook->path, owners,
		 capture->knobs.snaplen);
}

int hook_capture_run(struct hook_capture *capture)
{
	int err = capture_relinquish(capture->packets);

	if (err)
		return err;
	say_listening(capture);
	capture->started = true;
	return capture_run(capture->packets, &capture->until);
}

static int report(struct hook_capture *capture)
{
	struct capture_totals totals;
	int err = capture_drain(capture->packets, &totals);

	packet_text_end(stdout, &capture->style);
	fprintf(stderr, "%llu packets received, %llu matched, %llu captured, %llu lost\n",
		totals.seen, totals.matched, totals.stored, totals.lost);
	return err;
}

int hook_capture_end(struct hook_capture *capture, int err)
{
	if (capture->started)
		err = report(capture) ?: err;
	packet_ring_free(capture->ring);
	bpf_object__close(capture->object);
	filter_words_free(&capture->filter);
	xdp_hook_close(&capture->hook);
	capture_free(capture->packets);
	return capture_exit(err, &capture->until);
}

// SPDX-License-Identifier: GPL-2.0
/* Packets out of a file, through the filter, to be shown or stored. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "log.h"
#include "packet_reader.h"
#include "pcap_filter.h"
#include "playback.h"
#include "signals.h"

#define SNAPLEN_UNLIMITED 262144 /* as libpcap puts it */
#define PACKETS_INSIDE	  1024	 /* at a time, in programs: see complete() */

/* An interface of the file: a capture point, if its name says so. */
struct place {
	int number;		 /* the writer's; -1: none yet */
	char *name;		 /* in pieces, which are in: */
	struct packet_seen seen; /* a packet of it; lost: also before packets that were not taken */
	__u16 point;		 /* enum packet_hook */
};

struct run {
	const struct playback *playback;
	struct packet_reader *reader;
	struct packet_writer *writer;
	bool begun;		  /* the writer's file, or what is said of the file that is read */
	int link_type;		  /* of the file that is written */
	unsigned int snaplen;	  /* likewise */
	struct sock_fprog filter; /* compiled for */
	int filter_type;	  /* this link type */
	struct place *places;
	unsigned int count;
	unsigned long long read, taken, lost;
	bool several; /* interfaces of the machine, as the file begins */
	bool counted; /* the file tells how many were lost */
	int err;      /* of writing, while the reader waited */
};

/* "eth0:xdp_pass()@fexit" of xdpdump, "xdpcap_hook@XDP_PASS" of xdpcap, or an interface's name. */
static void parse_name(struct place *place)
{
	char *at = strrchr(place->name, '@'), *colon = strchr(place->name, ':');
	const char *point = at ? at + 1 : "";
	const bool function = colon && at > colon + 3 && !strncmp(at - 2, "()", 2);

	place->seen.ifname = *place->name ? place->name : NULL;
	if (function && (!strcmp(point, "fentry") || !strcmp(point, "fexit"))) {
		place->point = strcmp(point, "fexit") ? PACKET_HOOK_ENTRY : PACKET_HOOK_EXIT;
		place->seen.program = colon + 1;
		*colon = at[-2] = '\0';
	} else if (!strcmp(point, "entry") || !strncmp(point, "XDP_", 4)) {
		place->point = strcmp(point, "entry") ? PACKET_HOOK_EXIT : PACKET_HOOK_ENTRY;
		place->seen.hook = place->name;
		place->seen.ifname = NULL;
		*at = '\0';
	}
}

static struct place *find_place(struct run *run, unsigned int interface)
{
	struct place *more;

	for (; run->count <= interface; run->count++) {
		const struct packet_origin *origin = packet_reader_origin(run->reader, run->count);

		more = reallocarray(run->places, run->count + 1, sizeof(*more));
		if (!more)
			return NULL;
		run->places = more;
		more += run->count;
		*more = (struct place){
			.number = -1,
			.name = strdup(origin->interface.name ?: ""),
			.seen = { .link_type = origin->link_type, .several = run->several },
		};
		if (!more->name)
			return NULL;
		parse_name(more);
	}
	return &run->places[interface];
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* What a program's two interfaces have in common: the number of the first one. */
static unsigned int program_of(const struct run *run, const struct packet_seen *seen)
{
	for (unsigned int i = 0; i < run->count; i++)
		if (same(run->places[i].seen.program, seen->program) &&
		    same(run->places[i].seen.ifname, seen->ifname))
			return i;
	return 0;
}

/*
 * What a record says while it is captured. No file tells the CPU, but a packet is on one
 * from its entry to its exit: anything will do that its two records have in common.
 */
static void complete(const struct run *run, struct place *place, struct packet_stored *packet)
{
	struct packet_record *record = &packet->record;

	record->timestamp = packet->place.wall;
	record->ifindex = packet->origin->interface.ifindex;
	record->hook = place->point;
	record->prog_index = place->seen.program ? program_of(run, &place->seen) : 0;
	record->cpu = record->packet_id % PACKETS_INSIDE;
	if (run->playback->snaplen && record->cap_len > run->playback->snaplen)
		record->cap_len = run->playback->snaplen;
	place->seen.record = record;
	place->seen.data = packet->data;
	place->seen.wall = packet->place.wall;
}

/* Returns 1 or 0, or a negative errno with the reason logged. */
static int matches(struct run *run, const struct packet_stored *packet)
{
	const int link_type = packet->origin->link_type;
	const struct playback *playback = run->playback;
	const struct sock_fprog *program = filter_words_program(&playback->words);
	int err;

	if (!playback->words.text)
		return 1;
	if (!program && (!run->filter.len || run->filter_type != link_type)) {
		pcap_filter_free(&run->filter);
		err = pcap_filter_compile(playback->words.text, link_type, &run->filter);
		if (err)
			return err;
		run->filter_type = link_type;
	}
	return pcap_filter_matches(program ?: &run->filter, packet->data, packet->record.cap_len,
				   packet->record.wire_len);
}

/* In tcpdump's words. */
static void say_reading(const struct run *run, const struct packet_origin *origin)
{
	const char *name = run->playback->filename;
	char link[128];

	if (!strcmp(name, "-"))
		name = "stdin";
	if (origin)
		log_note("reading from file %s, link-type %s, snapshot length %u", name,
			 pcap_filter_link_name(origin->link_type, link, sizeof(link)),
			 origin->snaplen ?: SNAPLEN_UNLIMITED);
	else
		log_note("reading from file %s", name);
}

/* Of each, a file may have one for the entry and one for the exit. */
static bool has_several(const struct run *run)
{
	const struct packet_origin *first = packet_reader_origin(run->reader, 0), *other;

	for (unsigned int i = 1; (other = packet_reader_origin(run->reader, i)); i++)
		if (other->interface.ifindex != first->interface.ifindex)
			return true;
	return false;
}

/* The first interface decides how the file is that is written. */
static int begin(struct run *run)
{
	const struct packet_origin *origin = packet_reader_origin(run->reader, 0);
	const struct playback *playback = run->playback;
	struct packet_section section = *packet_reader_section(run->reader);

	run->begun = true;
	run->several = has_several(run);
	say_reading(run, origin);
	if (!run->writer)
		return 0;
	run->link_type = origin ? origin->link_type : 0;
	if (origin && !origin->link_type)
		return log_error(-ENOTSUP, "%s: link type NULL: cannot be stored here",
				 playback->filename); /* what writers take for Ethernet */
	run->snaplen = origin && origin->snaplen ? origin->snaplen : SNAPLEN_UNLIMITED;
	section.application = playback->application;
	section.link_type = run->link_type;
	return packet_writer_start(run->writer, &section, playback->snaplen ?: run->snaplen);
}

static int add_interface(struct run *run, struct place *place, const struct packet_origin *origin)
{
	struct packet_interface interface = origin->interface;
	const char *before = interface.filter, *now = run->playback->words.text;
	char *both = NULL;

	if (origin->link_type != run->link_type ||
	    (origin->snaplen ?: SNAPLEN_UNLIMITED) != run->snaplen)
		return log_error(-EINVAL,
				 "%s: interfaces differ in link type or snaplen, which "
				 "one file cannot hold",
				 run->playback->filename);
	if (now && before && asprintf(&both, "(%s) and (%s)", before, now) < 0)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	interface.filter = both ?: now ?: before;
	place->number = packet_writer_add_interface(run->writer, &interface);
	free(both);
	return place->number < 0 ? place->number : 0;
}

static int store(struct run *run, struct place *place, struct packet_stored *packet)
{
	int err = 0;

	if (place->number < 0)
		err = add_interface(run, place, packet->origin);
	if (err)
		return err == -EINVAL ? -EBADMSG : err;
	if (packet_writer_due(run->writer, packet->record.timestamp, true))
		err = packet_writer_next(run->writer, packet->record.timestamp);
	if (err)
		return err;
	packet->place.interface = place->number;
	packet->place.lost = place->seen.lost;
	return packet_writer_write(run->writer, &packet->place, &packet->record, packet->data);
}

static int take(struct run *run, struct packet_stored *packet)
{
	struct place *place = find_place(run, packet->place.interface);
	int match, err = 0;

	if (!place)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	run->read++;
	run->lost += packet->place.lost;
	place->seen.lost += packet->place.lost;
	match = matches(run, packet);
	if (match <= 0)
		return match;
	run->taken++;
	complete(run, place, packet);
	if (!run->writer || run->playback->print)
		run->playback->show(run->playback->context, &place->seen);
	if (run->writer)
		err = store(run, place, packet);
	place->seen.lost = 0;
	return err;
}

/* How the capture ended, which is told of all interfaces that packets were stored of. */
static void finish(struct run *run)
{
	const struct packet_origin *origin;
	bool counted = false; /* by who captured */
	__u64 dropped = 0;

	for (unsigned int i = 0; (origin = packet_reader_origin(run->reader, i)); i++) {
		counted |= origin->counted;
		dropped += origin->statistics.dropped;
		if (run->writer && origin->counted && i < run->count && run->places[i].number >= 0)
			packet_writer_add_statistics(run->writer, run->places[i].number,
						     &origin->statistics);
	}
	run->lost = counted ? dropped : run->lost;
	run->counted = counted;
}

static void report(const struct run *run)
{
	fprintf(stderr, "%llu packets read, %llu matched", run->read, run->taken);
	if (run->counted || run->lost) /* or the file does not tell */
		fprintf(stderr, ", %llu lost", run->lost);
	fputc('\n', stderr);
}

/* The reader may have to wait: what there is shall be seen meanwhile. */
static void flush(void *context)
{
	struct run *run = context;

	if (!run->err)
		run->err = log_flush();
	if (!run->err && run->writer && run->begun)
		run->err = packet_writer_flush(run->writer);
}

static int read_all(struct run *run)
{
	const struct playback *playback = run->playback;
	struct packet_stored packet;
	int more = 1, err = 0;

	while (!err && more > 0 && !(playback->packets && run->taken == playback->packets)) {
		more = packet_reader_next(run->reader, &packet);
		if (!run->begun && more >= 0)
			err = begin(run);
		if (!err && more > 0)
			err = run->err ?: take(run, &packet);
	}
	finish(run);
	if (run->writer)
		err = err ?: packet_writer_flush(run->writer);
	return err ?: log_flush() ?: more < 0 ? more : 0;
}

/* Not the file that is read: it would be empty before it is read. */
static int open_writer(struct run *run)
{
	const struct playback *playback = run->playback;
	const char *name;
	struct stat from, to;

	if (playback->rotation->time)
		return log_error(-EINVAL, "--ring-buffer: duration: a file's packets come at once");
	if (!playback->write && playback->rotation->size)
		return log_error(-EINVAL, "--file-size: no file is written");
	name = file_rotation_first(playback->rotation, playback->write);
	if (!name)
		return playback->write ? -EINVAL : 0;
	if (!stat(playback->filename, &from) && !stat(playback->write, &to) &&
	    S_ISREG(from.st_mode) && from.st_dev == to.st_dev && from.st_ino == to.st_ino)
		return log_error(-EBUSY, "%s: the file that is read", playback->write);
	if (file_rotation_wanted(playback->rotation))
		packet_reader_hold(run->reader);
	run->writer = packet_writer_open(playback->format, name, playback->rotation);
	return run->writer ? 0 : -EIO;
}

static void close_all(struct run *run)
{
	packet_writer_close(run->writer);
	packet_reader_close(run->reader);
	for (unsigned int i = 0; i < run->count; i++)
		free(run->places[i].name);
	free(run->places);
	pcap_filter_free(&run->filter);
}

int playback_run(const struct playback *playback)
{
	struct run run = { .playback = playback };
	int err = signals_init();

	if (err)
		return err;
	run.reader = packet_reader_open(playback->filename, flush, &run);
	err = run.reader ? open_writer(&run) : -EIO;
	if (!err) {
		err = read_all(&run);
		report(&run);
	}
	close_all(&run);
	return err;
}

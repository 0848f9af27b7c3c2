// SPDX-License-Identifier: GPL-2.0
/* What one source waits for, all of them wait for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "log.h"
#include "packet_record.h"
#include "packet_sources.h"

#define WAIT 40 /* ms, whatever the sources say */

struct one {
	struct packet_source *source;
	bool over;
};

struct packet_sources {
	struct packet_source joined; /* its fd is readable when one of theirs is */
	int count, left;	     /* left: those that are not over */
	struct one each[];
};

static int read_one(struct packet_sources *sources, struct one *one)
{
	int more = one->source->read(one->source);

	if (more != -ENODEV)
		return more;
	one->over = true;
	epoll_ctl(sources->joined.fd, EPOLL_CTL_DEL, one->source->fd, NULL);
	return --sources->left ? 0 : more;
}

static int read_all(struct packet_source *joined)
{
	struct packet_sources *sources = container_of(joined, struct packet_sources, joined);
	struct packet_turn turn = { .complete = ~0ULL, .wait = WAIT };
	int more = 0;

	for (int i = 0; i < sources->count; i++) {
		struct one *one = &sources->each[i];
		const struct packet_turn *its = &one->source->turn;
		int err = one->over ? 0 : read_one(sources, one);

		if (err < 0)
			return err;
		if (one->over)
			continue;
		more |= err;
		turn.complete = its->complete < turn.complete ? its->complete : turn.complete;
		turn.wait = its->wait < turn.wait ? its->wait : turn.wait;
		turn.pause |= its->pause;
	}
	joined->turn = turn;
	return more;
}

static int count_all(struct packet_source *joined, struct packet_counts *counts)
{
	struct packet_sources *sources = container_of(joined, struct packet_sources, joined);
	static struct packet_counts its[PACKET_POINTS];

	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	for (int i = 0; i < sources->count; i++) {
		struct packet_source *source = sources->each[i].source;
		int err = source->counts(source, its);

		if (err)
			return err;
		for (int point = 0; point < PACKET_POINTS; point++)
			if (its[point].seen || its[point].lost)
				counts[point] = its[point];
	}
	return 0;
}

struct packet_source *packet_sources_join(struct packet_source *const *sources, int count)
{
	struct packet_sources *all = calloc(1, sizeof(*all) + count * sizeof(*all->each));
	struct epoll_event event = { .events = EPOLLIN };

	if (!all)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM)), NULL;
	all->count = all->left = count;
	all->joined = (struct packet_source){
		.fd = epoll_create1(EPOLL_CLOEXEC),
		.read = read_all,
		.counts = count_all,
	};
	for (int i = 0; i < count; i++) {
		all->each[i].source = sources[i];
		if (epoll_ctl(all->joined.fd, EPOLL_CTL_ADD, sources[i]->fd, &event)) {
			log_error(-errno, "epoll: %s", strerror(errno));
			packet_sources_free(&all->joined);
			return NULL;
		}
	}
	return &all->joined;
}

void packet_sources_free(struct packet_source *joined)
{
	struct packet_sources *all = container_of(joined, struct packet_sources, joined);

	if (!joined)
		return;
	if (joined->fd >= 0)
		close(joined->fd);
	free(all);
}

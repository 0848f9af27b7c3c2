// SPDX-License-Identifier: GPL-2.0
/* tracing05/packet_sources: what is read, counted and waited for is that of all sources. */
#include <poll.h>
#include <sys/eventfd.h>

#include "packet_record.h"
#include "packet_sources.h"
#include "unit.h"

static struct one {
	struct packet_source source;
	int result, read; /* what reading returns, and how often it was done */
	int point;	  /* that it counts */
	int err;	  /* of counting */
} a, b;

static int read_one(struct packet_source *source)
{
	struct one *one = container_of(source, struct one, source);

	one->read++;
	return one->result;
}

static int count_one(struct packet_source *source, struct packet_counts *counts)
{
	const struct one *one = container_of(source, struct one, source);

	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	counts[one->point] = (struct packet_counts){ .seen = one->point + 10, .lost = 1 };
	return one->err;
}

static struct packet_source *join(void)
{
	struct packet_source *const sources[] = { &a.source, &b.source };

	a = (struct one){ .source = { .fd = eventfd(0, 0),
				      .read = read_one,
				      .counts = count_one,
				      .turn = { .complete = 50, .wait = 10 } } };
	b = a;
	b.source.fd = eventfd(0, 0);
	b.source.turn = (struct packet_turn){ .complete = 40, .wait = 2, .pause = true };
	b.point = PACKET_POINTS - 1;
	return packet_sources_join(sources, 2);
}

static void leave(struct packet_source *joined)
{
	packet_sources_free(joined);
	close(a.source.fd);
	close(b.source.fd);
}

static bool readable(const struct packet_source *source)
{
	struct pollfd fd = { .fd = source->fd, .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

TEST(turns)
{
	struct packet_source *joined = join();

	assert_non_null(joined);
	assert_int_equal(joined->read(joined), 0);
	assert_int_equal(joined->turn.complete, 40);
	assert_int_equal(joined->turn.wait, 2);
	assert_true(joined->turn.pause);
	assert_int_equal(a.read + b.read, 2);
	a.result = 1;
	assert_int_equal(joined->read(joined), 1);
	assert_false(readable(joined));
	assert_int_equal(eventfd_write(b.source.fd, 1), 0);
	assert_true(readable(joined));
	leave(joined);
}

/* One that goes does not take the others with it, nor is anything of it waited for. */
TEST(over)
{
	struct packet_source *joined = join();

	b.result = -ENODEV;
	assert_int_equal(eventfd_write(b.source.fd, 1), 0);
	assert_int_equal(joined->read(joined), 0);
	assert_int_equal(joined->turn.complete, 50);
	assert_int_equal(joined->turn.wait, 10);
	assert_false(readable(joined));
	assert_int_equal(joined->read(joined), 0);
	assert_int_equal(b.read, 1);
	a.result = -ENODEV;
	assert_int_equal(joined->read(joined), -ENODEV);
	leave(joined);
	packet_sources_free(NULL);
}

TEST(failure)
{
	struct packet_source *joined = join();

	a.result = -EBADMSG;
	assert_int_equal(joined->read(joined), -EBADMSG);
	leave(joined);
}

TEST(counts)
{
	struct packet_counts counts[PACKET_POINTS];
	struct packet_source *joined = join();

	memset(counts, 0xee, sizeof(counts));
	assert_int_equal(joined->counts(joined, counts), 0);
	assert_int_equal(counts[0].seen, 10);
	assert_int_equal(counts[1].seen, 0);
	assert_int_equal(counts[PACKET_POINTS - 1].seen, PACKET_POINTS - 1 + 10);
	assert_int_equal(counts[PACKET_POINTS - 1].lost, 1);
	b.err = -EIO;
	assert_int_equal(joined->counts(joined, counts), -EIO);
	leave(joined);
}

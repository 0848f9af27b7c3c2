// SPDX-License-Identifier: GPL-2.0
/* packet_pair: which entry goes with which exit. */
#include "events.h"
#include "packet_pair.h"
#include "unit.h"

static struct packet_pair *pair;

FIXTURE(begin)
{
	pair = packet_pair_new();
	return !pair;
}

FIXTURE(end)
{
	packet_pair_free(pair);
	return 0;
}

/* What comes by a capture point; its bytes tell @number, and there are as many. */
static const struct packet_record *comes(__u16 hook, __u16 cpu, __u16 program, __u32 id,
					 __u32 number)
{
	const struct packet_record *entry;
	struct event *event = malloc(sizeof(*event));

	make_event(event, 1000 + number, number, number);
	event->record.hook = hook;
	event->record.cpu = cpu;
	event->record.prog_index = program;
	event->record.packet_id = id;
	entry = packet_pair_entry(pair, &event->record, event->data);
	free(event); /* what is kept is a copy */
	return entry;
}

#define enters(...) assert_null(comes(PACKET_HOOK_ENTRY, __VA_ARGS__))
#define leaves(...) comes(PACKET_HOOK_EXIT, __VA_ARGS__)

static void assert_entry(const struct packet_record *entry, __u32 number)
{
	assert_non_null(entry);
	assert_int_equal(entry->timestamp, 1000 + number);
	assert_int_equal(entry->cap_len, number);
	assert_true(is_packet(entry + 1, number, number));
}

EACH(begin, end);

TEST(one_after_the_other)
{
	enters(0, 0, 1, 60);
	assert_entry(leaves(0, 0, 1, 64), 60);
	enters(0, 0, 2, 1500); /* longer than what was kept, and shorter */
	assert_entry(leaves(0, 0, 2, 1500), 1500);
	enters(0, 0, 3, 0);
	assert_entry(leaves(0, 0, 3, 10), 0);
}

TEST(cpus_and_programs_apart)
{
	enters(0, 0, 7, 100);
	enters(65535, 0, 7, 101);
	enters(1, PACKET_PROGRAMS_MAX - 1, 7, 102);
	enters(1, 0, 7, 103);
	enters(0, 1, 7, 104);
	assert_entry(leaves(1, PACKET_PROGRAMS_MAX - 1, 7, 1), 102);
	assert_entry(leaves(0, 0, 7, 1), 100);
	assert_entry(leaves(1, 0, 7, 1), 103);
	assert_entry(leaves(0, 1, 7, 1), 104);
	assert_entry(leaves(65535, 0, 7, 1), 101);
}

/* A dispatcher and what it calls: one packet, inside both at once. */
TEST(nested)
{
	enters(2, 0, 5, 60);
	enters(2, 1, 5, 61);
	assert_entry(leaves(2, 1, 5, 1), 61);
	enters(2, 2, 5, 62);
	assert_entry(leaves(2, 2, 5, 1), 62);
	assert_entry(leaves(2, 0, 5, 1), 60);
}

TEST(entry_lost)
{
	assert_null(leaves(0, 0, 1, 1));
	enters(0, 0, 2, 60);
	assert_null(leaves(0, 0, 3, 1));
	assert_null(leaves(1, 0, 2, 1));
	assert_null(leaves(0, 1, 2, 1));
}

/* An exit that was lost leaves its entry behind: the next packet is another one. */
TEST(exit_lost)
{
	enters(0, 0, 1, 60);
	enters(0, 0, 2, 70);
	assert_entry(leaves(0, 0, 2, 1), 70);
}

/* Ids may repeat, and be 0 for all that have none: an entry goes with one exit. */
TEST(ids_that_repeat)
{
	for (__u32 id = 0; id < 2; id++) {
		enters(0, 0, id, 60);
		assert_entry(leaves(0, 0, id, 1), 60);
		assert_null(leaves(0, 0, id, 1));
		enters(0, 0, id, 70);
		assert_entry(leaves(0, 0, id, 1), 70);
	}
}

/* A packet that was not watched at entry and exit. */
TEST(other_hooks)
{
	assert_null(comes(PACKET_HOOK_PROGRAM, 0, 0, 1, 60));
	assert_null(leaves(0, 0, 1, 1));
	enters(0, 0, 1, 60);
	assert_null(comes(PACKET_HOOK_PROGRAM, 0, 0, 1, 70));
	assert_entry(leaves(0, 0, 1, 1), 60);
	packet_pair_free(NULL);
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * headers/parsing_helpers.h in the kernel: the packets of parsing_helpers_test.c
 * through parsing_helpers_kern.o must be parsed there as they are here.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf_loader.h"
#include "packet_builder.h"
#include "privileges.h"
#include "unit.h"

#define DAMAGED_PACKETS 20000
#define SHORTEST	14 /* bytes: BPF_PROG_TEST_RUN wants an Ethernet header */

static int prog_fd, map_fd;

static struct parsed_packet parse_in_kernel(const struct packet *p, __u32 len)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = p->bytes, .data_size_in = len);
	struct parsed_packet parsed;
	__u32 key = 0;

	assert_int_equal(bpf_prog_test_run_opts(prog_fd, &run), 0);
	assert_int_equal(run.retval, XDP_PASS);
	assert_int_equal(bpf_map_lookup_elem(map_fd, &key, &parsed), 0);
	return parsed;
}

static void compare(const struct packet *p, __u32 len)
{
	struct parsed_packet got = parse_in_kernel(p, len);
	struct parsed_packet want = parse_copy(p->bytes, len);

	assert_true(same_parse(p->test->name, len, &got, &want));
}

FIXTURE(load)
{
	struct bpf_object *object = bpf_loader_open("parsing_helpers_kern.o");

	if (!object || bpf_loader_load(object))
		return -1;
	prog_fd = bpf_program__fd(bpf_object__find_program_by_name(object, "parse_all"));
	map_fd = bpf_object__find_map_fd_by_name(object, "parsed");
	*state = object;
	return 0;
}

FIXTURE(unload)
{
	bpf_object__close(*state);
	return 0;
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
GROUP(load, unload);

TEST(every_prefix)
{
	for_every_prefix(SHORTEST, compare);
}

TEST(damaged_packets)
{
	unsigned int seed = 1;
	struct packet p;

	for (int i = 0; i < DAMAGED_PACKETS; i++) {
		build_packet(&test_packets[i % TEST_PACKETS], &p);
		damage_packet(&p, SHORTEST, &seed);
		compare(&p, p.len);
	}
}

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * headers/parsing_helpers.h in the kernel: the packets of parsing_helpers_test.c
 * through parsing_helpers_kern.o must be parsed there as they are here.
 * Usage: parsing_helpers_bpf_test [OBJECT]
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cmocka.h>

#include "bpf_loader.h"
#include "log.h"
#include "packet_builder.h"

#define DAMAGED_PACKETS 20000
#define SHORTEST	14 /* bytes: BPF_PROG_TEST_RUN wants an Ethernet header */

static const char *object_file = "parsing_helpers_kern.o";
static int prog_fd, map_fd;

/* Loads the least that needs the same rights: XDP, and a difference of packet pointers. */
static int may_load(void)
{
	const struct bpf_insn insns[] = {
		{ BPF_LDX | BPF_MEM | BPF_W, BPF_REG_2, BPF_REG_1, offsetof(struct xdp_md, data),
		  0 },
		{ BPF_LDX | BPF_MEM | BPF_W, BPF_REG_0, BPF_REG_1,
		  offsetof(struct xdp_md, data_end), 0 },
		{ BPF_ALU64 | BPF_SUB | BPF_X, BPF_REG_0, BPF_REG_2, 0, 0 },
		{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
	};
	int fd;

	fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "may_load", "GPL", insns,
			   sizeof(insns) / sizeof(*insns), NULL);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

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

static void test_every_prefix(void **state)
{
	(void)state;
	for_every_prefix(SHORTEST, compare);
}

static void test_damaged_packets(void **state)
{
	unsigned int seed = 1;
	struct packet p;
	int i;

	(void)state;
	for (i = 0; i < DAMAGED_PACKETS; i++) {
		build_packet(&test_packets[i % TEST_PACKETS], &p);
		damage_packet(&p, SHORTEST, &seed);
		compare(&p, p.len);
	}
}

static int load(void **state)
{
	struct bpf_object *object = bpf_loader_open(object_file);

	if (!object || bpf_loader_load(object))
		return -1;
	prog_fd = bpf_program__fd(bpf_object__find_program_by_name(object, "parse_all"));
	map_fd = bpf_object__find_map_fd_by_name(object, "parsed");
	*state = object;
	return 0;
}

static int unload(void **state)
{
	bpf_object__close(*state);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_damaged_packets),
	};
	int err = may_load();

	if (err == -EPERM || err == -EACCES || err == -ENOSYS) {
		printf("1..0 # SKIP cannot load BPF programs: %s\n", strerror(-err));
		return 0;
	}
	if (argc > 1)
		object_file = argv[1];
	return cmocka_run_group_tests(tests, load, unload);
}

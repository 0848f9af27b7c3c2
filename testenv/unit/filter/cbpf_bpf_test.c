// SPDX-License-Identifier: GPL-2.0
/* Any valid classic program passes the verifier as a filter, and says what libpcap says. */
#include <linux/types.h>

#include "classic_program.h"
#include "filter_programs.h"
#include "privileges.h"

#define PROGRAMS 100
#define PACKETS	 60

static struct filter_packet packets[PACKETS];

FIXTURE(begin)
{
	filter_packets_make(packets, PACKETS);
	return filter_image_read(&filter_linear_image, "filter_kern.o");
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
GROUP(begin, NULL);

TEST(absent_filter)
{
	struct filter_program program;
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	assert_int_equal(filter_program_load(&program, &filter_linear_image, NULL), 0);
	assert_int_equal(bpf_obj_get_info_by_fd(program.fd, &info, &size), 0);
	/* one move for each of two calls, the result, and the exit */
	assert_in_range(info.xlated_prog_len / sizeof(struct bpf_insn), 4, 6);
	for (int i = 0; i < PACKETS; i++)
		assert_int_equal(filter_program_run(&program, packets[i].bytes, packets[i].size),
				 FILTER_SAYS_DIRECT | FILTER_SAYS_PROBE);
	filter_program_unload(&program);
}

static void try_program(const struct sock_fprog *filter)
{
	struct filter_program program;
	struct filter_input *input;

	assert_int_equal(filter_program_load(&program, &filter_linear_image, filter), 0);
	input = program.shared;
	for (int i = 0; i < PACKETS; i++) {
		const struct filter_packet *p = &packets[i];
		__u32 readable = i % 2 ? p->size : p->size / 2, want = 0;

		memcpy(input->bytes, p->bytes, p->size);
		input->length = p->size;
		input->readable = readable;
		if (classic_program_matches(filter, p->bytes, p->size, p->size))
			want |= FILTER_SAYS_DIRECT;
		if (classic_program_matches(filter, p->bytes, readable, p->size))
			want |= FILTER_SAYS_PROBE;
		assert_int_equal(filter_program_run(&program, p->bytes, p->size), want);
	}
	filter_program_unload(&program);
}

TEST(random_programs)
{
	struct sock_filter insns[CLASSIC_MOST];
	struct sock_fprog filter = { .filter = insns };
	__u8 bytes[CLASSIC_MOST * CLASSIC_BYTES];

	for (int n = 0; n < PROGRAMS; n++) {
		for (__u32 i = 0; i < sizeof(bytes); i++)
			bytes[i] = random_below(256);
		filter.len = classic_program_make(insns, bytes, random_below(sizeof(bytes)));
		try_program(&filter);
	}
}

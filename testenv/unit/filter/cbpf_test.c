// SPDX-License-Identifier: GPL-2.0
/* cbpf: what a program becomes, how often a loop is run, and what is refused. */
#include "ebpf_machine.h"
#include "pcap_filter.h"
#include "unit.h"

static struct bpf_insn insns[CBPF_INSNS_MAX];
static const char *reason; /* of what is refused */
TEST(translation)
{
	static const char direct[] = "(000) r5 = r1\n"
				     "(001) r5 += 14\n"
				     "(002) if r5 > r2 goto 8\n"
				     "(003) r0 = *(u16 *)(r1 +12)\n"
				     "(004) r0 = be16 r0\n"
				     "(005) if w0 != 0x800 goto 8\n"
				     "(006) w0 = 1\n"
				     "(007) exit\n"
				     "(008) w0 = 0\n"
				     "(009) exit\n";
	struct sock_fprog program;
	int count;

	assert_int_equal(pcap_filter_compile("ip", PCAP_FILTER_ETHERNET, &program), 0);
	count = cbpf_translate(&program, CBPF_READ_DIRECT, insns, &reason);
	HEAR(ebpf_print(stdout, insns, count));
	assert_string_equal(heard.out, direct);
	pcap_filter_free(&program);
}

/* UDP in IPv6, behind so many headers of options. */
static bool finds_udp(const struct sock_fprog *program, int headers, enum cbpf_reader reader)
{
	__u8 packet[14 + 40 + 64 * 8] = { [12] = 0x86, 0xdd, 0x60, [20] = headers ? 60 : 17 };
	struct ebpf_machine machine = { .insns = insns, .packet = packet, .size = sizeof(packet) };

	for (int i = 0; i < headers; i++)
		packet[54 + i * 8] = i + 1 < headers ? 60 : 17;
	machine.count = cbpf_translate(program, reader, insns, &reason);
	assert_in_range(machine.count, 1, CBPF_INSNS_MAX);
	ebpf_must_reach_all(&machine);
	return ebpf_run(&machine, reader, sizeof(packet));
}

TEST(loops)
{
	struct sock_fprog program;

	assert_int_equal(pcap_filter_compile("ip6 protochain 17", PCAP_FILTER_ETHERNET, &program),
			 0);
	for (int reader = CBPF_READ_DIRECT; reader < CBPF_READERS; reader++)
		for (int headers = 0; headers < 2 * CBPF_LOOPS; headers++)
			assert_int_equal(finds_udp(&program, headers, reader),
					 headers < CBPF_LOOPS);
	pcap_filter_free(&program);
}

/*
 * The first field is not in the window, and both branches are known to have 15 bytes; the
 * one that reads 24 must not copy them before it knows of them.
 */
TEST(nothing_is_read_unchecked)
{
	static const __u8 packet[24];
	struct sock_filter branches[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 11),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23),
		BPF_STMT(BPF_RET | BPF_K, 1),
	};
	struct sock_fprog program = { COUNT(branches), branches };

	for (int reader = CBPF_READ_DIRECT; reader < CBPF_READERS; reader++) {
		for (__u32 size = 0; size <= sizeof(packet); size++) {
			struct ebpf_machine machine = { .insns = insns, .packet = packet };

			machine.size = size;
			machine.count = cbpf_translate(&program, reader, insns, &reason);
			assert_int_equal(ebpf_run(&machine, reader, size), size == sizeof(packet));
		}
	}
}

/* Loops in one another, with one start, or of one jump alone have an end as well. */
TEST(endless_loops)
{
	struct sock_filter endless[] = {
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1),
		BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 7, 0, 1),
		BPF_STMT(BPF_JMP | BPF_JA, -3),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 8, 0, 1),
		BPF_STMT(BPF_JMP | BPF_JA, -1),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 9, 0, 1),
		BPF_STMT(BPF_JMP | BPF_JA, -8),
		BPF_STMT(BPF_JMP | BPF_JA, -9),
		BPF_STMT(BPF_RET | BPF_K, 1),
	};
	struct sock_fprog program = { COUNT(endless), endless };
	struct ebpf_machine machine = { .insns = insns };

	machine.count = cbpf_translate(&program, CBPF_READ_DIRECT, insns, &reason);
	assert_in_range(machine.count, 1, CBPF_INSNS_MAX);
	ebpf_must_reach_all(&machine);
	assert_int_equal(ebpf_run(&machine, CBPF_READ_DIRECT, 0), 0);
}

/* In classic BPF a shift by 32 and more leaves nothing. */
TEST(shifts)
{
	static const __u32 by[] = { 0, 1, 31, 32, 33, 63, 64, 0xffffffff };
	struct ebpf_machine machine = { .insns = insns };

	for (size_t i = 0; i < 2 * COUNT(by); i++) {
		const __u32 x = by[i / 2];
		struct sock_filter shift[] = {
			BPF_STMT(BPF_LD | BPF_IMM, 0x80000001),
			BPF_STMT(BPF_LDX | BPF_IMM, x),
			BPF_STMT(BPF_ALU | BPF_X | (i % 2 ? BPF_LSH : BPF_RSH), 0),
			BPF_STMT(BPF_RET | BPF_A, 0),
		};
		struct sock_fprog program = { COUNT(shift), shift };

		for (int reader = CBPF_READ_DIRECT; reader < CBPF_READERS; reader++) {
			machine.count = cbpf_translate(&program, reader, insns, &reason);
			assert_int_equal(ebpf_run(&machine, reader, 0) != 0, x < 32);
		}
	}
}

TEST(refused)
{
	static const char invalid[] = "an instruction that is not valid";
	static const char leaves[] = "a path that leaves the program without a return";
	static const struct {
		struct sock_filter insn;
		const char *reason;
	} refused[] = {
		{ BPF_STMT(BPF_LD | BPF_MEM, 16), invalid },
		{ BPF_STMT(BPF_ST, 16), invalid },
		{ BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), invalid },
		{ BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 0), invalid },
		{ BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), invalid },
		{ BPF_STMT(BPF_ALU | 0xb0, 0), invalid },
		{ BPF_STMT(BPF_LDX | BPF_H | BPF_ABS, 0), invalid },
		{ BPF_STMT(BPF_RET | BPF_X, 0), invalid },
		{ BPF_STMT(BPF_JMP | 0x50, 0), invalid },
		{ BPF_STMT(0x120, 0), invalid },
		{ BPF_STMT(BPF_JMP | BPF_JA, 1), leaves },
		{ BPF_STMT(BPF_JMP | BPF_JA, -2), leaves },
		{ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), leaves },
	};
	struct sock_filter filter[2] = { {}, BPF_STMT(BPF_RET | BPF_K, 1) };
	struct sock_fprog program = { 2, filter };

	for (size_t i = 0; i < COUNT(refused); i++) {
		filter[0] = refused[i].insn;
		assert_int_equal(cbpf_translate(&program, CBPF_READ_PROBE, insns, &reason),
				 -EINVAL);
		assert_string_equal(reason, refused[i].reason);
	}
	filter[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, 1);
	program.len = 1;
	assert_int_equal(cbpf_translate(&program, CBPF_READ_DIRECT, insns, &reason), -EINVAL);
	assert_string_equal(reason, leaves);
	program.len = 0;
	assert_int_equal(cbpf_translate(&program, CBPF_READ_DIRECT, insns, &reason), -EINVAL);
	assert_string_equal(reason, "an empty program");
}

TEST(too_long)
{
	static struct sock_filter filter[4096];
	struct sock_fprog program = { COUNT(filter), filter };

	for (size_t i = 0; i < COUNT(filter); i++)
		filter[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_IND, i);
	filter[COUNT(filter) - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 1);
	assert_int_equal(cbpf_translate(&program, CBPF_READ_PROBE, insns, &reason), -E2BIG);
	assert_string_equal(reason, "too long");
}

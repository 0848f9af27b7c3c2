// SPDX-License-Identifier: GPL-2.0
/*
 * Any valid classic program on any packet: what cbpf_translate() makes of it must say
 * what libpcap's interpreter says, however it reads the packet.
 */
#include <stdint.h>

#include "../unit/classic_program.h"
#include "cbpf.h"
#include "ebpf_machine.h"
#include "pcap_filter.h"

#define HEADER 8 /* bytes of the input that are neither program nor packet */

static struct bpf_insn insns[CBPF_INSNS_MAX];

/* Every instruction must be reachable: the verifier refuses dead code. */
static void must_reach_all(const struct ebpf_machine *machine)
{
	static bool reached[CBPF_INSNS_MAX + 1];

	memset(reached, 0, machine->count);
	reached[0] = true;
	for (int i = 0; i < machine->count; i++) { /* jumps are forward only */
		const struct bpf_insn *insn = &machine->insns[i];
		bool jump = BPF_CLASS(insn->code) == BPF_JMP || BPF_CLASS(insn->code) == BPF_JMP32;
		__u8 op = jump ? BPF_OP(insn->code) : BPF_ADD;

		if (!reached[i] || (jump && insn->off < 0))
			ebpf_stop(machine, i, "reachable, and its jump forward");
		if (jump && op != BPF_EXIT && op != BPF_CALL)
			reached[i + 1 + insn->off] = true;
		if (!jump || (op != BPF_EXIT && op != BPF_JA))
			reached[i + 1] = true;
	}
}

static void compare(enum cbpf_reader reader, const struct sock_fprog *program, const __u8 *packet,
		    __u32 captured, __u32 length)
{
	struct ebpf_machine machine = { .insns = insns, .packet = packet, .size = captured };
	const char *reason = NULL;
	bool want = classic_program_matches(program, packet, captured, length), got;

	machine.count = cbpf_translate(program, reader, insns, &reason);
	if (machine.count <= 0)
		ebpf_stop(&machine, 0, reason ?: "translated");
	must_reach_all(&machine);
	machine.may_read_it = reader == CBPF_READ_DIRECT;
	machine.reg[1] = reader == CBPF_READ_LOAD ? (__u64)&machine : (__u64)packet;
	machine.reg[2] = reader == CBPF_READ_DIRECT ? (__u64)packet + captured : captured;
	machine.reg[3] = length;
	machine.written = reader == CBPF_READ_PROBE ? 0xe : 0x6;
	got = ebpf_run(&machine);
	if (got != want)
		ebpf_stop(&machine, 0, got ? "rejected" : "accepted");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct sock_filter filter[CLASSIC_MOST];
	struct sock_fprog program = { .filter = filter };
	__u32 length, captured, split;
	__u8 *packet;

	if (size < HEADER)
		return 0;
	length = bytes[0] & 1 ? bytes[1] << 8 | bytes[2] : bytes[1];
	captured = bytes[0] & 2 ? length * bytes[3] / 256 : length;
	split = (bytes[4] << 8 | bytes[5]) % (size - HEADER + 1);
	bytes += HEADER;
	size -= HEADER;
	program.len = classic_program_make(filter, bytes, split);
	bytes += split;
	size -= split;
	packet = malloc(length); /* of its own, for the sanitizer to see where it ends */
	for (__u32 i = 0; i < length; i++)
		packet[i] = size ? bytes[i % size] : i;
	compare(CBPF_READ_DIRECT, &program, packet, length, length);
	compare(CBPF_READ_LOAD, &program, packet, length, length);
	compare(CBPF_READ_PROBE, &program, packet, captured, length);
	free(packet);
	return 0;
}

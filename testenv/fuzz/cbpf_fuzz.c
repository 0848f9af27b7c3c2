// SPDX-License-Identifier: GPL-2.0
/*
 * Any valid classic program on any packet: what cbpf_translate() makes of it must say
 * what libpcap's interpreter says, however it reads the packet.
 */
#include <stdint.h>

#include "classic_program.h"
#include "ebpf_machine.h"
#include "cbpf.h"

#define SHORT  40 /* bytes: packets that end where small offsets are */
#define HEADER 8  /* bytes of the input that are neither program nor packet */

static struct bpf_insn insns[CBPF_INSNS_MAX];

static void run(struct ebpf_machine *machine, enum cbpf_reader reader,
		const struct sock_fprog *program, __u32 captured, __u32 length)
{
	bool got, want = classic_program_matches(program, machine->packet, captured, length);

	machine->size = captured;
	memset(machine->stack_written, 0, sizeof(machine->stack_written));
	got = ebpf_run(machine, reader, length);
	if (got != want)
		ebpf_stop(machine, 0, got ? "rejected" : "accepted");
}

/* Tries the packet, and each short one that it begins with. */
static void compare(enum cbpf_reader reader, const struct sock_fprog *program, const __u8 *packet,
		    __u32 captured, __u32 length)
{
	struct ebpf_machine machine = { .insns = insns, .packet = packet };
	const char *reason = NULL;

	machine.count = cbpf_translate(program, reader, insns, &reason);
	if (machine.count <= 0)
		ebpf_stop(&machine, 0, reason ?: "translated");
	ebpf_must_reach_all(&machine);
	run(&machine, reader, program, captured, length);
	for (__u32 part = 0; part < SHORT && part < captured; part++)
		run(&machine, reader, program, part, reader == CBPF_READ_PROBE ? length : part);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct sock_filter filter[CLASSIC_MOST];
	struct sock_fprog program = { .filter = filter };
	__u32 length, captured, split;
	__u8 *packet;

	if (size < HEADER)
		return 0;
	length = bytes[0] & 4 ? bytes[1] & 63 : bytes[0] & 1 ? bytes[1] << 8 | bytes[2] : bytes[1];
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

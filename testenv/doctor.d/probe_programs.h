/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs written by hand, in two or six instructions, loaded and attached to see
 * whether the kernel lets them. What a try opens stays open, and attached, until the
 * process ends; it returns a negative errno where the feature is not to be had.
 */
#ifndef TESTENV_PROBE_PROGRAMS_H
#define TESTENV_PROBE_PROGRAMS_H

#include <errno.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "privileges.h"

#define NAME	"doctor_probe" /* of every map and program of the probe's */
#define LO	1	       /* the ifindex of lo in a new network namespace */
#define TRACEFS "/sys/kernel/tracing"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5) /* not in the headers before 5.18 */
#endif

#define SET(reg, value) ((struct bpf_insn){ BPF_ALU64 | BPF_MOV | BPF_K, reg, 0, 0, value })
#define EXIT		((struct bpf_insn){ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 })

/* Load what returns 0, for that is what programs of most types have to; XDP_ABORTED is 0, too. */
static int load(enum bpf_prog_type type, const struct bpf_prog_load_opts *opts)
{
	const struct bpf_insn insns[] = { SET(BPF_REG_0, 0), EXIT };

	return bpf_prog_load(type, NAME, "GPL", insns, 2, opts);
}

/* Tracing programs and extensions are attached to what they were loaded for. */
static int load_and_attach(enum bpf_prog_type type, const struct bpf_prog_load_opts *opts)
{
	int program = load(type, opts);

	return program < 0 ? program : bpf_raw_tracepoint_open(NULL, program);
}

static int try_root(void)
{
	int program = load(BPF_PROG_TYPE_TRACEPOINT, NULL);

	return program < 0 ? program : load(BPF_PROG_TYPE_XDP, NULL);
}

/* tracefs numbers the tracepoints; where it is not mounted, it is mounted for this process alone. */
static int try_tracepoint(void)
{
	static const char name[] = TRACEFS "/events/xdp/xdp_exception/id";
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };
	int event, program = load(BPF_PROG_TYPE_TRACEPOINT, NULL);
	FILE *id;

	if (program < 0)
		return program;
	if (access(name, F_OK) && !unshare(CLONE_NEWNS) &&
	    !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		mount("tracefs", TRACEFS, "tracefs", 0, NULL);
	id = fopen(name, "r");
	if (!id)
		return -errno;
	if (fscanf(id, "%llu", &attr.config) != 1)
		return -EIO;
	event = syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
	if (event < 0 || ioctl(event, PERF_EVENT_IOC_SET_BPF, program))
		return -errno;
	return 0;
}

static int try_xdp(void)
{
	int program = load(BPF_PROG_TYPE_XDP, NULL);

	if (program < 0)
		return program;
	if (unshare(CLONE_NEWNET))
		return -errno;
	return bpf_link_create(program, LO, BPF_XDP, NULL);
}

static int try_frags(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = BPF_F_XDP_HAS_FRAGS);

	return load(BPF_PROG_TYPE_XDP, &opts);
}

static int try_tp_btf(void)
{
	int id = libbpf_find_vmlinux_btf_id("xdp_exception", BPF_TRACE_RAW_TP);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_RAW_TP,
		    .attach_btf_id = id);

	return id < 0 ? id : load_and_attach(BPF_PROG_TYPE_TRACING, &opts);
}

/*
 * An XDP program whose BTF says "int doctor_probe(struct xdp_md *ctx)", which makes it
 * one that others can trace or replace, and a program of @type that is attached to it.
 */
static int try_in_xdp(enum bpf_prog_type type, enum bpf_attach_type attach_type)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	int ctx = btf__add_ptr(btf, btf__add_struct(btf, "xdp_md", sizeof(struct xdp_md)));
	int prototype = btf__add_func_proto(btf, number);
	int target, err = btf__add_func_param(btf, "ctx", ctx);
	int id = btf__add_func(btf, NAME, BTF_FUNC_GLOBAL, prototype);
	const struct bpf_func_info function = { .type_id = id };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .func_info = &function, .func_info_cnt = 1,
		    .func_info_rec_size = sizeof(function));

	if (!err)
		err = btf__load_into_kernel(btf);
	if (err)
		return err;
	opts.prog_btf_fd = btf__fd(btf);
	target = load(BPF_PROG_TYPE_XDP, &opts);
	if (target < 0)
		return target;
	opts.attach_prog_fd = target;
	opts.attach_btf_id = id;
	opts.expected_attach_type = attach_type;
	return load_and_attach(type, &opts);
}

/* What it is for, reading the kernel's memory, is what a lockdown forbids. */
static int try_fentry(void)
{
	int err = try_in_xdp(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY);

	return err >= 0 && capability_lockdown() ? -EPERM : err;
}

static int try_freplace(void)
{
	return try_in_xdp(BPF_PROG_TYPE_EXT, 0);
}

/*
 * The callee returns 0, the caller something else where it is not left for the callee. It
 * does so in a function of its own, for not every kernel lets a program that has functions,
 * as those with a filter do, make a tail call.
 */
static int try_tailcall(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, NAME, 4, 4, 1, NULL), slot = 0;
	const struct bpf_insn insns[] = {
		{ BPF_LD | BPF_DW | BPF_IMM, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, map },
		{ 0 },
		SET(BPF_REG_3, slot),
		{ BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call },
		{ BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, 1 },
		EXIT,
		SET(BPF_REG_0, XDP_PASS),
		EXIT,
	};
	char packet[64] = "";
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof(packet));
	int callee = load(BPF_PROG_TYPE_XDP, NULL), caller, err;

	if (map < 0 || callee < 0)
		return map < 0 ? map : callee;
	caller = bpf_prog_load(BPF_PROG_TYPE_XDP, NAME, "GPL", insns,
			       sizeof(insns) / sizeof(insns[0]), NULL);
	if (caller < 0)
		return caller;
	err = bpf_map_update_elem(map, &slot, &callee, BPF_ANY);
	if (!err)
		err = bpf_prog_test_run_opts(caller, &run);
	return err || !run.retval ? err : -ENOEXEC;
}

#endif

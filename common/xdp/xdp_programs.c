// SPDX-License-Identifier: GPL-2.0
/* Looking at an interface's XDP programs, by netlink and by what the kernel tells of each. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf_cause.h"
#include "interface.h"
#include "log.h"
#include "privileges.h"
#include "xdp_dispatcher.h"
#include "xdp_programs.h"

int xdp_programs_info(__u32 program_id, struct bpf_prog_info *info)
{
	__u32 len = sizeof(*info);
	int fd = bpf_prog_get_fd_by_id(program_id);
	int err;

	if (fd < 0)
		return fd;
	err = bpf_obj_get_info_by_fd(fd, info, &len);
	close(fd);
	return err;
}

/*
 * All but its place in a dispatcher, by its id. BTF has the whole name of the function that
 * starts at the program's first instruction.
 */
static void describe(struct xdp_program_info *program)
{
	struct bpf_func_info function = {};
	struct bpf_prog_info info = {
		.name = "?", /* when we may not know */
		.nr_func_info = 1,
		.func_info_rec_size = sizeof(function),
		.func_info = (__u64)(unsigned long)&function,
	};
	const struct btf_type *type;
	struct btf *btf = NULL;

	program->err = xdp_programs_info(program->id, &info);
	program->btf = info.btf_id;
	memcpy(program->tag, info.tag, sizeof(program->tag));
	memcpy(program->kernel_name, info.name, sizeof(program->kernel_name));
	if (function.type_id)
		btf = btf__load_from_kernel_by_id(info.btf_id);
	type = btf ? btf__type_by_id(btf, function.type_id) : NULL;
	snprintf(program->name, sizeof(program->name), "%s",
		 type ? btf__name_by_offset(btf, type->name_off) : program->kernel_name);
	btf__free(btf);
}

int xdp_programs_name(__u32 program_id, char *name, size_t size)
{
	struct xdp_program_info program = { .id = program_id };

	describe(&program);
	if (!program.err)
		snprintf(name, size, "%s", program.name);
	return program.err;
}

static void add_components(struct xdp_programs *programs)
{
	struct xdp_program_info *components = &programs->programs[1];
	int count = xdp_dispatcher_components(programs->ifindex, programs->id, components);
	const char *missing = NULL;

	programs->dispatcher = count != 0;
	programs->programs[0].hidden = count < 0;
	if (count == -EACCES)
		missing = capability_missing(CAPABILITY(CAP_DAC_OVERRIDE));
	if (count < 0)
		log_note("%s: what runs in the dispatcher cannot be seen: %s", programs->ifname,
			 missing ? missing : "it is not pinned in the BPF file system");
	for (int i = 0; i < count; i++, programs->count++)
		describe(&components[i]);
}

static void attached_one(struct xdp_programs *programs, const struct bpf_xdp_query_opts *query)
{
	if (query->drv_prog_id) {
		programs->mode = XDP_MODE_NATIVE;
		programs->id = query->drv_prog_id;
	} else if (query->skb_prog_id) {
		programs->mode = XDP_MODE_SKB;
		programs->id = query->skb_prog_id;
	} else if (query->hw_prog_id) {
		programs->mode = XDP_MODE_HW;
		programs->id = query->hw_prog_id;
	}
}

/* What is attached now. libbpf finds no programs on an interface that is not there, and no fault. */
static int look(int ifindex, struct xdp_programs *programs)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	int err;

	if (!if_indextoname(ifindex, programs->ifname))
		return -ENODEV;
	err = bpf_xdp_query(ifindex, 0, &query);
	if (err)
		return err;
	programs->ifindex = ifindex;
	attached_one(programs, &query);
	return 0;
}

struct xdp_programs *xdp_programs_get(int ifindex)
{
	struct xdp_programs *programs = calloc(1, sizeof(*programs));
	int err = programs ? look(ifindex, programs) : -ENOMEM;
	char name[IF_NAMESIZE];

	if (err) {
		log_error(err, "%s: cannot ask for its XDP programs: %s",
			  interface_name(ifindex, name), bpf_cause(err, NULL));
		free(programs);
		return NULL;
	}
	if (programs->id) {
		programs->programs[programs->count++].id = programs->id;
		describe(&programs->programs[0]);
		add_components(programs);
	}
	return programs;
}

int xdp_programs_map(__u32 program_id, const char *map_name)
{
	__u32 ids[64];
	struct bpf_prog_info info = { .nr_map_ids = 64, .map_ids = (__u64)(unsigned long)ids };
	int err = xdp_programs_info(program_id, &info);

	if (err)
		return err;
	for (__u32 i = 0; i < info.nr_map_ids && i < 64; i++) {
		struct bpf_map_info map = {};
		__u32 len = sizeof(map);
		int fd = bpf_map_get_fd_by_id(ids[i]);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &map, &len) &&
		    !strncmp(map.name, map_name, sizeof(map.name) - 1))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -ENOENT;
}

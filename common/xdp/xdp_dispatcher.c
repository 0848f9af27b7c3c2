// SPDX-License-Identifier: GPL-2.0
/* A dispatcher's components, by the kernel's links or libxdp's pins; its configuration, by its BTF. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "xdp_dispatcher.h"
#include "xdp_programs.h"

#define ACTIONS	  0x1f /* the bits of the XDP actions */
#define SLOTS	  (XDP_PROGRAMS_MAX - 1)
#define CONSTANTS 4096 /* bytes, which no dispatcher has */

/* The slots are functions prog0, prog1, ...; a single component takes the place of the main one. */
static int slot_of(const struct btf *btf, __u32 function)
{
	const struct btf_type *type = btf__type_by_id(btf, function);
	unsigned int slot;

	if (!type || sscanf(btf__name_by_offset(btf, type->name_off), "prog%u", &slot) != 1)
		return 0;
	return slot < SLOTS ? slot : 0;
}

/* fentry and fexit of the dispatcher have such links as well. */
static bool is_extension(__u32 program_id)
{
	struct bpf_prog_info info = {};

	return !xdp_programs_info(program_id, &info) && info.type == BPF_PROG_TYPE_EXT;
}

/* Returns whether there are any. */
static bool find_by_links(__u32 dispatcher, const struct btf *btf, __u32 components[SLOTS])
{
	bool any = false;
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {};
		__u32 len = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) &&
		    info.type == BPF_LINK_TYPE_TRACING &&
		    info.tracing.target_obj_id == dispatcher && is_extension(info.prog_id)) {
			components[slot_of(btf, info.tracing.target_btf_id)] = info.prog_id;
			any = true;
		}
		close(fd);
	}
	return any;
}

/* Where libxdp pins; it looks for the variable itself. */
static void pins_of(int ifindex, __u32 id, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/xdp/dispatch-%d-%u", getenv("LIBXDP_BPFFS") ?: "/sys/fs/bpf",
		 ifindex, id);
}

/* Returns the last pin's -EACCES, or 0. */
static int find_by_pins(int ifindex, __u32 dispatcher, __u32 components[SLOTS])
{
	char directory[PATH_MAX], path[PATH_MAX + 32];
	int err = 0;

	pins_of(ifindex, dispatcher, directory);
	for (int slot = 0; slot < SLOTS; slot++) {
		struct bpf_prog_info info = {};
		__u32 len = sizeof(info);
		int fd;

		snprintf(path, sizeof(path), "%s/prog%d-prog", directory, slot);
		fd = bpf_obj_get(path);
		if (fd == -EACCES)
			err = fd;
		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len))
			components[slot] = info.id;
		close(fd);
	}
	return err;
}

/* What cannot be read stays as it is. */
static void read_constants(__u32 program_id, char bytes[CONSTANTS])
{
	int fd = xdp_programs_map(program_id, "xdp_disp.rodata");
	struct bpf_map_info info = {};
	__u32 len = sizeof(info), zero = 0;

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.value_size <= CONSTANTS)
		bpf_map_lookup_elem(fd, &zero, bytes);
	close(fd);
}

/* Its configuration: where in the constants? NULL when the program has none: no dispatcher. */
static const struct btf_type *find_config(const struct btf *btf, __u32 *offset)
{
	int config = btf__find_by_name_kind(btf, "xdp_dispatcher_config", BTF_KIND_STRUCT);
	int id = btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC);
	const struct btf_type *section = id > 0 ? btf__type_by_id(btf, id) : NULL;

	for (int i = 0; section && i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *constant = &btf_var_secinfos(section)[i];

		*offset = constant->offset;
		if (btf__resolve_type(btf, btf__type_by_id(btf, constant->type)->type) == config)
			return btf__type_by_id(btf, config);
	}
	return NULL;
}

/* The slot's element of an array in the configuration, which has grown with libxdp's versions. */
static __u32 config_element(const struct btf *btf, const struct btf_type *config, const char *name,
			    int slot, const char *constants, __u32 offset)
{
	__u32 element = 0, at;

	for (int i = 0; config && i < btf_vlen(config); i++) {
		if (strcmp(btf__name_by_offset(btf, btf_members(config)[i].name_off), name) != 0)
			continue;
		at = offset + btf_member_bit_offset(config, i) / 8 + slot * sizeof(element);
		if (at <= CONSTANTS - sizeof(element))
			memcpy(&element, constants + at, sizeof(element));
	}
	return element;
}

int xdp_dispatcher_components(int ifindex, __u32 id, struct xdp_program_info *components)
{
	char constants[CONSTANTS] = {};
	struct bpf_prog_info info = {};
	__u32 ids[SLOTS] = {}, offset = 0;
	const struct btf_type *config;
	struct btf *btf = NULL;
	int err = 0, count = 0;

	if (!xdp_programs_info(id, &info) && info.btf_id)
		btf = btf__load_from_kernel_by_id(info.btf_id);
	config = btf ? find_config(btf, &offset) : NULL;
	if (config)
		read_constants(id, constants);
	if (!find_by_links(id, btf, ids))
		err = find_by_pins(ifindex, id, ids);
	for (int slot = 0; slot < SLOTS; slot++)
		if (ids[slot])
			components[count++] = (struct xdp_program_info){
				.id = ids[slot],
				.priority = config_element(btf, config, "run_prios", slot,
							   constants, offset),
				.chain = config_element(btf, config, "chain_call_actions", slot,
							constants, offset) &
					 ACTIONS,
			};
	btf__free(btf);
	if (!config || count)
		return count;
	return err ?: -ENOENT;
}

void xdp_dispatcher_unpin(int ifindex, __u32 id)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *directory;

	pins_of(ifindex, id, path);
	directory = opendir(path);
	if (!directory)
		return;
	while ((entry = readdir(directory)))
		unlinkat(dirfd(directory), entry->d_name, 0);
	closedir(directory);
	rmdir(path);
}

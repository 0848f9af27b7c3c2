// SPDX-License-Identifier: GPL-2.0
/* A dispatcher's components, by the kernel's links or libxdp's pins; its configuration, by its BTF. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

#define ACTIONS 0x1f /* the bits of the XDP actions */

struct dispatcher {
	__u32 id;
	const struct btf *btf;
	struct xdp_program_info *components;
	int count, most;
};

static void add(struct dispatcher *dispatcher, __u32 id, int slot)
{
	if (dispatcher->count >= dispatcher->most)
		return;
	dispatcher->components[dispatcher->count].id = id;
	dispatcher->components[dispatcher->count++].slot = slot;
}

/* The slots are functions prog0, prog1, ...; a single component takes the place of the main one. */
static int slot_of(const struct btf *btf, __u32 function)
{
	const struct btf_type *type = btf__type_by_id(btf, function);
	int slot;

	if (!type || sscanf(btf__name_by_offset(btf, type->name_off), "prog%d", &slot) != 1)
		return 0;
	return slot;
}

/* fentry and fexit of the dispatcher have such links as well. */
static bool is_extension(__u32 program_id)
{
	struct bpf_prog_info info = {};

	return !xdp_programs_info(program_id, &info) && info.type == BPF_PROG_TYPE_EXT;
}

static void add_by_links(struct dispatcher *dispatcher)
{
	__u32 id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {};
		__u32 len = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) &&
		    info.type == BPF_LINK_TYPE_TRACING &&
		    info.tracing.target_obj_id == dispatcher->id && is_extension(info.prog_id))
			add(dispatcher, info.prog_id,
			    slot_of(dispatcher->btf, info.tracing.target_btf_id));
		close(fd);
	}
}

/* Where libxdp pins; it looks for the variable itself. */
static void pins_of(int ifindex, __u32 id, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/xdp/dispatch-%d-%u", getenv("LIBXDP_BPFFS") ?: "/sys/fs/bpf",
		 ifindex, id);
}

/* Returns the last pin's -EACCES, or 0. */
static int add_by_pins(struct dispatcher *dispatcher, int ifindex)
{
	char directory[PATH_MAX], path[PATH_MAX + 32];
	int err = 0;

	pins_of(ifindex, dispatcher->id, directory);
	for (int slot = 0; slot < dispatcher->most; slot++) {
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
			add(dispatcher, info.id, slot);
		close(fd);
	}
	return err;
}

/* The bytes of the program's constants, for free(); NULL when there are none to be read. */
static void *read_constants(__u32 program_id, __u32 *size)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info), zero = 0;
	int fd = xdp_programs_map(program_id, "xdp_disp.rodata");
	void *bytes = NULL;

	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len))
		bytes = malloc(info.value_size);
	if (bytes && bpf_map_lookup_elem(fd, &zero, bytes)) {
		free(bytes);
		bytes = NULL;
	}
	if (fd >= 0)
		close(fd);
	*size = info.value_size;
	return bytes;
}

/* Its configuration: where in the constants? NULL when the program has none: no dispatcher. */
static const struct btf_type *find_config(const struct btf *btf, __u32 *offset)
{
	int id = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -1;
	const struct btf_type *section = id > 0 ? btf__type_by_id(btf, id) : NULL;

	for (int i = 0; section && i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *var = &btf_var_secinfos(section)[i];
		const struct btf_type *type = btf__type_by_id(btf, var->type);

		id = type ? btf__resolve_type(btf, type->type) : -1;
		type = id > 0 ? btf__type_by_id(btf, id) : NULL;
		if (!type || !btf_is_struct(type) ||
		    strcmp(btf__name_by_offset(btf, type->name_off), "xdp_dispatcher_config") != 0)
			continue;
		*offset = var->offset;
		return type;
	}
	return NULL;
}

/* The slot's element of an array in the configuration, which has grown with libxdp's versions. */
static __u32 config_element(const struct btf *btf, const struct btf_type *config, const char *name,
			    int slot, const char *bytes, __u32 size)
{
	__u32 element = 0, at;

	for (int i = 0; i < btf_vlen(config); i++) {
		if (strcmp(btf__name_by_offset(btf, btf_members(config)[i].name_off), name) != 0)
			continue;
		at = btf_member_bit_offset(config, i) / 8 + slot * sizeof(element);
		if (at + sizeof(element) <= size)
			memcpy(&element, bytes + at, sizeof(element));
	}
	return element;
}

static void configure(const struct dispatcher *dispatcher, const struct btf_type *config,
		      __u32 offset)
{
	__u32 size;
	char *bytes = read_constants(dispatcher->id, &size);

	for (int i = 0; bytes && offset < size && i < dispatcher->count; i++) {
		struct xdp_program_info *component = &dispatcher->components[i];

		component->priority =
			config_element(dispatcher->btf, config, "run_prios", component->slot,
				       bytes + offset, size - offset);
		component->chain = config_element(dispatcher->btf, config, "chain_call_actions",
						  component->slot, bytes + offset, size - offset) &
				   ACTIONS;
	}
	free(bytes);
}

static int by_slot(const void *left, const void *right)
{
	const struct xdp_program_info *a = left, *b = right;

	return a->slot - b->slot;
}

int xdp_dispatcher_components(int ifindex, __u32 id, struct xdp_program_info *components, int most)
{
	struct dispatcher dispatcher = { .id = id, .components = components, .most = most };
	const struct btf_type *config;
	struct bpf_prog_info info = {};
	struct btf *btf = NULL;
	__u32 offset = 0;
	int err = 0;

	if (!xdp_programs_info(id, &info) && info.btf_id)
		btf = btf__load_from_kernel_by_id(info.btf_id);
	dispatcher.btf = btf;
	config = find_config(btf, &offset);
	add_by_links(&dispatcher);
	if (!dispatcher.count)
		err = add_by_pins(&dispatcher, ifindex);
	qsort(components, dispatcher.count, sizeof(*components), by_slot);
	if (config)
		configure(&dispatcher, config, offset);
	btf__free(btf);
	if (!config || dispatcher.count)
		return dispatcher.count;
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

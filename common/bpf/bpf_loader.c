// SPDX-License-Identifier: GPL-2.0
/* Opening, parameterising and loading BPF objects. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf_loader.h"
#include "log.h"

const char *bpf_loader_find(const char *filename)
{
	static char path[PATH_MAX + NAME_MAX];
	ssize_t len;

	if (strchr(filename, '/'))
		return filename;
	len = readlink("/proc/self/exe", path, PATH_MAX);
	while (len > 0 && path[len - 1] != '/')
		len--;
	if (len < 0)
		len = snprintf(path, sizeof(path), "./"); /* without /proc */
	snprintf(path + len, sizeof(path) - len, "%s", filename);
	return path;
}

/* An object that libbpf has opened, or has failed to, must hold a program. */
static struct bpf_object *check_opened(const char *name, struct bpf_object *object)
{
	if (!object) {
		bpf_cause_not_opened(name, -errno);
		return NULL;
	}
	if (!bpf_object__next_program(object, NULL)) {
		log_error(-ENOENT, "%s: no BPF program in it", name);
		bpf_object__close(object);
		return NULL;
	}
	return object;
}

struct bpf_object *bpf_loader_open(const char *filename)
{
	filename = bpf_loader_find(filename);
	log_forget();
	return check_opened(filename, bpf_object__open_file(filename, NULL));
}

struct bpf_object *bpf_loader_open_embedded(const struct bpf_embedded *embedded)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = embedded->name);

	log_forget();
	return check_opened(embedded->name,
			    bpf_object__open_mem(embedded->begin, embedded->end - embedded->begin,
						 &opts));
}

int bpf_loader_load(struct bpf_object *object)
{
	int err;

	log_forget();
	err = bpf_object__load(object);
	return err ? bpf_cause_not_loaded(object, err) : 0;
}

struct bpf_program *bpf_loader_program(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program, *found = NULL;
	char names[512] = "";
	size_t len = 0;
	int count = 0;

	if (name && (program = bpf_object__find_program_by_name(object, name)))
		return program;
	bpf_object__for_each_program (program, object) {
		if (len < sizeof(names))
			len += snprintf(names + len, sizeof(names) - len, "%s%s", len ? ", " : "",
					bpf_program__name(program));
		if (name && strcmp(bpf_program__section_name(program), name) != 0)
			continue;
		found = program;
		count++;
	}
	if (count == 1)
		return found;
	log_error(-ENOENT, "%s: %s; there are %s", name ? name : bpf_object__name(object),
		  count ? "several programs: name a function" : "no such program or section",
		  names);
	return NULL;
}

struct bpf_program *bpf_loader_xdp_program(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_loader_program(object, name);

	if (!program || bpf_program__type(program) == BPF_PROG_TYPE_XDP)
		return program;
	log_error(-EINVAL, "%s: no XDP program: its section is \"%s\", not \"xdp\"",
		  bpf_program__name(program), bpf_program__section_name(program));
	return NULL;
}

/*
 * Does libbpf put programs of the object into this map? Which ones, it does not tell. In BTF
 * a map is a variable: a struct with a member for each property.
 */
static bool holds_programs(const struct bpf_map *map, const struct btf *btf)
{
	int variable = btf__find_by_name_kind(btf, bpf_map__name(map), BTF_KIND_VAR);
	int id = btf__resolve_type(btf, variable); /* a typedef's, too */
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, id) : NULL;

	for (int i = 0; type && btf_is_struct(type) && i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(type)[i].name_off), "values"))
			return true;
	return false;
}

void bpf_loader_only(const struct bpf_object *object, const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);
	struct bpf_program *other;
	const struct bpf_map *map;
	bool filled = false;

	bpf_object__for_each_map (map, object) /* a map of maps has values as well */
		filled |= bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY &&
			  holds_programs(map, bpf_object__btf(object));
	bpf_object__for_each_program (other, object)
		bpf_program__set_autoload(
			other,
			other == program ||
				(filled && !strcmp(bpf_program__section_name(other), section)));
}

int bpf_loader_map(const struct bpf_object *object, const char *name, __u32 key_size,
		   __u32 value_size)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	if (!map)
		return log_error(-ENOENT, "%s: the object has no such map", name);
	if (bpf_map__key_size(map) != key_size || bpf_map__value_size(map) != value_size)
		return log_error(
			-EINVAL,
			"%s: the map's keys have %u bytes and its values %u, not %u and %u", name,
			bpf_map__key_size(map), bpf_map__value_size(map), key_size, value_size);
	return bpf_map__fd(map);
}

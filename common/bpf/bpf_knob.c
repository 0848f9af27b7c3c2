// SPDX-License-Identifier: GPL-2.0
/* Knobs stand in an object's .rodata section; its BTF tells where. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf_knob.h"
#include "log.h"

/* Where the variable stands in the object's .rodata section. */
static const struct btf_var_secinfo *find_knob(const struct bpf_object *object, const char *name)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct btf_type *section;
	const struct btf_var_secinfo *var;
	int id;

	id = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -ENOENT;
	if (id < 0)
		return NULL;
	section = btf__type_by_id(btf, id);
	var = btf_var_secinfos(section);
	for (int i = 0; i < btf_vlen(section); i++, var++) {
		const struct btf_type *type = btf__type_by_id(btf, var->type);

		if (!strcmp(btf__name_by_offset(btf, type->name_off), name))
			return var;
	}
	return NULL;
}

static int set_bytes(struct bpf_map *map, __u32 offset, const void *value, size_t size)
{
	size_t map_size;
	const void *initial = bpf_map__initial_value(map, &map_size);
	char *copy = malloc(map_size);
	int err;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, initial, map_size);
	memcpy(copy + offset, value, size);
	err = bpf_map__set_initial_value(map, copy, map_size);
	free(copy);
	return err;
}

int bpf_knob_set(struct bpf_object *object, const char *name, const void *value, size_t size)
{
	const struct btf_var_secinfo *var = find_knob(object, name);
	struct bpf_map *map;
	int err = -ENOENT;

	if (!var)
		return log_error(err, "%s: the object has no such knob", name);
	if (var->size != size)
		return log_error(-EINVAL, "%s: the knob has %u bytes, not %zu", name, var->size,
				 size);
	bpf_object__for_each_map (map, object) {
		const char *dot = strchr(bpf_map__name(map), '.');

		if (dot && !strcmp(dot, ".rodata"))
			err = bpf_map__fd(map) >= 0 ? -EBUSY :
						      set_bytes(map, var->offset, value, size);
	}
	return err ? log_error(err, "%s: the knob is not set: %s", name, strerror(-err)) : 0;
}

// SPDX-License-Identifier: GPL-2.0
/* Map definitions in BTF: variables of the section ".maps", each a struct with a member for each property. */
#include <string.h>

#include <bpf/btf.h>

#include "bpf_slots.h"

static bool has_values(const struct btf *btf, __u32 type)
{
	int resolved = btf__resolve_type(btf, type); /* a typedef's, too */
	const struct btf_type *map = resolved > 0 ? btf__type_by_id(btf, resolved) : NULL;
	const struct btf_member *member;

	if (!map || !btf_is_struct(map))
		return false;
	member = btf_members(map);
	for (int i = 0; i < btf_vlen(map); i++)
		if (!strcmp(btf__name_by_offset(btf, member[i].name_off), "values"))
			return true;
	return false;
}

/* A map of maps has values as well, which are no programs. */
static bool is_prog_array(const struct bpf_object *object, const char *name)
{
	const struct bpf_map *map = name ? bpf_object__find_map_by_name(object, name) : NULL;

	return map && bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY;
}

bool bpf_slots_filled(const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	int section = btf ? btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC) : -1;
	const struct btf_type *maps = section > 0 ? btf__type_by_id(btf, section) : NULL;
	const struct btf_type *variable;

	for (int i = 0; maps && i < btf_vlen(maps); i++) {
		variable = btf__type_by_id(btf, btf_var_secinfos(maps)[i].type);
		if (variable &&
		    is_prog_array(object, btf__name_by_offset(btf, variable->name_off)) &&
		    has_values(btf, variable->type))
			return true;
	}
	return false;
}

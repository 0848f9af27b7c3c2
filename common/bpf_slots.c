// SPDX-License-Identifier: GPL-2.0
/* Map definitions in BTF: variables of the section ".maps", each a struct with a member for each property. */
#include <string.h>

#include <bpf/btf.h>

#include "bpf_slots.h"

static bool has_values(const struct btf *btf, __u32 type)
{
	const struct btf_type *map = btf__type_by_id(btf, type);
	const struct btf_member *member;

	if (!map || !btf_is_struct(map))
		return false;
	member = btf_members(map);
	for (int i = 0; i < btf_vlen(map); i++)
		if (!strcmp(btf__name_by_offset(btf, member[i].name_off), "values"))
			return true;
	return false;
}

bool bpf_slots_filled(const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	int section = btf ? btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC) : -1;
	const struct btf_type *maps = section > 0 ? btf__type_by_id(btf, section) : NULL;
	const struct btf_type *variable;

	for (int i = 0; maps && i < btf_vlen(maps); i++) {
		variable = btf__type_by_id(btf, btf_var_secinfos(maps)[i].type);
		if (variable && has_values(btf, variable->type))
			return true;
	}
	return false;
}

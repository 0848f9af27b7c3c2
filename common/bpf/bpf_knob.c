// SPDX-License-Identifier: GPL-2.0
/* Knobs stand in an object's .rodata section; its BTF tells where. */
#include <errno.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf_knob.h"
#include "log.h"

/* Where the variable stands in the object's .rodata section. */
static const struct btf_var_secinfo *find_knob(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC);
	int variable = btf__find_by_name_kind(btf, name, BTF_KIND_VAR);
	const struct btf_type *section = id < 0 ? NULL : btf__type_by_id(btf, id);

	for (int i = 0; section && i < btf_vlen(section); i++)
		if ((int)btf_var_secinfos(section)[i].type == variable)
			return &btf_var_secinfos(section)[i];
	return NULL;
}

int bpf_knob_set(struct bpf_object *object, const char *name, const void *value, size_t size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	const struct btf *btf = bpf_object__btf(object); /* NULL: compiled without -g */
	const struct btf_var_secinfo *var = map && btf ? find_knob(btf, name) : NULL;
	size_t all;

	if (!var)
		return log_error(-ENOENT, "%s: the object has no such knob", name);
	if (var->size != size)
		return log_error(-EINVAL, "%s: the knob has %u bytes, not %zu", name, var->size,
				 size);
	if (bpf_map__fd(map) >= 0)
		return log_error(-EBUSY, "%s: the knob is not set: %s", name, strerror(EBUSY));
	memcpy((char *)bpf_map__initial_value(map, &all) + var->offset, value, size);
	return 0;
}

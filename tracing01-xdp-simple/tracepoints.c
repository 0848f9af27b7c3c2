// SPDX-License-Identifier: GPL-2.0
/*
 * A tracepoint's fields differ from kernel to kernel. Its format file tells
 * where they are here; a program that reads elsewhere would count nonsense.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>

#include "log.h"
#include "tracefs.h"
#include "tracepoints.h"

/* One line of a format file: "field:int ifindex; offset:16; size:4; signed:1;". */
static bool find_field(FILE *format, const char *name, unsigned int *offset, unsigned int *size)
{
	char line[256], declaration[128], *word;

	rewind(format);
	while (fgets(line, sizeof(line), format)) {
		if (sscanf(line, " field:%127[^;]; offset:%u; size:%u;", declaration, offset,
			   size) != 3)
			continue;
		word = strrchr(declaration, ' ');
		if (!word)
			continue;
		word[strcspn(word, "[")] = '\0';
		if (!strcmp(word + 1, name))
			return true;
	}
	return false;
}

/* The struct that the program's first argument points to. */
static const struct btf_type *context_type(const struct btf *btf, const struct bpf_program *program)
{
	const struct btf_type *type;
	int id;

	id = btf__find_by_name_kind(btf, bpf_program__name(program), BTF_KIND_FUNC);
	if (id < 0)
		return NULL;
	type = btf__type_by_id(btf, id);
	type = btf__type_by_id(btf, type->type);
	if (btf_vlen(type) != 1)
		return NULL;
	type = btf__type_by_id(btf, btf_params(type)->type);
	if (!btf_is_ptr(type))
		return NULL;
	id = btf__resolve_type(btf, type->type); /* through const and typedef */
	type = id < 0 ? NULL : btf__type_by_id(btf, id);
	return type && btf_is_struct(type) ? type : NULL;
}

static int check_member(const struct btf *btf, const struct btf_type *type, int i, FILE *format,
			const char *tracepoint)
{
	const struct btf_member *member = btf_members(type) + i;
	const char *name = btf__name_by_offset(btf, member->name_off);
	unsigned int at = btf_member_bit_offset(type, i) / 8;
	unsigned int bytes = btf__resolve_size(btf, member->type);
	unsigned int offset, size;

	if (!strncmp(name, "__", 2))
		return 0;
	if (!find_field(format, name, &offset, &size))
		return log_error(-EPROTO, "%s: this kernel's has no field \"%s\"", tracepoint,
				 name);
	if (at != offset || bytes != size)
		return log_error(-EPROTO,
				 "%s: field \"%s\" is at offset %u with %u bytes in this kernel, "
				 "the program reads %u bytes at %u",
				 tracepoint, name, offset, size, bytes, at);
	return 0;
}

static int check_program(const struct btf *btf, const struct bpf_program *program,
			 const char *tracepoint, const char *tracefs)
{
	const struct btf_type *type = context_type(btf, program);
	char path[PATH_MAX];
	FILE *format;
	int err = 0;

	if (!type)
		return log_error(-EINVAL, "%s: its context is not a pointer to a struct",
				 bpf_program__name(program));
	snprintf(path, sizeof(path), "%s/events/%s/format", tracefs, tracepoint);
	format = fopen(path, "r");
	if (!format)
		return log_error(-errno, "%s: %s%s", path,
				 errno == ENOENT ? "no such tracepoint: " : "", strerror(errno));
	for (int i = 0; i < btf_vlen(type) && !err; i++)
		err = check_member(btf, type, i, format, tracepoint);
	fclose(format);
	return err;
}

int tracepoints_check(const struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	const char *tracefs = tracefs_find();
	struct bpf_program *program;
	int err = 0;

	if (!tracefs)
		return -ENOENT;
	if (!btf)
		return log_error(-EINVAL, "%s: built without BTF (clang -g)",
				 bpf_object__name(object));
	bpf_object__for_each_program (program, object) {
		const char *slash = strchr(bpf_program__section_name(program), '/');

		if (bpf_program__type(program) != BPF_PROG_TYPE_TRACEPOINT || !slash)
			continue;
		err = check_program(btf, program, slash + 1, tracefs);
		if (err)
			break;
	}
	return err;
}

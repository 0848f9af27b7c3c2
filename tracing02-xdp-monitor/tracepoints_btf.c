// SPDX-License-Identifier: GPL-2.0
/* For each tracepoint NAME the kernel's BTF has a type btf_trace_NAME: its function's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf_cause.h"
#include "log.h"
#include "tracepoints_btf.h"

static const char prefix[] = "tp_btf/";

const char *tracepoints_btf_name(const struct bpf_program *program)
{
	const char *section = bpf_program__section_name(program);

	return strncmp(section, prefix, strlen(prefix)) ? NULL : section + strlen(prefix);
}

static bool exists(const struct btf *kernel, const char *tracepoint)
{
	char name[128];

	snprintf(name, sizeof(name), "btf_trace_%s", tracepoint);
	return btf__find_by_name_kind(kernel, name, BTF_KIND_TYPEDEF) > 0;
}

int tracepoints_btf_choose(struct bpf_object *object,
			   bool (*wanted)(void *context, const char *tracepoint), void *context)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	int chosen = 0, err = libbpf_get_error(kernel);
	struct bpf_program *program;

	if (err)
		return log_error(-ENOENT,
				 "/sys/kernel/btf/vmlinux: the kernel has no BTF, which typed "
				 "tracepoints need");
	bpf_object__for_each_program (program, object) {
		const char *tracepoint = tracepoints_btf_name(program);
		bool load = tracepoint && wanted(context, tracepoint) && exists(kernel, tracepoint);

		bpf_program__set_autoload(program, load);
		chosen += load;
	}
	btf__free(kernel);
	if (!chosen)
		return log_error(-ENOENT, "%s: this kernel has none of the tracepoints",
				 bpf_object__name(object));
	return 0;
}

int tracepoints_btf_attach(const struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		struct bpf_link *link;
		int err;

		if (!bpf_program__autoload(program))
			continue;
		link = bpf_program__attach(program);
		err = libbpf_get_error(link);
		if (err)
			return log_error(err, "%s: not attached: %s",
					 bpf_program__section_name(program),
					 bpf_cause(err, program));
	}
	return 0;
}

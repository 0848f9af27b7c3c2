// SPDX-License-Identifier: GPL-2.0
/* Filling a devmap and a cpumap. */
#include <errno.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "log.h"
#include "redirect_target.h"

static int put(const struct bpf_object *object, const char *map, __u32 key, const void *value,
	       __u32 value_size)
{
	int map_fd = bpf_loader_map(object, map, sizeof(key), value_size), err;

	if (map_fd < 0)
		return map_fd;
	err = bpf_map_update_elem(map_fd, &key, value, BPF_ANY);
	if (err)
		log_error(err, "%s: target not taken: %s", map, strerror(-err));
	return err;
}

int redirect_target_device(const struct bpf_object *object, int ifindex)
{
	return put(object, "devices_map", 0, &ifindex, sizeof(ifindex));
}

/* xdp_install() loads the program of the interface alone, so the CPU's has an object of its own. */
static struct bpf_object *load_cpu_program(int *fd)
{
	struct bpf_object *object = bpf_loader_open("xdp_prog_kern.o");
	const struct bpf_program *program;

	program = object ? bpf_loader_program(object, "xdp_cpu_drop") : NULL;
	if (program) {
		bpf_loader_only(object, program);
		if (!bpf_loader_load(object)) {
			*fd = bpf_program__fd(program);
			return object;
		}
	}
	bpf_object__close(object);
	return NULL;
}

int redirect_target_cpu(const struct bpf_object *object, unsigned int cpu, bool drop)
{
	struct bpf_cpumap_val queue = { .qsize = 192 }; /* packets that may wait for the CPU */
	struct bpf_object *there = NULL;
	int err;

	if (drop) {
		there = load_cpu_program(&queue.bpf_prog.fd);
		if (!there)
			return -ENOENT;
	}
	err = put(object, "cpus_map", cpu, &queue, sizeof(queue));
	bpf_object__close(there); /* the map holds the program */
	return err;
}

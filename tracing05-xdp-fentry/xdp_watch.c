// SPDX-License-Identifier: GPL-2.0
/*
 * One object per watched program, for a program of type TRACING is verified
 * against the one program it will be attached to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_quiesce.h"
#include "capability.h"
#include "filter.h"
#include "log.h"
#include "packet_ring.h"
#include "xdp_watch.h"

#define LINKS 2 /* entry, exit */

struct watched {
	int fd;			       /* of the program that is watched */
	const char *name;	       /* its function */
	struct bpf_object *object;     /* what watches it */
	struct bpf_link *links[LINKS]; /* NULL where nothing is attached */
};

struct xdp_watch {
	struct xdp_watch_options options;
	unsigned int count; /* of those below that are in use */
	struct watched watched[PACKET_PROGRAMS_MAX];
};

/* The first object makes the maps, the others use them. */
static int share_maps(struct xdp_watch *watch, struct bpf_object *object)
{
	const struct bpf_object *first = watch->watched[0].object;
	struct bpf_map *map;
	int fd, err = 0;

	if (object == first)
		return 0;
	bpf_object__for_each_map (map, object) {
		if (bpf_map__is_internal(map))
			continue;
		fd = bpf_object__find_map_fd_by_name(first, bpf_map__name(map));
		err = fd < 0 ? fd : bpf_map__reuse_fd(map, fd);
		if (err)
			return log_error(err, "%s: not shared: %s", bpf_map__name(map),
					 strerror(-err));
	}
	return err;
}

static int aim(const struct watched *target, const char *name, bool wanted)
{
	struct bpf_program *program = bpf_loader_program(target->object, name);
	int err = program ? 0 : -ENOENT;

	if (program)
		bpf_program__set_autoload(program, wanted);
	if (program && wanted)
		err = bpf_program__set_attach_target(program, target->fd, target->name);
	return err ? log_error(err, "%s: cannot be watched: %s", target->name, strerror(-err)) : 0;
}

/* Without BTF, the kernel cannot tell where a program's function begins. */
static int open_target(struct watched *target, const struct xdp_program_info *program)
{
	const char *missing = NULL;

	target->name = program->name;
	target->fd = bpf_prog_get_fd_by_id(program->id);
	if (target->fd == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_SYS_ADMIN));
	if (target->fd < 0)
		return log_error(target->fd, "%s: program %u: %s", program->name, program->id,
				 missing ? missing : strerror(-target->fd));
	if (!program->btf)
		return log_error(-ENOENT,
				 "%s: the program was loaded without BTF, which fentry needs: "
				 "clang -O2 -g -target bpf",
				 program->name);
	return 0;
}

static int load(struct xdp_watch *watch, const struct xdp_program_info *program, __u16 index)
{
	const struct xdp_watch_options *options = &watch->options;
	struct watched *target = &watch->watched[index];
	struct bpf_program *other;
	int err = open_target(target, program);

	if (err)
		return err;
	target->object = filter_open_embedded(options->object, options->filter);
	if (!target->object)
		return -EINVAL;
	bpf_object__for_each_program (other, target->object)
		bpf_program__set_autoload(other, false);
	options->knobs->prog_index = index;
	return packet_ring_parameterise(target->object, options->knobs, options->buffer) ?:
		       share_maps(watch, target->object)				 ?:
		       aim(target, "on_entry", options->entry)				 ?:
		       aim(target, "on_exit", options->exit)				 ?:
		       bpf_loader_load(target->object);
}

static int attach(struct watched *target)
{
	struct bpf_program *program;
	int n = 0;

	bpf_object__for_each_program (program, target->object) {
		struct bpf_link *link;

		if (!bpf_program__autoload(program))
			continue;
		link = bpf_program__attach_trace(program);
		if (!link)
			return log_error(-errno, "%s: not attached: %s", target->name,
					 errno == EBUSY ? "another program has taken its place "
							  "(freplace): watch that one" :
							  bpf_cause(-errno, program));
		target->links[n++] = link;
	}
	return 0;
}

struct xdp_watch *xdp_watch_load(const struct xdp_watch_options *options,
				 const struct xdp_program_info *targets, unsigned int count)
{
	struct xdp_watch *watch = calloc(1, sizeof(*watch));
	int err = watch ? 0 : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));

	for (unsigned int i = 0; !err && i < count; i++) {
		watch->options = *options;
		watch->watched[i].fd = -1;
		watch->count = i + 1;
		err = load(watch, &targets[i], i);
	}
	if (!err)
		return watch;
	xdp_unwatch(watch);
	return NULL;
}

int xdp_watch_attach(struct xdp_watch *watch)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < watch->count; i++)
		err = attach(&watch->watched[i]);
	return err;
}

const struct bpf_object *xdp_watch_object(const struct xdp_watch *watch)
{
	return watch->watched[0].object;
}

void xdp_watch_stop(struct xdp_watch *watch)
{
	for (unsigned int i = 0; watch && i < watch->count; i++)
		for (int n = 0; n < LINKS; n++) {
			bpf_link__destroy(watch->watched[i].links[n]);
			watch->watched[i].links[n] = NULL;
		}
	bpf_quiesce();
}

void xdp_unwatch(struct xdp_watch *watch)
{
	xdp_watch_stop(watch);
	for (unsigned int i = 0; watch && i < watch->count; i++) {
		bpf_object__close(watch->watched[i].object);
		if (watch->watched[i].fd >= 0)
			close(watch->watched[i].fd);
	}
	free(watch);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* filter_kern.o and, where the kernel has that, filter_frags_kern.o, with a filter in them. */
#ifndef UNIT_FILTER_PROGRAMS_H
#define UNIT_FILTER_PROGRAMS_H

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "filter.h"
#include "filter_packets.h"
#include "filter_verdicts.h"
#include "heard.h"
#include "pcap_filter.h"

#define FILTER_LINEAR_MAX 3500 /* bytes of a packet that BPF_PROG_TEST_RUN has in one piece */

struct filter_image {
	char bytes[1 << 18];
	size_t size;
};

struct filter_program {
	struct bpf_object *object;
	int fd;
	void *shared; /* its variables, mapped */
	size_t size;  /* of them, in bytes */
};

static struct filter_image filter_linear_image, filter_frags_image;

/* filter_image_read - read an object file beside this program */
static inline int filter_image_read(struct filter_image *image, const char *name)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	FILE *file;

	path[len < 0 ? 0 : len] = '\0';
	strcpy(strrchr(path, '/') + 1, name);
	file = fopen(path, "r");
	if (!file)
		return -1;
	image->size = fread(image->bytes, 1, sizeof(image->bytes), file);
	return fclose(file);
}

/* filter_program_open - with a filter, or NULL for none */
static inline int filter_program_open(struct filter_program *program,
				      const struct filter_image *image,
				      const struct sock_fprog *filter)
{
	*program = (struct filter_program){ .fd = -1 };
	program->object = filter_open("filter", image->bytes, image->size, filter);
	return program->object ? 0 : -1;
}

/* filter_program_start - load it; 0 or what bpf_loader_load() says */
static inline int filter_program_start(struct filter_program *program)
{
	int err = bpf_loader_load(program->object);
	struct bpf_map *map = bpf_object__next_map(program->object, NULL);

	program->fd = bpf_program__fd(bpf_object__next_program(program->object, NULL));
	if (err || !map)
		return err;
	program->size = bpf_map__value_size(map);
	program->shared =
		mmap(NULL, program->size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	return program->shared == MAP_FAILED ? -errno : 0;
}

static inline int filter_program_load(struct filter_program *program,
				      const struct filter_image *image,
				      const struct sock_fprog *filter)
{
	return filter_program_open(program, image, filter) ?: filter_program_start(program);
}

static inline void filter_program_unload(struct filter_program *program)
{
	if (program->shared)
		munmap(program->shared, program->size);
	bpf_object__close(program->object);
}

/* filter_program_run - its result for one packet */
static inline __u32 filter_program_run(const struct filter_program *program, const void *packet,
				       __u32 size)
{
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = size);

	assert_int_equal(bpf_prog_test_run_opts(program->fd, &run), 0);
	return run.retval;
}

/* filter_programs_init - read them; whether there are packets in several buffers is told apart */
static inline int filter_programs_init(bool *frags)
{
	struct filter_program program;
	struct heard heard;

	if (filter_image_read(&filter_linear_image, "filter_kern.o") ||
	    filter_image_read(&filter_frags_image, "filter_frags_kern.o"))
		return -1;
	hear_begin(&heard);
	*frags = !filter_program_load(&program, &filter_frags_image, NULL);
	hear_end(&heard);
	filter_program_unload(&program);
	return 0;
}

#endif

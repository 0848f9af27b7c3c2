/* SPDX-License-Identifier: GPL-2.0 */
/* Programs of xdp_programs_kern.c, loaded, and an interface veth9 to attach them to. */
#ifndef UNIT_XDP_FIXTURE_H
#define UNIT_XDP_FIXTURE_H

#include <linux/if_link.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "capability.h"
#include "heard.h"
#include "interface.h"
#include "log.h"
#include "namespaces.h"
#include "unit.h"
#include "xdp_programs.h"

#define SHORT_NAME "name_of_15_char"
#define LONG_NAME  "name_of_15_characters"
#define HUNDRED_NAME                                     \
	"a_program_whose_name_has_a_hundred_characters_" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define SKB XDP_FLAGS_SKB_MODE

static struct heard heard;
static struct bpf_object *object;
static int veth;

static inline int fd_of(const char *name)
{
	return bpf_program__fd(bpf_loader_program(object, name));
}

static inline struct bpf_prog_info info_of(int fd)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	assert_int_equal(bpf_obj_get_info_by_fd(fd, &info, &len), 0);
	return info;
}

static inline int attach(int fd, __u32 flags)
{
	return bpf_xdp_attach(veth, fd, flags, NULL);
}

static inline int detach(void **state)
{
	(void)state;
	attach(-1, SKB);
	attach(-1, XDP_FLAGS_DRV_MODE);
	return 0;
}

/* The one that stands there by itself, by its id; 0 for none. */
static inline __u32 attached(void)
{
	struct xdp_programs *there = xdp_programs_get(veth);
	__u32 id = there->id;

	xdp_programs_free(there);
	return id;
}

static inline int load(void **state)
{
	(void)state;
	log_init(0);
	object = bpf_loader_open("xdp_programs_kern.o");
	veth = interface_index("veth9");
	return object && veth > 0 ? bpf_loader_load(object) : -1;
}

static inline int unload(void **state)
{
	(void)state;
	bpf_object__close(object);
	return 0;
}

#define with_veth(test) cmocka_unit_test_teardown(test, detach)

#endif

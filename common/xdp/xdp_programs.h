/* SPDX-License-Identifier: GPL-2.0 */
/* Which XDP programs stand on an interface, the components of a dispatcher included. */
#ifndef COMMON_XDP_PROGRAMS_H
#define COMMON_XDP_PROGRAMS_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <net/if.h>
#include <stdbool.h>

#include "xdp_mode.h"

#define XDP_PROGRAMS_MAX 16  /* a dispatcher has room for 10 */
#define XDP_PROGRAM_NAME 512 /* bytes of a function's name in BTF, as the kernel limits them */

struct xdp_program_info {
	__u32 id;
	int err;	/* why no more is known of it: a negative errno; else 0 */
	__u32 priority; /* in a dispatcher, low first */
	__u32 chain;	/* bit N: after XDP action N the dispatcher goes on with the next */
	bool btf;	/* was it loaded with BTF? */
	bool hidden;	/* a dispatcher, and what runs in it cannot be seen, as was logged */
	__u8 tag[BPF_TAG_SIZE];
	char kernel_name[BPF_OBJ_NAME_LEN]; /* cut at 15 characters */
	char name[XDP_PROGRAM_NAME];	    /* as in the source where BTF tells, else the same */
};

struct xdp_programs {
	int ifindex;		   /* of the interface */
	char ifname[IF_NAMESIZE];  /* that it had */
	enum xdp_attach_mode mode; /* of the attached one; XDP_MODE_UNSPEC if none */
	__u32 id;		   /* of the attached one: the program, or the dispatcher */
	bool dispatcher;	   /* programs[0] is a dispatcher, the rest its components */
	int count;		   /* how many there are, 0 when nothing is attached */
	struct xdp_program_info programs[XDP_PROGRAMS_MAX];
};

/*
 * xdp_programs_get - look at an interface
 * @ifindex: the interface, in this network namespace
 *
 * Returns a snapshot for free(), or NULL with the reason logged.
 * The components of a dispatcher stand in the order in which they run; what has to be
 * there for them to be seen: xdp_dispatcher_components(). Kernel 5.0 and newer.
 */
struct xdp_programs *xdp_programs_get(int ifindex);

/* xdp_programs_info - what the kernel tells of a program, into what @info asks for: 0 or a negative errno */
int xdp_programs_info(__u32 program_id, struct bpf_prog_info *info);

/*
 * xdp_programs_name - a program's full name
 * @program_id: as the kernel numbers it
 * @name, @size: room for the answer
 *
 * The kernel keeps 15 characters; the whole name is in the program's BTF, if it
 * has one. Returns 0 or a negative errno (no such program, not permitted).
 */
int xdp_programs_name(__u32 program_id, char *name, size_t size);

/*
 * xdp_programs_map - a map that a program uses
 * @program_id: as the kernel numbers it
 * @map_name: the map's name
 *
 * Returns a descriptor for close(), or a negative errno: -ENOENT when the
 * program has no such map.
 */
int xdp_programs_map(__u32 program_id, const char *map_name);

#endif

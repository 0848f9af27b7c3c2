/* SPDX-License-Identifier: GPL-2.0 */
/* Which XDP programs stand on an interface, the components of a libxdp dispatcher included. */
#ifndef COMMON_XDP_PROGRAMS_H
#define COMMON_XDP_PROGRAMS_H

#include <linux/types.h>
#include <stdbool.h>

#include <xdp/libxdp.h>

#define XDP_PROGRAMS_MAX 16 /* a dispatcher has room for 10 */

struct xdp_programs {
	enum xdp_attach_mode mode; /* of the attached one; XDP_MODE_UNSPEC if none */
	__u32 id;		   /* of the attached one: the program, or the dispatcher */
	bool dispatcher;	   /* programs[0] is libxdp's dispatcher, the rest its components */
	int count;		   /* how many there are, 0 when nothing is attached */
	struct {
		__u32 id;
		__u32 priority; /* the run order in a dispatcher, low first */
		char name[64];	/* as in the source where BTF tells, else cut at 15 */
	} programs[XDP_PROGRAMS_MAX];
};

/* xdp_mode_name - "native", "skb", "hw", or "auto" for XDP_MODE_UNSPEC */
const char *xdp_mode_name(enum xdp_attach_mode mode);

/* xdp_mode_flags - XDP_FLAGS_SKB_MODE, XDP_FLAGS_HW_MODE, else XDP_FLAGS_DRV_MODE */
__u32 xdp_mode_flags(enum xdp_attach_mode mode);

/*
 * xdp_mode_fallback - is skb mode worth a try?
 * @err: what came of native mode, a negative errno or 0
 *
 * It is when the driver cannot, or not as the interface is set up (MTU, features);
 * not when a program is there already, or nothing may be attached at all.
 */
bool xdp_mode_fallback(int err);

/*
 * xdp_programs_get - look at an interface
 * @ifindex: the interface, in this network namespace
 *
 * Returns a snapshot for xdp_programs_free(), or NULL with the reason logged.
 * The components of a dispatcher are found through libxdp's pins, so bpffs has
 * to be mounted at /sys/fs/bpf. Kernel 4.13 and newer.
 */
struct xdp_programs *xdp_programs_get(int ifindex);

/* xdp_programs_free - forget a snapshot; NULL is permitted */
void xdp_programs_free(struct xdp_programs *programs);

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

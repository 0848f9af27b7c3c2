/* SPDX-License-Identifier: GPL-2.0 */
/* XDP programs that run in the slots of another one, as libxdp's dispatcher has them. */
#ifndef COMMON_XDP_DISPATCHER_H
#define COMMON_XDP_DISPATCHER_H

#include "xdp_programs.h"

/*
 * xdp_dispatcher_components - what runs in an XDP program's slots
 * @ifindex: where the program is attached
 * @id: of the program, as the kernel numbers it
 * @components: their ids and places, in the order of their slots; room for XDP_PROGRAMS_MAX - 1
 *
 * It does not matter which version of libxdp loaded them. The kernel tells by its
 * links (Linux 5.13, CAP_SYS_ADMIN); else libxdp's pins do, dispatch-IFINDEX-ID/progN-prog
 * in the BPF file system. Returns how many; 0 for a program that is no dispatcher; for a
 * dispatcher of which nothing can be seen -EACCES where the pins may not be read, else -ENOENT.
 */
int xdp_dispatcher_components(int ifindex, __u32 id, struct xdp_program_info *components);

/* xdp_dispatcher_unpin - a dispatcher is off the interface: remove what pins its components */
void xdp_dispatcher_unpin(int ifindex, __u32 id);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Taking the XDP program off an interface that stands in the way, and putting it back. */
#ifndef COMMON_XDP_EVICT_H
#define COMMON_XDP_EVICT_H

#include "xdp_programs.h"

/*
 * xdp_evict - make room on an interface, whoever attached what is there
 * @there: what is, by xdp_programs_get()
 * @program_fd: set to a descriptor of the program for xdp_evict_undo(), or to -1 when it
 *	cannot come back, since another process held it by a link; NULL: it shall not
 *
 * Returns 0 or a negative errno, without logging it: -ENOENT when nothing is
 * there, -EEXIST when another program took its place meanwhile. Kernel 5.9 and newer.
 */
int xdp_evict(const struct xdp_programs *there, int *program_fd);

/* xdp_evict_undo - attach again what xdp_evict() took off; @program_fd becomes invalid, -1 is none */
void xdp_evict_undo(const struct xdp_programs *there, int program_fd);

#endif

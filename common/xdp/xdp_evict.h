/* SPDX-License-Identifier: GPL-2.0 */
/* Taking the XDP program off an interface that stands in the way, and putting it back. */
#ifndef COMMON_XDP_EVICT_H
#define COMMON_XDP_EVICT_H

struct xdp_evicted;

/*
 * xdp_evict - make room on an interface, whoever attached what is there
 * @evicted: set to what is to be put back, or to NULL; NULL: it is not coming back
 *
 * Returns 0 or a negative errno, without logging it: -ENOENT when nothing is
 * there, -EEXIST when another program took its place meanwhile. Kernel 5.9 and newer.
 */
int xdp_evict(int ifindex, struct xdp_evicted **evicted);

/*
 * xdp_evict_undo - attach again what xdp_evict() took off
 * @evicted: becomes invalid; NULL is permitted
 *
 * A program that another process held by a link cannot come back.
 */
void xdp_evict_undo(struct xdp_evicted *evicted);

#endif

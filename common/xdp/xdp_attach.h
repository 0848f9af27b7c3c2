/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An XDP program on an interface for as long as this process lives: attached by
 * a BPF link, which the kernel undoes when the process ends, however it ends.
 */
#ifndef COMMON_XDP_ATTACH_H
#define COMMON_XDP_ATTACH_H

#include <stdbool.h>

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

struct xdp_attach;

/*
 * xdp_attach - attach a loaded program to an interface
 * @object: loaded
 * @program: the name of its XDP program, as for bpf_loader_program()
 * @ifindex: the interface
 * @mode: XDP_MODE_NATIVE, XDP_MODE_SKB, or XDP_MODE_UNSPEC: native where the
 *	driver can, else skb
 * @force: take the place of what is attached. A program that stands there by
 *	itself comes back with xdp_detach(); one that another process holds by a
 *	link does not.
 *
 * Returns a handle for xdp_detach(), or NULL with the reason logged, in the
 * kernel's own words where it has some. Kernel 5.9 and newer.
 */
struct xdp_attach *xdp_attach(const struct bpf_object *object, const char *program, int ifindex,
			      enum xdp_attach_mode mode, bool force);

/* xdp_attach_mode - what it became: XDP_MODE_NATIVE or XDP_MODE_SKB */
enum xdp_attach_mode xdp_attach_mode(const struct xdp_attach *attach);

/* xdp_attach_alive - false once the interface is gone or somebody detached the program */
bool xdp_attach_alive(const struct xdp_attach *attach);

/*
 * xdp_detach - take the program off again, and put back what it replaced
 * @attach: a handle, which becomes invalid; or NULL
 *
 * When it returns, the program runs on no CPU any more: what it counted and
 * wrote is complete.
 */
void xdp_detach(struct xdp_attach *attach);

#endif

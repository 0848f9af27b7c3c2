/* SPDX-License-Identifier: GPL-2.0 */
/*
 * XDP programs that stay on an interface when this process is gone, by libxdp:
 * several at once through its dispatcher where the kernel permits that, a single
 * one where it does not.
 */
#ifndef COMMON_XDP_INSTALL_H
#define COMMON_XDP_INSTALL_H

#include <stdbool.h>

#include <bpf/libbpf.h>
#include <xdp/libxdp.h>

#include "xdp_programs.h"

/* What became of a program. */
struct xdp_installed {
	char name[XDP_PROGRAM_NAME]; /* the function's */
	__u32 id;		     /* as the kernel numbers it */
	enum xdp_attach_mode mode;   /* that it got */
};

/*
 * xdp_install - load a program and attach it for good
 * @object: opened, not loaded; it is loaded on success
 * @program: its XDP program, as for bpf_loader_program()
 * @ifindex: the interface
 * @mode: XDP_MODE_NATIVE, XDP_MODE_SKB, or XDP_MODE_UNSPEC: native, or else skb
 * @single: without libxdp's dispatcher
 * @installed: filled on success
 *
 * A dispatcher on the interface takes the program in; another program that
 * stands there makes it -EBUSY. Where there can be no dispatcher, says so in a
 * line. Returns 0 or a negative errno with the reason logged; or XDP_INSTALL_SINGLY,
 * and nothing logged, when this program may be attached singly only: newer kernels do
 * not let a program that moves a packet's ends extend a dispatcher that does not,
 * and older dispatchers take no packets in fragments.
 */
int xdp_install(struct bpf_object *object, const char *program, int ifindex,
		enum xdp_attach_mode mode, bool single, struct xdp_installed *installed);
#define XDP_INSTALL_SINGLY 1

/*
 * xdp_uninstall - take programs off an interface, whoever attached them
 * @ifindex: the interface
 * @program: the name of one, or NULL for the only one
 * @all: take off all there are, none included; @program is not looked at
 *
 * Returns how many it took off, or a negative errno with the reason logged:
 * -ENOENT when there is none named @program, -EINVAL when there are several to
 * choose from.
 */
int xdp_uninstall(int ifindex, const char *program, bool all);

#endif

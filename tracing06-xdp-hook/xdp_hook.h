/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook of an XDP program: a pinned prog array with a slot for each action, which
 * the program jumps to when it ends. What is put there runs in the program's place.
 * Or one of two slots, the first of which it jumps to when it begins; what is put
 * there jumps to the second, where the rest of the program is.
 *
 * Here is what one has to know of a hook; xdpcap.c fills and empties it. Kernel 5.10
 * and newer.
 */
#ifndef TRACING06_XDP_HOOK_H
#define TRACING06_XDP_HOOK_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

#define XDP_HOOK_ACTIONS (XDP_REDIRECT + 1)
#define XDP_HOOK_REST	 1 /* of an entry hook's two slots, that where the program goes on */

struct xdp_hook {
	const char *path;	     /* of its pin */
	int fd;			     /* of the map */
	__u32 id;		     /* of the map, as the kernel numbers it */
	char name[BPF_OBJ_NAME_LEN]; /* of the map */
	__u32 entries;		     /* of the map */
	bool entry;		     /* is it at the program's beginning? */
	int slots;		     /* to fill: 1 there; old hooks have none for XDP_REDIRECT */
	bool owned;		     /* has a program that jumps to it ever been loaded? */
	__u32 owner_type;	     /* and of which type */
	enum bpf_attach_type attach_type; /* what that was loaded for, ... */
	bool frags;			  /* ... and whether for packets in several buffers */
	int running_fd;			  /* says to others that this capture runs */
	__u32 ours[XDP_HOOK_ACTIONS]; /* by slot: the program that xdp_hook_sign() was told of */
};
#define XDP_HOOK_NONE                      \
	{                                  \
		.fd = -1, .running_fd = -1 \
	} /* for xdp_hook_close() */

/*
 * xdp_hook_open - look at a pinned map
 * @path: the pin; it must live as long as the hook
 *
 * Returns 0 or a negative errno: of bpf_obj_get(), or -EINVAL when it is no prog
 * array. Nothing is logged: see xdp_hook_get().
 */
int xdp_hook_open(struct xdp_hook *hook, const char *path);

/*
 * xdp_hook_get - open a hook to capture at
 *
 * The hook stays as it is; what a program must be loaded for to fit there is found
 * out. Returns 0 or a negative errno with the reason logged.
 */
int xdp_hook_get(struct xdp_hook *hook, const char *path);

/* xdp_hook_prepare - have an opened object's programs loaded so that they fit */
void xdp_hook_prepare(const struct xdp_hook *hook, const struct bpf_object *object);

/* xdp_hook_slot_name - an action, or "entry"; where a map has more slots than its hook: "a slot beyond" */
const char *xdp_hook_slot_name(const struct xdp_hook *hook, int slot);

/* Who fills a slot. */
enum xdp_hook_user {
	XDP_HOOK_FREE,
	XDP_HOOK_ABANDONED, /* a capture that was killed, and left its program there */
	XDP_HOOK_CAPTURE,   /* a capture that runs */
	XDP_HOOK_FOREIGN,   /* a program that no capture has put there */
	XDP_HOOK_UNKNOWN,   /* one that only CAP_SYS_ADMIN may look at */
};

/* xdp_hook_user - who fills a slot; @program: set to the program's id, or 0 */
enum xdp_hook_user xdp_hook_user(const struct xdp_hook *hook, int slot, __u32 *program);

/* xdp_hook_is_capture - 1: a capture's program, 0: somebody else's, or a negative errno */
int xdp_hook_is_capture(__u32 program);

/*
 * xdp_hook_claim - may a capture begin?
 * @force: also where another one runs
 *
 * Returns 0, or -EBUSY with what fills the slots logged: whatever is no capture's stays
 * where it is. A capture that was killed is said to have been, and no obstacle.
 */
int xdp_hook_claim(const struct xdp_hook *hook, bool force);

/*
 * xdp_hook_sign - before a program is put into a slot: say that it is a running capture's
 * @program: its descriptor
 *
 * Returns 0 or a negative errno.
 */
int xdp_hook_sign(struct xdp_hook *hook, int slot, int program);

/* xdp_hook_check - are the hook and our programs still there? 0, or -ENODEV with the reason logged */
int xdp_hook_check(const struct xdp_hook *hook);

void xdp_hook_close(struct xdp_hook *hook);

#endif

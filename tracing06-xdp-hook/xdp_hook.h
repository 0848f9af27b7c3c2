/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook of an XDP program: a pinned prog array with a slot for each action, which
 * the program jumps to when it ends. What is put there runs in the program's place.
 * Or one of two slots, the first of which it jumps to when it begins; what is put
 * there jumps to the second, where the rest of the program is.
 */
#ifndef TRACING06_XDP_HOOK_H
#define TRACING06_XDP_HOOK_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

#define XDP_HOOK_ACTIONS (XDP_REDIRECT + 1)
#define XDP_HOOK_REST	 1 /* of an entry hook's two slots, that where the program goes on */

/* The name of the prog array that is not empty as long as a capture runs. */
#define XDP_HOOK_RUNNING "xdpcap_running"

struct xdp_hook {
	const char *path;	     /* of its pin */
	int fd;			     /* of the map */
	__u32 id;		     /* of the map, as the kernel numbers it */
	char name[BPF_OBJ_NAME_LEN]; /* of the map */
	bool entry;		     /* is it at the program's beginning? */
	int slots;		     /* to fill: 1 there; old hooks have none for XDP_REDIRECT */
	bool owned;		     /* has a program that jumps to it ever been loaded? */
	__u32 owner_type;	     /* and of which type */
	enum bpf_attach_type attach_type; /* what that was loaded for, ... */
	bool frags;			  /* ... and whether for packets in several buffers */
	int running_fd;			  /* says to others that this capture runs */
	__u32 programs[XDP_HOOK_ACTIONS]; /* that we have put there; 0: none */
};

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
 * out. Returns 0 or a negative errno with the reason logged. Kernel 5.10 and newer.
 */
int xdp_hook_get(struct xdp_hook *hook, const char *path);

/* xdp_hook_slot_name - an action, or "entry" */
const char *xdp_hook_slot_name(const struct xdp_hook *hook, int slot);

/* xdp_hook_slot - the id of the program in a slot of a prog array; 0: none */
__u32 xdp_hook_slot(int map_fd, int key);

/* xdp_hook_prepare - have an opened object's programs loaded so that they fit */
void xdp_hook_prepare(const struct xdp_hook *hook, const struct bpf_object *object);

/*
 * xdp_hook_fill - put programs into the slots; all other slots become empty
 * @programs: loaded; XDP_HOOK_ACTIONS of them, NULL for no program
 *
 * Returns 0 or a negative errno with the reason logged; what was filled is for
 * xdp_hook_empty() all the same.
 */
int xdp_hook_fill(struct xdp_hook *hook, struct bpf_program *const *programs);

/* xdp_hook_check - are the hook and our programs still there? 0, or -ENODEV with the reason logged */
int xdp_hook_check(const struct xdp_hook *hook);

/*
 * xdp_hook_empty - take out what we have put there, and nothing else
 *
 * When it returns, none of our programs runs any more.
 */
void xdp_hook_empty(struct xdp_hook *hook);

/* xdp_hook_close - empty and forget; one that is all zero but for descriptors of -1 is permitted */
void xdp_hook_close(struct xdp_hook *hook);

#endif

// SPDX-License-Identifier: GPL-2.0
/* XDP programs attached by BPF link. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "bpf_quiesce.h"
#include "interface.h"
#include "log.h"
#include "xdp_attach.h"
#include "xdp_evict.h"
#include "xdp_programs.h"

struct xdp_attach {
	int ifindex;
	int program_fd;		    /* the object's */
	int link_fd;		    /* -1 while not attached */
	enum xdp_attach_mode mode;  /* that it got */
	struct xdp_programs *there; /* what it replaced, or NULL; */
	int there_fd;		    /* to put it back, or -1 */
};

static int attach_link(void *context, enum xdp_attach_mode mode)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = xdp_mode_flags(mode));
	struct xdp_attach *attach = context;

	attach->link_fd = bpf_link_create(attach->program_fd, attach->ifindex, BPF_XDP, &opts);
	return attach->link_fd < 0 ? attach->link_fd : 0;
}

static int attach_in(struct xdp_attach *attach, enum xdp_attach_mode mode)
{
	attach->mode = mode;
	return xdp_mode_attach(&attach->mode, attach_link, attach);
}

/*
 * A link's refusal carries no words, a netlink request's does (extack). So make
 * that request, which is refused alike; should it not be, undo it at once, and
 * nothing else: somebody may have replaced it already.
 */
static void provoke_words(int ifindex, int program_fd, enum xdp_attach_mode mode)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, ours, .old_prog_fd = program_fd);
	__u32 flags = xdp_mode_flags(mode);

	log_forget();
	if (!bpf_xdp_attach(ifindex, program_fd, flags | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL))
		bpf_xdp_detach(ifindex, flags, &ours);
}

static void explain(int err, int ifindex, int program_fd, enum xdp_attach_mode mode)
{
	char name[IF_NAMESIZE];

	interface_name(ifindex, name);
	if (xdp_mode_busy(err)) {
		struct xdp_programs *there = xdp_programs_get(ifindex);

		log_error(err, "%s: busy: XDP program %s (id %u) is attached; --force replaces it",
			  name, there && there->count ? there->programs[0].name : "?",
			  there ? there->id : 0);
		free(there);
		return;
	}
	provoke_words(ifindex, program_fd, mode);
	log_error(err, "%s: not attached: %s", name, bpf_cause(err, NULL));
}

static int make_room(struct xdp_attach *attach)
{
	attach->there = xdp_programs_get(attach->ifindex);
	return attach->there ? xdp_evict(attach->there, &attach->there_fd) : -ENOENT;
}

struct xdp_attach *xdp_attach(const struct bpf_object *object, const char *program, int ifindex,
			      enum xdp_attach_mode mode, bool force)
{
	struct bpf_program *found = bpf_loader_xdp_program(object, program);
	struct xdp_attach *attach = calloc(1, sizeof(*attach));
	int err;

	if (!found || !attach)
		goto fail;
	*attach = (struct xdp_attach){ .ifindex = ifindex,
				       .program_fd = bpf_program__fd(found),
				       .link_fd = -1,
				       .there_fd = -1 };
	log_forget();
	err = attach_in(attach, mode);
	if (xdp_mode_busy(err) && force)
		err = make_room(attach) ?: attach_in(attach, mode);
	if (!err)
		return attach;
	explain(err, ifindex, attach->program_fd, mode);
fail:
	xdp_detach(attach);
	return NULL;
}

enum xdp_attach_mode xdp_attach_mode(const struct xdp_attach *attach)
{
	return attach->mode;
}

bool xdp_attach_alive(const struct xdp_attach *attach)
{
	struct bpf_link_info info = {};
	__u32 len = sizeof(info);

	return !bpf_obj_get_info_by_fd(attach->link_fd, &info, &len) && info.xdp.ifindex;
}

void xdp_detach(struct xdp_attach *attach)
{
	if (!attach)
		return;
	if (attach->link_fd >= 0)
		close(attach->link_fd);
	xdp_evict_undo(attach->there, attach->there_fd);
	bpf_quiesce();
	free(attach->there);
	free(attach);
}

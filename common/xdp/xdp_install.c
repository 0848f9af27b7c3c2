// SPDX-License-Identifier: GPL-2.0
/* Attaching for good, and taking off again, through libxdp. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "xdp_dispatcher.h"
#include "xdp_evict.h"
#include "xdp_install.h"
#include "xdp_programs.h"

/* What is to be attached, and how. */
struct install {
	struct bpf_program *program;
	struct xdp_program *component; /* the same to libxdp; NULL without its dispatcher */
	int ifindex;
};

static int attach(void *context, enum xdp_attach_mode mode)
{
	const struct install *install = context;

	if (install->component)
		return xdp_program__attach(install->component, install->ifindex, mode, 0);
	return bpf_xdp_attach(install->ifindex, bpf_program__fd(install->program),
			      xdp_mode_flags(mode) | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL);
}

static void note_single(int ifindex, bool single)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);

	if (single)
		log_note("libxdp's dispatcher cannot take it: it is attached by itself");
	else if (there && !there->dispatcher)
		log_note("%s: programs are attached singly, without libxdp's dispatcher",
			 bpf_cause_no_dispatcher());
	free(there);
}

static bool has_frags(const struct bpf_program *program)
{
	return !strcmp(bpf_program__section_name(program), "xdp.frags");
}

/* A dispatcher's stub may be what the program is not: it keeps packets' ends, and takes no frags. */
static bool must_be_single(int err, const struct bpf_program *program)
{
	if (xdp_mode_busy(err))
		return false;
	return err == -ENAMETOOLONG || has_frags(program) || bpf_cause_changes_packets();
}

/* libxdp 1.3 takes names of 98 characters at most. */
static int make_component(struct install *install, struct bpf_object *object)
{
	DECLARE_LIBXDP_OPTS(xdp_program_opts, opts, .obj = object,
			    .prog_name = bpf_program__name(install->program));
	int err;

	install->component = xdp_program__create(&opts);
	err = libxdp_get_error(install->component);
	if (err)
		install->component = NULL;
	else if (has_frags(install->program))
		xdp_program__set_xdp_frags_support(install->component, true);
	return err;
}

static int explain(int err, const struct install *install)
{
	char interface[IF_NAMESIZE];

	interface_name(install->ifindex, interface);
	if (xdp_mode_busy(err))
		return log_error(err, "%s: busy: an XDP program is attached; --force replaces it",
				 interface);
	return log_error(err, "%s: %s not attached: %s", interface,
			 bpf_program__name(install->program), bpf_cause(err, install->program));
}

static void describe(const struct install *install, struct xdp_installed *installed)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	if (install->component)
		installed->id = xdp_program__id(install->component);
	else if (!bpf_obj_get_info_by_fd(bpf_program__fd(install->program), &info, &len))
		installed->id = info.id;
	snprintf(installed->name, sizeof(installed->name), "%s",
		 bpf_program__name(install->program));
}

int xdp_install(struct bpf_object *object, const char *program, int ifindex,
		enum xdp_attach_mode mode, bool single, struct xdp_installed *installed)
{
	struct install install = { .program = bpf_loader_xdp_program(object, program),
				   .ifindex = ifindex };
	int err;

	if (!install.program)
		return -ENOENT;
	bpf_loader_only(object, install.program); /* this kernel may not take the others */
	log_forget();
	*installed = (struct xdp_installed){ .mode = mode };
	err = single ? bpf_object__load(object) : make_component(&install, object);
	if (!err)
		err = xdp_mode_attach(&installed->mode, attach, &install);
	if (!err) {
		note_single(ifindex, single);
		describe(&install, installed);
	} else if (!single && must_be_single(err, install.program)) {
		err = XDP_INSTALL_SINGLY;
	} else {
		explain(err, &install);
	}
	xdp_program__close(install.component);
	return err;
}

/* By the libxdp that loaded it, or one that knows its version: it makes another dispatcher. */
static int detach_component(int ifindex, __u32 id)
{
	struct xdp_multiprog *dispatcher = xdp_multiprog__get_from_ifindex(ifindex);
	struct xdp_program *component = NULL;
	int err = -EOPNOTSUPP;

	if (libxdp_get_error(dispatcher))
		return err;
	while (err == -EOPNOTSUPP && (component = xdp_multiprog__next_prog(component, dispatcher)))
		if (xdp_program__id(component) == id)
			err = xdp_program__detach(component, ifindex,
						  xdp_multiprog__attach_mode(dispatcher), 0);
	xdp_multiprog__close(dispatcher);
	return err;
}

/* Whichever libxdp loaded the dispatcher. */
static int detach_all(const struct xdp_programs *there)
{
	int err = xdp_evict(there, NULL);

	if (!err && there->dispatcher)
		xdp_dispatcher_unpin(there->ifindex, there->id);
	return err;
}

static int detach_named(const struct xdp_programs *there, const char *program)
{
	for (int i = there->dispatcher; i < there->count; i++)
		if (!strcmp(there->programs[i].name, program))
			return there->dispatcher ?
				       detach_component(there->ifindex, there->programs[i].id) :
				       xdp_evict(there, NULL);
	return there->programs[0].err ? there->programs[0].err : -ENOENT; /* or do we not know? */
}

static int take_off(const struct xdp_programs *there, const char *program, bool all)
{
	if (!there->count)
		return all ? 0 : -ENOENT;
	if (!all && !program && there->count - there->dispatcher != 1)
		return -EINVAL;
	return all || !program ? detach_all(there) : detach_named(there, program);
}

int xdp_uninstall(int ifindex, const char *program, bool all)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);
	int err, count;

	if (!there)
		return -EIO;
	count = all ? there->count - there->dispatcher : 1;
	if (there->count && !count) /* the dispatcher, of which we may not see more */
		count = 1;
	err = take_off(there, program, all);
	if (err == -ENOENT)
		log_error(err, "%s: %s is not attached", there->ifname,
			  program ? program : "an XDP program");
	else if (err == -EOPNOTSUPP)
		log_error(err,
			  "%s: %s cannot be taken off alone: another version of libxdp loaded the "
			  "dispatcher; --unload --all takes off all",
			  there->ifname, program);
	else if (err == -EINVAL)
		log_error(err, "%s: several XDP programs: name one, or take off all",
			  there->ifname);
	else if (err)
		log_error(err, "%s: not taken off: %s", there->ifname, bpf_cause(err, NULL));
	free(there);
	return err ? err : count;
}

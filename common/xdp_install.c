// SPDX-License-Identifier: GPL-2.0
/* Attaching for good, and taking off again, through libxdp. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "xdp_evict.h"
#include "xdp_install.h"
#include "xdp_programs.h"

static int attach(struct xdp_program *program, int ifindex, enum xdp_attach_mode mode)
{
	int err;

	if (mode != XDP_MODE_UNSPEC)
		return xdp_program__attach(program, ifindex, mode, 0);
	err = xdp_program__attach(program, ifindex, XDP_MODE_NATIVE, 0);
	return xdp_mode_fallback(err) ? xdp_program__attach(program, ifindex, XDP_MODE_SKB, 0) :
					err;
}

static void note_single(int ifindex, bool single)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);

	if (single)
		log_note("libxdp's dispatcher cannot take it: it is attached by itself");
	else if (there && !there->dispatcher)
		log_note("%s: programs are attached singly, without libxdp's dispatcher",
			 strstr(log_kept(), "Operation not permitted") ?
				 "this kernel refuses freplace" :
				 "libxdp's dispatcher cannot be used here");
	xdp_programs_free(there);
}

static bool has_frags(const struct bpf_program *program)
{
	return !strcmp(bpf_program__section_name(program), "xdp.frags");
}

/* A dispatcher's stub may be what the program is not: it keeps packets' ends, and takes no frags. */
static bool must_be_single(const struct bpf_program *program)
{
	return strstr(log_kept(), "changes packet data, while original does not") ||
	       has_frags(program);
}

int xdp_install(struct bpf_object *object, const char *program, int ifindex,
		enum xdp_attach_mode mode, bool single, struct xdp_installed *installed)
{
	struct bpf_program *found = bpf_loader_xdp_program(object, program);
	DECLARE_LIBXDP_OPTS(xdp_program_opts, opts, .obj = object,
			    .prog_name = found ? bpf_program__name(found) : NULL);
	struct xdp_program *xdp_program;
	char interface[IF_NAMESIZE];
	int err;

	if (!found)
		return -ENOENT;
	bpf_loader_only(object, found); /* this kernel need not be able to load the others */
	log_forget();
	xdp_program = xdp_program__create(&opts);
	err = libxdp_get_error(xdp_program);
	if (err)
		return log_error(err, "%s: not taken by libxdp: %s", opts.prog_name,
				 strerror(-err));
	if (has_frags(found))
		xdp_program__set_xdp_frags_support(xdp_program, true);
	setenv("LIBXDP_SKIP_DISPATCHER", single ? "1" : "0", true);
	err = attach(xdp_program, ifindex, mode);
	interface_name(ifindex, interface);
	if (err == -EBUSY || err == -EEXIST) {
		log_error(err, "%s: busy: an XDP program is attached; --force replaces it",
			  interface);
	} else if (err && !single && must_be_single(found)) {
		err = -ENOTSUP;
	} else if (err) {
		log_error(err, "%s: %s not attached: %s", interface, opts.prog_name,
			  bpf_cause(err, NULL));
	} else {
		note_single(ifindex, single);
		snprintf(installed->name, sizeof(installed->name), "%s", opts.prog_name);
		installed->id = xdp_program__id(xdp_program);
		installed->mode = xdp_program__is_attached(xdp_program, ifindex);
	}
	xdp_program__close(xdp_program);
	return err;
}

/* One component of a dispatcher, or the only program. */
static int detach_one(struct xdp_multiprog *there, int ifindex, const char *program)
{
	enum xdp_attach_mode mode = xdp_multiprog__attach_mode(there);
	struct xdp_program *component = NULL;
	char name[64];

	while ((component = xdp_multiprog__next_prog(component, there)))
		if (!xdp_programs_name(xdp_program__id(component), name, sizeof(name)) &&
		    !strcmp(name, program))
			return xdp_program__detach(component, ifindex, mode, 0);
	return -ENOENT;
}

static int detach_from_dispatcher(int ifindex, const char *program)
{
	struct xdp_multiprog *there = xdp_multiprog__get_from_ifindex(ifindex);
	int err = libxdp_get_error(there);

	if (err)
		return err;
	err = program ? detach_one(there, ifindex, program) : xdp_multiprog__detach(there);
	xdp_multiprog__close(there);
	return err;
}

static int detach_single(const struct xdp_programs *there, int ifindex, const char *program)
{
	struct xdp_evicted *evicted;
	int err;

	if (program && strcmp(there->programs[0].name, program) != 0)
		return -ENOENT;
	err = xdp_evict(ifindex, &evicted);
	xdp_evict_forget(evicted);
	return err;
}

static int uninstall(const struct xdp_programs *there, int ifindex, const char *program, bool all)
{
	int count = there->count - there->dispatcher, err;

	if (!count && all)
		return 0;
	if (!all && !program && count > 1)
		return -EINVAL;
	if (!there->dispatcher)
		err = count ? detach_single(there, ifindex, all ? NULL : program) : -ENOENT;
	else
		err = detach_from_dispatcher(ifindex, all ? NULL : program);
	return err ? err : all ? count : 1;
}

int xdp_uninstall(int ifindex, const char *program, bool all)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);
	char interface[IF_NAMESIZE];
	int count;

	if (!there)
		return -EIO;
	count = uninstall(there, ifindex, program, all);
	xdp_programs_free(there);
	interface_name(ifindex, interface);
	if (count == -ENOENT)
		log_error(count, "%s: %s is not attached", interface,
			  program ? program : "an XDP program");
	else if (count == -EINVAL)
		log_error(count, "%s: several XDP programs: name one, or take off all", interface);
	else if (count < 0)
		log_error(count, "%s: not taken off: %s", interface, bpf_cause(count, NULL));
	return count;
}

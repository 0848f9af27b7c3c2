// SPDX-License-Identifier: GPL-2.0
/* Loads an XDP program onto an interface for good, lists what is there, and takes it off again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "map_pins.h"
#include "options.h"
#include "xdp_attach.h"
#include "text.h"
#include "xdp_install.h"
#include "xdp_table.h"

#define OBJECT "xdp_prog_kern.o" /* beside this program */

static const char *dev, *filename, *program_name, *pin_path;
static int mode = XDP_MODE_UNSPEC, verbosity;
static bool single, force, unload, all, status, reuse_maps, quiet;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface"),
	OPTION_STRING(0, "filename", &filename, "FILE", "BPF object to load (default " OBJECT ")"),
	OPTION_STRING(0, "progsec", &program_name, "NAME", "Program, by its section or function"),
	OPTION_STRING(0, "progname", &program_name, "NAME", "The same"),
	OPTION_CHOICE('S', "skb-mode", &mode, XDP_MODE_SKB, "Attach in skb (generic) mode"),
	OPTION_CHOICE('N', "native-mode", &mode, XDP_MODE_NATIVE, "Attach in native mode"),
	OPTION_CHOICE('A', "auto-mode", &mode, XDP_MODE_UNSPEC, "Native, or else skb (default)"),
	OPTION_FLAG(0, "single", &single, "Attach it by itself, without libxdp's dispatcher"),
	OPTION_FLAG('F', "force", &force, "Replace what is on the interface"),
	OPTION_FLAG('U', "unload", &unload, "Take off the named program, or the only one",
		    .only_with = "dev,progsec,progname,all,quiet,verbose"),
	OPTION_FLAG(0, "all", &all, "With --unload: take off whatever is there", .needs = "unload",
		    .not_with = "progsec,progname"),
	OPTION_FLAG(0, "status", &status, "List the programs on the interface, or on all",
		    .instead = true, .only_with = "dev,verbose"),
	OPTION_STRING(0, "pin-path", &pin_path, "DIR", "Pin the maps there, in a BPF file system"),
	OPTION_FLAG(0, "reuse-maps", &reuse_maps, "Use the maps that are pinned there",
		    .needs = "pin-path"),
	OPTION_FLAG('q', "quiet", &quiet, "Errors only", .not_with = "verbose"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE [--filename FILE] [--progsec NAME] [-F] | -d IFACE --unload | --status",
	.purpose = "Load XDP programs, list them, and unload them.",
	.rows = rows,
};

static int unload_from(int ifindex)
{
	int count = xdp_uninstall(ifindex, program_name, all);

	if (count >= 0 && !quiet)
		printf("Success: Unloaded %d XDP program%s from %s\n", count, count == 1 ? "" : "s",
		       dev);
	return count < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* What the kernel refuses must be known before anything is replaced: load it once for trial. */
static int try_load(void)
{
	struct bpf_object *object = bpf_loader_open(filename ?: OBJECT);
	struct bpf_program *program = object ? bpf_loader_xdp_program(object, program_name) : NULL;
	int err = -ENOENT;

	if (program) {
		bpf_loader_only(object, program);
		err = pin_path ? map_pins_prepare(object, pin_path, reuse_maps) : 0;
		err = err ?: bpf_loader_load(object);
	}
	bpf_object__close(object);
	return err;
}

static int install(int ifindex, bool single, struct xdp_installed *installed)
{
	struct bpf_object *object = bpf_loader_open(filename ?: OBJECT);
	int err = -ENOENT;

	if (object && (!pin_path || !map_pins_prepare(object, pin_path, reuse_maps)))
		err = xdp_install(object, program_name, ifindex, mode, single, installed);
	if (!err && pin_path && (err = map_pins_set(object, pin_path)))
		xdp_uninstall(ifindex, installed->name, false);
	bpf_object__close(object);
	return err;
}

static int load_onto(int ifindex)
{
	struct xdp_installed installed;
	int err;

	if (try_load() || (force && xdp_uninstall(ifindex, NULL, true) < 0))
		return EXIT_FAILURE;
	err = install(ifindex, single, &installed);
	if (err == XDP_INSTALL_SINGLY)
		err = install(ifindex, true, &installed);
	if (!err && !quiet)
		printf("Success: Loaded XDP program %s (id %u) on %s (ifindex %d) in %s mode\n",
		       installed.name, installed.id, TEXT_NAME(dev), ifindex,
		       xdp_mode_name(installed.mode));
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int word, ifindex;

	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(quiet ? -1 : verbosity);

	ifindex = dev ? interface_index(dev) : 0;
	if (ifindex < 0)
		return EXIT_FAILURE;
	if (status)
		return xdp_table_print(ifindex) ? EXIT_FAILURE : EXIT_SUCCESS;
	return unload ? unload_from(ifindex) : load_onto(ifindex);
}

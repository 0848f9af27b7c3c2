// SPDX-License-Identifier: GPL-2.0
/* Has an interface's packets redirected by XDP, to another interface or to another CPU, for good. */
#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>

#include <bpf/libbpf.h>

#include "bpf_knob.h"
#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "mac.h"
#include "options.h"
#include "redirect_target.h"
#include "text.h"
#include "xdp_attach.h"
#include "xdp_install.h"
#include "xdp_programs.h"

#define NO_CPU (~0U)

static const char *dev, *to, *dest;
static unsigned char dest_mac[ETH_ALEN];
static unsigned int cpu = NO_CPU;
static int mode = XDP_MODE_UNSPEC, verbosity;
static bool cpu_drop, force;

static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface whose packets are redirected"),
	OPTION_STRING('r', "redirect-dev", &to, "IFACE", "Interface to redirect them to",
		      .needs = "dest-mac", .not_with = "cpu"),
	OPTION_STRING('R', "dest-mac", &dest, "MAC", "Their new destination",
		      .needs = "redirect-dev"),
	OPTION_NUMBER(0, "cpu", &cpu, "CPU", 0, 4095, "Redirect pings to this CPU"),
	OPTION_FLAG(0, "cpu-drop", &cpu_drop, "Have a program there drop them", .needs = "cpu"),
	OPTION_CHOICE('S', "skb-mode", &mode, XDP_MODE_SKB, "Attach in skb (generic) mode"),
	OPTION_CHOICE('N', "native-mode", &mode, XDP_MODE_NATIVE, "Attach in native mode"),
	OPTION_CHOICE('A', "auto-mode", &mode, XDP_MODE_UNSPEC, "Native, or else skb (default)"),
	OPTION_FLAG('F', "force", &force, "Replace what is on the interface"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-d IFACE -r IFACE -R MAC [-F] | -d IFACE --cpu CPU [--cpu-drop] [-F]",
	.purpose = "Redirect packets by XDP, until the program is unloaded.",
	.rows = rows,
};

/* What the options demand beyond their rows. */
static int check(void)
{
	if (!to && cpu == NO_CPU)
		return log_error(-EINVAL, "--redirect-dev, --cpu: one of the two (see --help)");
	if (dest && mac_parse(dest, dest_mac))
		return log_error(-EINVAL, "--dest-mac: %s: not a MAC address", dest);
	return 0;
}

static int set_mac(struct bpf_object *object, const char *knob, const char *interface)
{
	unsigned char mac[ETH_ALEN];

	return mac_of(interface, mac) ?: bpf_knob_set(object, knob, mac, sizeof(mac));
}

/* The cpumap shall have room for every CPU, but for no more, which the kernel refuses. */
static int parameterise(struct bpf_object *object)
{
	bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "cpus_map"),
				 libbpf_num_possible_cpus());
	if (!to)
		return bpf_knob_set(object, "to_cpu", &cpu, sizeof(cpu));
	if (set_mac(object, "own_mac", dev) || set_mac(object, "src_mac", to))
		return -ENODEV;
	return bpf_knob_set(object, "dest_mac", dest_mac, sizeof(dest_mac));
}

static int redirect(struct bpf_object *object, int ifindex, int to_ifindex)
{
	const char *program = to ? "xdp_redirect_device" : "xdp_redirect_cpu";
	struct xdp_installed installed;
	int err;

	if (force && xdp_uninstall(ifindex, NULL, true) < 0)
		return -EBUSY;
	err = xdp_install(object, program, ifindex, mode, false, &installed);
	if (err)
		return err;
	if (to)
		err = redirect_target_device(object, to_ifindex);
	else
		err = redirect_target_cpu(object, cpu, cpu_drop);
	if (err) {
		xdp_uninstall(ifindex, installed.name, false);
		return err;
	}
	printf("%s: redirected to %s in %s mode\n", TEXT_NAME(dev),
	       to ? TEXT_NAME(to) : "another CPU", xdp_mode_name(installed.mode));
	return 0;
}

int main(int argc, char **argv)
{
	int word, ifindex, to_ifindex = 0, err;
	struct bpf_object *object;

	/* log, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (check())
		return options_exit(-EINVAL);
	ifindex = interface_index(dev);
	if (ifindex < 0 || (to && (to_ifindex = interface_index(to)) < 0))
		return EXIT_FAILURE;
	if (cpu != NO_CPU && (int)cpu >= libbpf_num_possible_cpus())
		return log_error(EXIT_FAILURE, "--cpu: %u: no such CPU", cpu);

	/* open, parameterise, load, attach */
	object = bpf_loader_open("xdp_prog_kern.o");
	err = object ? parameterise(object) : -ENOENT;
	if (!err)
		err = redirect(object, ifindex, to_ifindex);
	bpf_object__close(object);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/* The table that xdp-loader status and xdpdump -D print. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "text.h"
#include "xdp_action.h"
#include "xdp_table.h"

#define LINE \
	"--------------------------------------------------------------------------------------"

static void print_tag(const __u8 *tag)
{
	for (int i = 0; i < BPF_TAG_SIZE; i++)
		printf("%02x", tag[i]);
}

/* A component of a dispatcher; after these actions the next one runs. */
static void print_component(const struct xdp_program_info *program)
{
	const char *separator = "  ";

	printf(" %-15s %-5u  %-16s %-8s %-4u ", "=>", program->priority, program->name, "",
	       program->id);
	print_tag(program->tag);
	for (int action = XDP_ABORTED; action <= XDP_REDIRECT; action++)
		if (program->chain & 1 << action) {
			printf("%s%s", separator, xdp_action_name(action));
			separator = ",";
		}
	putchar('\n');
}

static int print_interface(int ifindex)
{
	struct xdp_programs *there = xdp_programs_get(ifindex);

	if (!there)
		return -EIO;
	if (there->count) {
		printf("%-16s %-5s %-17s %-8s %-4u ", TEXT_NAME(there->ifname), "",
		       there->programs[0].name, xdp_mode_name(there->mode), there->id);
		print_tag(there->programs[0].tag);
		putchar('\n');
	} else {
		printf("%-22s <No XDP program loaded!>\n", TEXT_NAME(there->ifname));
	}
	for (int n = 1; n < there->count; n++)
		print_component(&there->programs[n]);
	free(there);
	return 0;
}

int xdp_table_print(int ifindex)
{
	struct if_nameindex one[] = { { ifindex, NULL }, { 0, NULL } };
	struct if_nameindex *every = ifindex ? NULL : if_nameindex();
	int err = 0;

	if (!ifindex && !every)
		return log_error(-errno, "interfaces: %s", strerror(errno));
	printf("%-16s %-5s %-17s %-8s %-4s %-17s %s\n", "Interface", "Prio", "Program name", "Mode",
	       "ID", "Tag", "Chain actions");
	puts(LINE);
	for (struct if_nameindex *i = every ?: one; !err && i->if_index; i++)
		err = print_interface(i->if_index);
	if (every)
		if_freenameindex(every);
	return err;
}

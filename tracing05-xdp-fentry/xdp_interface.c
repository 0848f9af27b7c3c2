// SPDX-License-Identifier: GPL-2.0
/* Interfaces by their names, and what is changed of them for as long as packets are captured. */
#include <errno.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "interface.h"
#include "live_capture.h"
#include "log.h"
#include "privileges.h"
#include "xdp_attach.h"
#include "xdp_interface.h"

#define ANY "any"

bool xdp_interfaces_any(const char *const *names)
{
	while (*names && strcmp(*names, ANY))
		names++;
	return *names;
}

static bool is_there(const struct xdp_interface *list, int count, int ifindex)
{
	for (int i = 0; i < count; i++)
		if (list[i].programs->ifindex == ifindex)
			return true;
	return false;
}

/* Returns 0 or a negative errno. */
static int add(struct xdp_interface *list, int *count, int ifindex)
{
	struct xdp_programs *programs;

	if (ifindex < 0)
		return ifindex;
	if (*count == XDP_INTERFACES_MAX)
		return log_error(-E2BIG, "interfaces: more than %d", XDP_INTERFACES_MAX);
	programs = xdp_programs_get(ifindex);
	if (!programs)
		return -ENODEV;
	list[(*count)++] = (struct xdp_interface){ .programs = programs, .promiscuous_fd = -1 };
	return 0;
}

/* All that have a program now, but for those that are named besides. */
static int add_any(struct xdp_interface *list, int *count)
{
	struct if_nameindex *every = if_nameindex();
	int err = every ? 0 : log_error(-errno, ANY ": %s", strerror(errno));

	for (struct if_nameindex *i = every; !err && i->if_index; i++) {
		LIBBPF_OPTS(bpf_xdp_query_opts, query);

		if (!bpf_xdp_query(i->if_index, 0, &query) && query.attach_mode &&
		    !is_there(list, *count, i->if_index))
			err = add(list, count, i->if_index);
	}
	if (every)
		if_freenameindex(every);
	return err || *count ? err : log_error(-ENOENT, ANY ": no interface has an XDP program");
}

int xdp_interfaces_find(struct xdp_interface *list, const char *const *names)
{
	int count = 0, err = 0, ifindex;

	for (const char *const *name = names; !err && *name; name++) {
		if (!strcmp(*name, ANY))
			continue;
		ifindex = interface_index(*name);
		err = is_there(list, count, ifindex) ?
			      log_error(-EINVAL, "--interface: %s: given twice", *name) :
			      add(list, &count, ifindex);
	}
	if (!err && xdp_interfaces_any(names))
		err = add_any(list, &count);
	while (err && count)
		xdp_interface_free(&list[--count]);
	return err ?: count;
}

int xdp_interface_promiscuous(struct xdp_interface *on)
{
	const struct packet_mreq request = { .mr_ifindex = on->programs->ifindex,
					     .mr_type = PACKET_MR_PROMISC };
	const char *missing = NULL;
	int err;

	/* of no protocol: gets no packets */
	on->promiscuous_fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (on->promiscuous_fd >= 0 &&
	    !setsockopt(on->promiscuous_fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request,
			sizeof(request)))
		return 0;
	err = -errno;
	if (err == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_NET_RAW));
	return log_error(err, "%s: promiscuous mode: %s", on->programs->ifname,
			 missing ? missing : strerror(-err));
}

void xdp_interface_release(struct xdp_interface *on)
{
	xdp_detach(on->attach);
	on->attach = NULL;
	if (on->live)
		live_capture_stop(on->live);
	if (on->promiscuous_fd >= 0)
		close(on->promiscuous_fd);
	on->promiscuous_fd = -1;
}

void xdp_interface_free(struct xdp_interface *on)
{
	live_capture_free(on->live);
	free(on->programs);
}

// SPDX-License-Identifier: GPL-2.0
/* Interface names and numbers; an unknown number is printed, never "(null)". */
#include <errno.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capability.h"
#include "interface.h"
#include "log.h"

int interface_index(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		return log_error(-ENODEV, "%s: no such interface", name);
	return ifindex;
}

const char *interface_name(int ifindex, char name[IF_NAMESIZE])
{
	if (!if_indextoname(ifindex, name))
		snprintf(name, IF_NAMESIZE, "if %d", ifindex);
	return name;
}

int interface_promiscuous(int ifindex)
{
	const struct packet_mreq request = { .mr_ifindex = ifindex, .mr_type = PACKET_MR_PROMISC };
	int fd =
		socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0); /* of no protocol: gets no packets */
	const char *missing = NULL;
	char name[IF_NAMESIZE];
	int err;

	if (fd >= 0 &&
	    !setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)))
		return fd;
	err = -errno;
	if (fd >= 0)
		close(fd);
	if (err == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_NET_RAW));
	return log_error(err, "%s: promiscuous mode: %s", interface_name(ifindex, name),
			 missing ? missing : strerror(-err));
}

int interface_mac(const char *name, unsigned char mac[6])
{
	int err = 0, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request))
		err = log_error(-errno, "%s: no MAC address: %s", name, strerror(errno));
	else
		memcpy(mac, request.ifr_hwaddr.sa_data, 6);
	if (fd >= 0)
		close(fd);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
/* MAC addresses, typed and asked for. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "mac.h"

int mac_parse(const char *text, unsigned char mac[6])
{
	int length = 0;

	if (strspn(text, "0123456789abcdefABCDEF:") != strlen(text) ||
	    sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1], &mac[2],
		   &mac[3], &mac[4], &mac[5], &length) != 6 ||
	    text[length])
		return -EINVAL;
	return 0;
}

int mac_of(const char *interface, unsigned char mac[6])
{
	int err = 0, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request))
		err = log_error(-errno, "%s: no MAC address: %s", interface, strerror(errno));
	else
		memcpy(mac, request.ifr_hwaddr.sa_data, 6);
	if (fd >= 0)
		close(fd);
	return err;
}

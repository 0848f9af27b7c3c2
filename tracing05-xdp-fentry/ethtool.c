// SPDX-License-Identifier: GPL-2.0
/* Questions to a device's driver, by ioctl: they are older than its netlink family. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ethtool.h"

#define LINK_MODE_MAPS (3 * 127) /* __u32 behind the settings, at most */

static int ask(const char *ifname, void *question)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err;
	struct ifreq request = { .ifr_data = question };

	if (fd < 0)
		return -1;
	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	err = ioctl(fd, SIOCETHTOOL, &request);
	close(fd);
	return err;
}

void ethtool_driver(const char *ifname, char *text, size_t size)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };

	*text = '\0';
	if (!ask(ifname, &info))
		snprintf(text, size,
			 "driver: \"%.32s\", version: \"%.32s\", fw-version: \"%.32s\", "
			 "rom-version: \"%.32s\", bus-info: \"%.32s\"",
			 info.driver, info.version, info.fw_version, info.erom_version,
			 info.bus_info);
}

__u64 ethtool_speed(const char *ifname)
{
	struct ethtool_link_settings *settings =
		calloc(1, sizeof(*settings) + LINK_MODE_MAPS * sizeof(__u32));
	__u64 speed = 0;

	if (!settings)
		return 0;
	settings->cmd = ETHTOOL_GLINKSETTINGS;
	/* the first answer is how many words the maps have, negative; the second is the speed */
	if (!ask(ifname, settings) && settings->link_mode_masks_nwords < 0) {
		settings->link_mode_masks_nwords = -settings->link_mode_masks_nwords;
		settings->cmd = ETHTOOL_GLINKSETTINGS;
		if (!ask(ifname, settings) && settings->speed != (__u32)SPEED_UNKNOWN)
			speed = settings->speed * 1000000ULL;
	}
	free(settings);
	return speed;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel tells of an interface's device, as ethtool does. */
#ifndef TRACING05_ETHTOOL_H
#define TRACING05_ETHTOOL_H

#include <linux/types.h>
#include <stddef.h>

/*
 * ethtool_driver - the interface's driver in one line
 * @ifname: its name
 * @text, @size: room for: driver: "veth", version: "1.0", fw-version: "", ...;
 *	empty when the driver does not tell
 */
void ethtool_driver(const char *ifname, char *text, size_t size);

/* ethtool_speed - bits per second; 0 when unknown */
__u64 ethtool_speed(const char *ifname);

#endif

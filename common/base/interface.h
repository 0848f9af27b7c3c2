/* SPDX-License-Identifier: GPL-2.0 */
/* Network interfaces: names and numbers. */
#ifndef COMMON_INTERFACE_H
#define COMMON_INTERFACE_H

#include <net/if.h>

/*
 * interface_index - the number of an interface of this network namespace
 * @name: as `ip link` prints it
 *
 * Returns the ifindex (> 0), or -ENODEV with the reason logged.
 */
int interface_index(const char *name);

/*
 * interface_name - the name that goes with a number
 * @ifindex: as a tracepoint or a map reports it
 * @name: room for the answer
 *
 * Returns @name: the interface's name, or "if 7" when this network namespace
 * has none (it is in another one, or gone).
 */
const char *interface_name(int ifindex, char name[IF_NAMESIZE]);

#endif

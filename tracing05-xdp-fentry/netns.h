/* SPDX-License-Identifier: GPL-2.0 */
/* Another network namespace. */
#ifndef TRACING05_NETNS_H
#define TRACING05_NETNS_H

/*
 * netns_enter - see that namespace's interfaces from now on
 * @name: as `ip netns` lists it, or a path such as /proc/PID/ns/net; NULL: stay
 *
 * The file systems stay as they are: bpffs, too. Returns 0 or a negative errno with
 * the reason logged.
 */
int netns_enter(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* MAC addresses: six bytes. */
#ifndef TRACING02_MAC_H
#define TRACING02_MAC_H

/* mac_parse - an address as one writes it: 0, or -EINVAL when it is none */
int mac_parse(const char *text, unsigned char mac[6]);

/* mac_of - the address of an interface: 0, or a negative errno with the reason logged */
int mac_of(const char *interface, unsigned char mac[6]);

#endif

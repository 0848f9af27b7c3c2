/* SPDX-License-Identifier: GPL-2.0 */
/* What stands in an Ethernet header, in words. */
#ifndef TRACING03_ETHERNET_H
#define TRACING03_ETHERNET_H

#include <linux/types.h>

#define ETHERNET_MAC_TEXT 18 /* bytes of "5a:b3:63:62:de:d7" with its end */

/*
 * ethernet_mac - a MAC address as one reads it
 * @number: its six bytes as one number, the first one highest
 * @text: room for the answer, which is returned
 */
const char *ethernet_mac(__u64 number, char text[ETHERNET_MAC_TEXT]);

/* ethernet_type - "IPv6" for 0x86dd (host byte order) and so on; NULL for what is not known */
const char *ethernet_type(unsigned int ethertype);

#endif

// SPDX-License-Identifier: GPL-2.0
/* MAC addresses, and the ethertypes that one meets. */
#include <linux/if_ether.h>
#include <stdio.h>

#include "ethernet.h"

const char *ethernet_mac(__u64 number, char text[ETHERNET_MAC_TEXT])
{
	for (int byte = 0; byte < 6; byte++)
		snprintf(text + 3 * byte, 4, byte < 5 ? "%02x:" : "%02x",
			 (unsigned int)(number >> (40 - 8 * byte) & 0xff));
	return text;
}

const char *ethernet_type(unsigned int ethertype)
{
	switch (ethertype) {
	case ETH_P_IP:
		return "IPv4";
	case ETH_P_IPV6:
		return "IPv6";
	case ETH_P_ARP:
		return "ARP";
	case ETH_P_8021Q:
		return "802.1Q VLAN";
	case ETH_P_8021AD:
		return "802.1ad VLAN";
	case ETH_P_MPLS_UC:
		return "MPLS";
	case ETH_P_PPP_SES:
		return "PPPoE";
	case ETH_P_LLDP:
		return "LLDP";
	case ETH_P_PAE:
		return "802.1X";
	}
	return NULL;
}

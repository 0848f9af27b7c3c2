/* SPDX-License-Identifier: GPL-2.0 */
/* What an XDP program decides about a packet, in words. */
#ifndef COMMON_XDP_ACTION_H
#define COMMON_XDP_ACTION_H

/* xdp_action_name - "XDP_PASS" for XDP_PASS and so on, "unknown" for what is no action */
const char *xdp_action_name(int action);

#endif

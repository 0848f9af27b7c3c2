/* SPDX-License-Identifier: GPL-2.0 */
/* Why the kernel could not send a packet that an XDP program redirected or bounced. */
#ifndef TRACING02_XDP_ERROR_H
#define TRACING02_XDP_ERROR_H

/* xdp_error_name - "ENXIO" for -ENXIO and so on; "error" for what is none */
const char *xdp_error_name(int err);

/* xdp_error_cause - what brings this errno about in the kernel's XDP code, in words */
const char *xdp_error_cause(int err);

#endif

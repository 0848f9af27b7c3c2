/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What comes to an interface's XDP hook: by watching the programs that stand there;
 * without any, by a program of our own, or by libpcap behind XDP.
 */
#ifndef TRACING05_XDP_TAP_H
#define TRACING05_XDP_TAP_H

#include "capture_run.h"
#include "xdp_tap_options.h"

struct xdp_tap;

/*
 * xdp_tap_open - look what is there, and load what fits
 * @options: must live as long as the tap
 * @capture: what the packets will go to
 *
 * Nothing is attached yet. Returns a tap for xdp_tap_close(), or NULL with the
 * reason logged. Kernel 5.8 and newer.
 */
struct xdp_tap *xdp_tap_open(const struct xdp_tap_options *options, struct capture *capture);

/*
 * xdp_tap_start - begin the capture's file with what is known of the tap, and say so
 *	on stderr, as xdp-tools' xdpdump does
 * @application: name and version of the program that captures
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_tap_start(const struct xdp_tap *tap, struct capture *capture, const char *application);

/* xdp_tap_attach - packets come from now on; what is attached goes with the process */
int xdp_tap_attach(struct xdp_tap *tap);

/* xdp_tap_source - for capture_run() and capture_drain() */
const struct capture_source *xdp_tap_source(const struct xdp_tap *tap);

/* xdp_tap_function - the name of a watched program's function; NULL: libpcap captures */
const char *xdp_tap_function(const struct xdp_tap *tap, __u16 prog_index);

/* xdp_tap_detach - when it returns, no more packets come. NULL is permitted */
void xdp_tap_detach(struct xdp_tap *tap);

/* xdp_tap_close - detach and forget; NULL is permitted */
void xdp_tap_close(struct xdp_tap *tap);

#endif

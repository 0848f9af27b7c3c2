/* SPDX-License-Identifier: GPL-2.0 */
/* The packets that come to a hook: what xdp_tap is for an interface. */
#ifndef TRACING06_HOOK_TAP_H
#define TRACING06_HOOK_TAP_H

#include "capture_run.h"
#include "filter_words.h"
#include "xdp_hook_options.h"

struct hook_tap;

/*
 * hook_tap_open - look at the hook, and load what fits
 * @path: the hook's pin
 * @filter: what packets to capture
 * @capture: what they will go to
 *
 * @options, @path, @filter must live as long as the tap. The hook stays as it is.
 * Returns a tap for hook_tap_close(), or NULL with the reason logged. Kernel 5.10
 * and newer.
 */
struct hook_tap *hook_tap_open(const struct xdp_hook_options *options, const char *path,
			       const struct filter_words *filter, struct capture *capture);

/*
 * hook_tap_start - begin the capture's file: it has an interface for each action
 * @application: name and version of the program that captures
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int hook_tap_start(const struct hook_tap *tap, struct capture *capture, const char *application);

/* hook_tap_attach - fill the slots: packets come from now on. As hook_tap_start() */
int hook_tap_attach(struct hook_tap *tap);

/* hook_tap_listening - say on stderr what is captured */
void hook_tap_listening(const struct hook_tap *tap);

/* hook_tap_source - for capture_run() and capture_drain() */
struct capture_source *hook_tap_source(struct hook_tap *tap);

/* hook_tap_detach - when it returns, the slots are empty, and no more packets come */
void hook_tap_detach(struct hook_tap *tap);

/* hook_tap_close - detach and forget; NULL is permitted */
void hook_tap_close(struct hook_tap *tap);

#endif

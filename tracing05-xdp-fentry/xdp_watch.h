/* SPDX-License-Identifier: GPL-2.0 */
/* Programs at the entry and exit of other XDP programs, by fentry and fexit. */
#ifndef TRACING05_XDP_WATCH_H
#define TRACING05_XDP_WATCH_H

#include <linux/types.h>
#include <stdbool.h>

#include <bpf/libbpf.h>

#include "bpf_loader.h"
#include "packet_record.h"
#include "xdp_programs.h"

struct xdp_watch;

/* How to watch. The object has programs on_entry and on_exit, without attach target. */
struct xdp_watch_options {
	const struct bpf_embedded *object;
	const struct sock_fprog *filter; /* NULL: none */
	bool entry, exit;		 /* which of the two */
	struct packet_knobs *knobs;	 /* of all; prog_index and ring are set here */
	size_t buffer; /* bytes for the rings, as for packet_ring_parameterise() */
};

/*
 * xdp_watch_load - load what will watch
 * @options: see there
 * @targets: the programs, at most PACKET_PROGRAMS_MAX; their index here is knob prog_index
 * @count: how many
 *
 * Each target gets an object of its own; they share all maps but the knobs. Returns
 * a handle for xdp_unwatch(), or NULL with the reason logged. Kernel 5.8 and newer,
 * where it permits fentry.
 */
struct xdp_watch *xdp_watch_load(const struct xdp_watch_options *options,
				 const struct xdp_program_info *targets, unsigned int count);

/*
 * xdp_watch_attach - begin to watch
 *
 * What is attached goes with the process. Returns 0 or a negative errno with the
 * reason logged.
 */
int xdp_watch_attach(struct xdp_watch *watch);

/* xdp_watch_object - the object whose maps all of them share */
const struct bpf_object *xdp_watch_object(const struct xdp_watch *watch);

/*
 * xdp_watch_stop - detach
 *
 * When it returns, no watching program runs any more: what they wrote is complete.
 * NULL is permitted.
 */
void xdp_watch_stop(struct xdp_watch *watch);

/* xdp_unwatch - detach and forget; NULL is permitted */
void xdp_unwatch(struct xdp_watch *watch);

#endif

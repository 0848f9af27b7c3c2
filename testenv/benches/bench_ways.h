/* SPDX-License-Identifier: GPL-2.0 */
/* What both sides of bench_ways know. */
#ifndef BENCH_WAYS_H
#define BENCH_WAYS_H

#define WAYS_RING (16 << 20) /* bytes for what comes by each way */

enum {
	WAY_PERF_EVENT,
	WAY_BPF_RING,
	WAY_OWN_RING,
	WAYS
};

#endif

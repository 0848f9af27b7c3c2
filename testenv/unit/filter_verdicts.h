/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs that try filters share with the test that runs them. */
#ifndef UNIT_FILTER_VERDICTS_H
#define UNIT_FILTER_VERDICTS_H

#include <linux/types.h>

/* Bits of a program's result: set if the packet matches, as that reader sees it. */
enum filter_says {
	FILTER_SAYS_DIRECT = 1,
	FILTER_SAYS_PROBE = 2,
	FILTER_SAYS_FRAGS = 4,
	FILTER_SAYS_LOAD = 8,
};

/* The packet for the reader that copies from memory. */
struct filter_input {
	__u32 readable; /* bytes that are there */
	__u32 length;	/* bytes that the packet had */
	__u8 bytes[65536];
};

/* What the filters at a program's entry and exit say. */
struct filter_fentry_says {
	__u32 entry, exit; /* 1: the packet matches */
	__u32 runs;
};

#endif

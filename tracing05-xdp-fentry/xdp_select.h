/* SPDX-License-Identifier: GPL-2.0 */
/* The programs of an interface that a user means. */
#ifndef TRACING05_XDP_SELECT_H
#define TRACING05_XDP_SELECT_H

#include "xdp_programs.h"

/*
 * xdp_select - find programs by the user's words
 * @programs: what is on the interface
 * @words: NAME, ID or NAME@ID, several with commas between them, or "all"; NULL for
 *	the one that every packet comes to: the program, or the dispatcher
 * @selected: where to; room for XDP_PROGRAMS_MAX. They are in the order in which
 *	they run, whatever the order of the words.
 *
 * A name is the function's, whole; the 15 characters that the kernel keeps of it do
 * when they tell the program. Returns how many, or a negative errno with the reason
 * and the names that exist logged, in the words of xdp-tools' xdpdump.
 */
int xdp_select(const struct xdp_programs *programs, const char *words,
	       struct xdp_program_info *selected);

#endif

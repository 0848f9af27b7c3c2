/* SPDX-License-Identifier: GPL-2.0 */
/* What a program changed in a packet. */
#ifndef COMMON_PACKET_DIFF_H
#define COMMON_PACKET_DIFF_H

#include <stddef.h>
#include <stdio.h>

/*
 * packet_diff - print the bytes that differ, and no others
 * @out: where to
 * @before, @before_len: the packet's bytes before
 * @after, @after_len: and after
 *
 * A packet that became longer or shorter was given or robbed of bytes in one place:
 * the one that leaves the fewest other differences. Rows begin with the offset and
 * "-" for bytes that were there, "+" for bytes that are there now.
 */
void packet_diff(FILE *out, const void *before, size_t before_len, const void *after,
		 size_t after_len);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What a program changed in a packet. */
#ifndef TRACING05_PACKET_DIFF_H
#define TRACING05_PACKET_DIFF_H

#include <stddef.h>
#include <stdio.h>

#include "packet_record.h"

/*
 * packet_diff - print the bytes that differ, and no others
 * @out: where to
 * @before, @before_len: the packet's bytes before
 * @after, @after_len: and after
 *
 * A packet that became longer or shorter was given or robbed of bytes in one place:
 * the one that leaves the fewest other differences, the end or else the first of those
 * that do. Rows begin with the offset and
 * "-" for bytes that were there, "+" for bytes that are there now.
 */
void packet_diff(FILE *out, const void *before, size_t before_len, const void *after,
		 size_t after_len);

/*
 * packet_diff_records - the same for packets of which the snaplen may have cut the end
 * @before, @before_data: the record and its bytes before
 * @after, @after_data: and after
 *
 * What was not captured of one of them is taken to be unchanged.
 */
void packet_diff_records(FILE *out, const struct packet_record *before, const void *before_data,
			 const struct packet_record *after, const void *after_data);

#endif

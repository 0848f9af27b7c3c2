/* SPDX-License-Identifier: GPL-2.0 */
/* Packet bytes for reading. */
#ifndef COMMON_HEXDUMP_H
#define COMMON_HEXDUMP_H

#include <stddef.h>
#include <stdio.h>

/*
 * hexdump_rows - all bytes, 16 a row, with their offsets and as ASCII
 * @out: where to
 * @data, @len: the bytes
 */
void hexdump_rows(FILE *out, const void *data, size_t len);

#endif

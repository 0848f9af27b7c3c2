// SPDX-License-Identifier: GPL-2.0
/* Packet bytes as two hex digits each. */
#include <ctype.h>

#include "hexdump.h"

#define ROW 16 /* bytes */

static void print_row(FILE *out, size_t offset, const unsigned char *byte, size_t len)
{
	fprintf(out, "  0x%04zx: ", offset);
	for (size_t i = 0; i < ROW; i++)
		if (i < len)
			fprintf(out, " %02x", byte[i]);
		else
			fputs("   ", out);
	fputs("  ", out);
	for (size_t i = 0; i < len; i++)
		fputc(isascii(byte[i]) && isprint(byte[i]) ? byte[i] : '.', out);
	fputc('\n', out);
}

void hexdump_rows(FILE *out, const void *data, size_t len)
{
	for (size_t at = 0; at < len; at += ROW)
		print_row(out, at, (const unsigned char *)data + at,
			  len - at < ROW ? len - at : ROW);
}

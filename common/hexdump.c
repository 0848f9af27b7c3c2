// SPDX-License-Identifier: GPL-2.0
/* Packet bytes as two hex digits each. */
#include "hexdump.h"

void hexdump_line(FILE *out, const void *data, size_t len, size_t most)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < len && i < most; i++)
		fprintf(out, i ? " %02x" : "%02x", byte[i]);
	fputs(len > most ? " ...\n" : "\n", out);
}

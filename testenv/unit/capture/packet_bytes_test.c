// SPDX-License-Identifier: GPL-2.0
/* packet_text: the bytes of packets in rows, to the letter. */
#include "packet_text.h"
#include "unit.h"

static void print_rows(FILE *out, const void *data, __u32 len)
{
	const struct packet_record record = { .cap_len = len };

	packet_text_bytes(out, &(struct packet_style){ .hex = true },
			  &(struct packet_seen){ .record = &record, .data = data });
}

/* An exact copy, so that AddressSanitizer sees what is read behind it. */
static void assert_dumped(const void *data, size_t len, const char *want)
{
	char *exact = memcpy(malloc(len), data, len);

	HEAR(print_rows(stdout, exact, len));
	free(exact);
	assert_string_equal(heard.out, want);
}

static const char first_row[] =
	"  0x0000:  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n";

TEST(dumps)
{
	static const char sixteen[] = "0123456789abcdef~";
	char two_rows[200];

	assert_dumped("", 0, "");
	assert_dumped(sixteen, 16, first_row);
	snprintf(two_rows, sizeof(two_rows), "%s  0x0010:  7e%48s\n", first_row, "~");
	assert_dumped(sixteen, 17, two_rows);
	assert_dumped(sixteen, 15,
		      "  0x0000:  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65     "
		      "0123456789abcde\n");
	assert_dumped("\0 \x1f\x7f\x80\xff%", 7,
		      "  0x0000:  00 20 1f 7f 80 ff 25                             . ....%\n");
}

/* The longest packet's offsets have as many digits as the others'. */
TEST(last_row)
{
	static const char zeros[65001];
	char *rows = NULL;
	size_t size;
	FILE *file = open_memstream(&rows, &size);

	print_rows(file, zeros, sizeof(zeros));
	fclose(file);
	assert_non_null(strstr(rows, "\n  0xfde0:  00 00 00 00 00 00 00 00 00 "));
	free(rows);
}

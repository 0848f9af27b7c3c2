// SPDX-License-Identifier: GPL-2.0
/* UTF-8 as RFC 3629 has it, and the characters of it that do something. */
#include <stdio.h>
#include <string.h>

#include "text.h"

int text_character(const char *text)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 }; /* in so many bytes */
	const unsigned char *at = (const unsigned char *)text;
	unsigned int number;
	int length;

	if (*at < 0x80)
		return 1;
	if (*at < 0xc0 || *at > 0xf7)
		return 0;
	length = 2 + (*at >= 0xe0) + (*at >= 0xf0);
	number = *at & 0x7f >> length;
	for (int i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		number = number << 6 | (at[i] & 0x3f);
	}
	if (number < least[length] || (number >= 0xd800 && number <= 0xdfff) || number > 0x10ffff)
		return 0; /* it has a shorter form, is half of a character, or beyond the last one */
	return length;
}

bool text_control(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	return *at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0);
}

char *text_visible(char *out, size_t size, const char *text, const char *keep)
{
	size_t used = 0, needed;
	int length;
	bool shown;

	for (; *text; text += length, used += needed) {
		length = text_character(text);
		shown = length && (!text_control(text) || strchr(keep, *text));
		if (!shown)
			length = 1; /* the second byte of two is none by itself either */
		needed = shown ? (size_t)length : TEXT_VISIBLE_BYTES;
		if (used + needed >= size)
			break;
		if (shown)
			memcpy(out + used, text, length);
		else
			snprintf(out + used, size - used, "\\%03o", (unsigned char)*text);
	}
	out[used] = '\0';
	return out;
}

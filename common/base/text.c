// SPDX-License-Identifier: GPL-2.0
/* UTF-8 as RFC 3629 has it, and the characters of it that do something. */
#include <stdio.h>
#include <string.h>

#include "text.h"

int text_character(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	unsigned char min = 0x80, max = 0xbf; /* of the second byte */
	int length = 2;

	if (*at < 0x80)
		return 1;
	if (*at < 0xc2 || *at > 0xf4)
		return 0;
	if (*at >= 0xe0)
		length = *at < 0xf0 ? 3 : 4;
	if (*at == 0xe0)
		min = 0xa0; /* or it would have a shorter form */
	else if (*at == 0xed)
		max = 0x9f; /* surrogates */
	else if (*at == 0xf0)
		min = 0x90;
	else if (*at == 0xf4)
		max = 0x8f;
	if (at[1] < min || at[1] > max)
		return 0;
	for (int i = 2; i < length; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
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

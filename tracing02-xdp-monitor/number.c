// SPDX-License-Identifier: GPL-2.0
/* Thousands separators. */
#include <stdio.h>

#include "number.h"

const char *number_grouped(__u64 number, char text[NUMBER_TEXT])
{
	char digits[NUMBER_TEXT], *to = text;
	int len = snprintf(digits, sizeof(digits), "%llu", number);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

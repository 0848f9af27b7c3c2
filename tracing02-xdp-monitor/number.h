/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers for reading. */
#ifndef TRACING02_NUMBER_H
#define TRACING02_NUMBER_H

#include <linux/types.h>

#define NUMBER_TEXT 27 /* bytes of the largest number with its separators and end */

/*
 * number_grouped - with its thousands separated: "1,234,567", whatever the locale
 * @text: room for the answer, which is returned
 */
const char *number_grouped(__u64 number, char text[NUMBER_TEXT]);

#endif

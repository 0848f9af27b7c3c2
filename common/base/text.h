/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text of unknown origin. A name that the kernel or another program gives may hold
 * anything, and a terminal obeys some of it: it gets text that is made visible.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* text_character - bytes of the UTF-8 character that begins there; 0 when it is none */
int text_character(const char *at);

/* text_control - is it a control character, of one byte or of two? */
bool text_control(const char *at);

/*
 * text_visible - a copy with all control characters as octal numbers: "\033[31m"
 * @text: what of it is no UTF-8 is shown likewise
 * @size: of @out; what does not fit is left out
 * @keep: control characters that are left as they are
 *
 * Returns @out.
 */
char *text_visible(char *out, size_t size, const char *text, const char *keep);
#define TEXT_VISIBLE_BYTES 4 /* that a byte takes at most */

/* A name made visible, for an argument of printf(); it lives as long as the block it stands in. */
#define TEXT_NAME(text) text_visible((char[4096]){}, 4096, text, "")

#endif

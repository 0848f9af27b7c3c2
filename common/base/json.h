/* SPDX-License-Identifier: GPL-2.0 */
/* JSON, value by value: the commas, quotes and escapes come by themselves. */
#ifndef COMMON_JSON_H
#define COMMON_JSON_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

struct json {
	FILE *out;
	bool comma; /* a value stands before the next one, within the same brackets */
};

/*
 * Each of these writes one value. @name is the member's name; NULL in an array,
 * and for the outermost value. Write errors are the file's: ferror().
 */

/* json_open - begin an object or an array: @bracket is '{' or '[' */
void json_open(struct json *json, const char *name, char bracket);

/* json_close - end it: @bracket is '}' or ']' */
void json_close(struct json *json, char bracket);

/* json_end - end the line after the outermost value; the next one may follow */
void json_end(struct json *json);

/*
 * json_string - a text; NULL is null
 *
 * Control characters are escaped; what is not UTF-8 becomes U+FFFD.
 */
void json_string(struct json *json, const char *name, const char *text);

void json_number(struct json *json, const char *name, __s64 number);
void json_real(struct json *json, const char *name, double number, int decimals);
void json_time(struct json *json, const char *name, __u64 ns); /* in seconds, to the last digit */
void json_bool(struct json *json, const char *name, bool value);

#endif

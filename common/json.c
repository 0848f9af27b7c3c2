// SPDX-License-Identifier: GPL-2.0
/* JSON on one line, as RFC 8259 has it. */
#include "json.h"

/* How many bytes the UTF-8 character there has; 0 if it is none. */
static int character_length(const unsigned char *at)
{
	/* what the second byte must at least and at most be: no overlong forms, no surrogates */
	unsigned char min = *at == 0xe0 ? 0xa0 : *at == 0xf0 ? 0x90 : 0x80;
	unsigned char max = *at == 0xed ? 0x9f : *at == 0xf4 ? 0x8f : 0xbf;
	int length;

	if (*at < 0x80)
		return 1;
	if (*at < 0xc2 || *at > 0xf4 || at[1] < min || at[1] > max)
		return 0;
	length = *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
	for (int i = 2; i < length; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return length;
}

static void quote(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	fputc('"', out);
	while (*at) {
		int length = character_length(at);

		if (*at == '"' || *at == '\\')
			fprintf(out, "\\%c", *at);
		else if (*at < 0x20)
			fprintf(out, "\\u%04x", *at);
		else if (!length)
			fputs("\\ufffd", out);
		else
			fwrite(at, length, 1, out);
		at += length ? length : 1;
	}
	fputc('"', out);
}

/* What stands before every value. */
static void begin(struct json *json, const char *name)
{
	if (json->comma)
		fputs(", ", json->out);
	json->comma = true;
	if (name) {
		quote(json->out, name);
		fputs(": ", json->out);
	}
}

void json_open(struct json *json, const char *name, char bracket)
{
	begin(json, name);
	fputc(bracket, json->out);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	fputc(bracket, json->out);
	json->comma = true;
}

void json_end(struct json *json)
{
	fputc('\n', json->out);
	json->comma = false;
}

void json_string(struct json *json, const char *name, const char *text)
{
	begin(json, name);
	if (text)
		quote(json->out, text);
	else
		fputs("null", json->out);
}

void json_number(struct json *json, const char *name, __s64 number)
{
	begin(json, name);
	fprintf(json->out, "%lld", number);
}

void json_real(struct json *json, const char *name, double number, int decimals)
{
	begin(json, name);
	fprintf(json->out, "%.*f", decimals, number);
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin(json, name);
	fputs(value ? "true" : "false", json->out);
}

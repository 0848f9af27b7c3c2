// SPDX-License-Identifier: GPL-2.0
/* JSON on one line, as RFC 8259 has it. */
#include "json.h"
#include "text.h"

static void quote(FILE *out, const char *text)
{
	fputc('"', out);
	while (*text) {
		int length = text_character(text);

		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (!length)
			fputs("\\ufffd", out);
		else if (text_control(text)) /* of two bytes, its number is the second one */
			fprintf(out, "\\u%04x", (unsigned char)text[length - 1]);
		else
			fwrite(text, length, 1, out);
		text += length ? length : 1;
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

void json_time(struct json *json, const char *name, __u64 ns)
{
	begin(json, name);
	fprintf(json->out, "%llu.%09llu", ns / 1000000000ULL, ns % 1000000000ULL);
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin(json, name);
	fputs(value ? "true" : "false", json->out);
}

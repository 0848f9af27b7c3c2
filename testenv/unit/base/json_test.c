// SPDX-License-Identifier: GPL-2.0
/* json: commas, escapes, and what is no UTF-8. */
#include "json.h"
#include "unit.h"

static struct json json;

FIXTURE(begin)
{
	json = (struct json){ .out = stdout };
	hear_begin(&heard);
	return 0;
}

static void assert_written(const char *want)
{
	hear_end(&heard);
	assert_string_equal(heard.out, want);
}

EACH(begin, NULL);

TEST(nested)
{
	json_open(&json, NULL, '{');
	json_open(&json, "empty", '{');
	json_close(&json, '}');
	json_number(&json, "least", INT64_MIN);
	json_open(&json, "list", '[');
	json_open(&json, NULL, '[');
	json_close(&json, ']');
	json_bool(&json, NULL, true);
	json_bool(&json, NULL, false);
	json_close(&json, ']');
	json_real(&json, "real", 1.5, 3);
	json_time(&json, "time", 1700000000000000009);
	json_close(&json, '}');
	json_end(&json);
	json_open(&json, NULL, '[');
	json_close(&json, ']');
	json_end(&json);
	assert_written("{\"empty\": {}, \"least\": -9223372036854775808, "
		       "\"list\": [[], true, false], \"real\": 1.500, "
		       "\"time\": 1700000000.000000009}\n[]\n");
}

TEST(strings)
{
	json_open(&json, NULL, '{');
	json_string(&json, "a \"name\"", "tab\tquote\"backslash\\\x01\x0f\x10\x1f \x7f\xc2\x85/");
	json_string(&json, "none", NULL);
	json_string(&json, "empty", "");
	json_close(&json, '}');
	assert_written(
		"{\"a \\\"name\\\"\": "
		"\"tab\\u0009quote\\\"backslash\\\\\\u0001\\u000f\\u0010\\u001f \\u007f\\u0085/\", "
		"\"none\": null, \"empty\": \"\"}");
}

TEST(utf8)
{
	json_open(&json, NULL, '[');
	json_string(&json, NULL, "\xc3\xa9 \xe4\xb8\xad \xf0\x9f\x90\xa7");
	json_string(&json, NULL, "\xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbf");
	json_string(&json, NULL, "\xff \x80 \xc0\xaf \xe0\x9f\xbf \xed\xa0\x80");
	json_string(&json, NULL, "\xf0\x8f\xbf\xbf \xf4\x90\x80\x80");
	json_string(&json, NULL, "\xe4\xb8"); /* cut by the end */
	json_string(&json, NULL, "\xc3");
	json_close(&json, ']');
#define BAD "\\ufffd"
	assert_written("[\"\xc3\xa9 \xe4\xb8\xad \xf0\x9f\x90\xa7\", "
		       "\"\xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbf\", "
		       "\"" BAD " " BAD " " BAD BAD " " BAD BAD BAD " " BAD BAD BAD "\", "
		       "\"" BAD BAD BAD BAD " " BAD BAD BAD BAD "\", \"" BAD BAD "\", \"" BAD
		       "\"]");
}

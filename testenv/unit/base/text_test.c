// SPDX-License-Identifier: GPL-2.0
/* text: what a terminal would obey is shown, and everything else is as it was. */
#include "text.h"
#include "unit.h"

TEST(visible)
{
	static const struct {
		const char *text, *keep, *want;
	} texts[] = {
		{ "", "", "" },
		{ "veth-basic02 \\ \"~\" \xc3\xa9\xe4\xb8\xad\xf0\x9f\x90\xa7", "", NULL },
		{ "\x01\x1f \x7f~", "", "\\001\\037 \\177~" },
		{ "\033[31mred", "", "\\033[31mred" },
		{ "a\tb\nc", "", "a\\011b\\012c" },
		{ "a\tb\nc", "\t", "a\tb\\012c" },
		{ "a\tb\nc", "\t\n", NULL },
		/* the same controls as one character of two bytes, and the first that is none */
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "", "\\302\\200\\302\\237\xc2\xa0" },
		/* no UTF-8: for an old terminal \x9b is an escape */
		{ "\x9b"
		  "31m \xff",
		  "", "\\23331m \\377" },
		{ "\xc3", "", "\\303" },
	};
	char out[128];

	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(text_visible(out, sizeof(out), texts[i].text, texts[i].keep),
				    texts[i].want ?: texts[i].text);
}

/* What does not fit is left out, never half a number. */
TEST(room)
{
	char out[8];

	assert_string_equal(text_visible(out, 8, "abcdefgh", ""), "abcdefg");
	assert_string_equal(text_visible(out, 8, "abc\n", ""), "abc\\012");
	assert_string_equal(text_visible(out, 8, "abcd\n", ""), "abcd");
	assert_string_equal(text_visible(out, 8, "abcdef\xc3\xa9", ""), "abcdef");
	assert_string_equal(text_visible(out, 1, "a", ""), "");
}

TEST(name)
{
	char line[64];

	snprintf(line, sizeof(line), "%s=%s", TEXT_NAME("a\n"), TEXT_NAME("b\r"));
	assert_string_equal(line, "a\\012=b\\015");
}

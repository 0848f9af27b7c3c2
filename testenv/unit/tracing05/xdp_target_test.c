// SPDX-License-Identifier: GPL-2.0
/* tracing05/xdp_target: which programs are meant by a user's words, and what is said if none. */
#include "unit.h"
#include "xdp_target.h"

#define WITH_15 "name_of_15_char"

/* Two share the 15 characters that the kernel keeps, two their whole name, one is a number. */
static const struct xdp_programs six = {
	.dispatcher = true,
	.count = 6,
	.programs = {
		{ .id = 10, .name = "xdp_dispatcher", .kernel_name = "xdp_dispatcher" },
		{ .id = 11, .name = WITH_15 "acters", .kernel_name = WITH_15 },
		{ .id = 12, .name = WITH_15, .kernel_name = WITH_15 },
		{ .id = 13, .name = "twin", .kernel_name = "twin" },
		{ .id = 14, .name = "twin", .kernel_name = "twin" },
		{ .id = 15, .name = "11", .kernel_name = "11" },
	},
};

static const struct xdp_programs long_names = {
	.count = 2,
	.programs = {
		{ .id = 21, .name = WITH_15 "_one", .kernel_name = WITH_15 },
		{ .id = 22, .name = WITH_15 "_two", .kernel_name = WITH_15 },
	},
};

static const struct xdp_programs one = {
	.count = 1,
	.programs = { { .id = 4294967295, .name = "77", .kernel_name = "77" } },
};

#define THERE                                                                       \
	"These are there:\n  xdp_dispatcher@10\n  " WITH_15 "acters@11\n  " WITH_15 \
	"@12\n  twin@13\n  twin@14\n  11@15\n"
#define PICK "Please use the -p option to pick the correct one.\n"

static struct xdp_program_info selected[XDP_PROGRAMS_MAX];

static int select_of(const struct xdp_programs *programs, const char *words)
{
	int count;

	memset(selected, 0, sizeof(selected));
	count = HEARD(xdp_target_select(programs, words, selected));
	assert_string_equal(heard.out, "");
	return count;
}

static void assert_selected(const struct xdp_programs *programs, const char *words,
			    const __u32 *ids, int count)
{
	assert_int_equal(select_of(programs, words), count);
	assert_string_equal(heard.err, "");
	for (int i = 0; i < count; i++)
		assert_int_equal(selected[i].id, ids[i]);
}

#define IDS(...) ((const __u32[]){ __VA_ARGS__ })
#define ASSERT_SELECTED(programs, words, ...) \
	assert_selected(programs, words, IDS(__VA_ARGS__), COUNT(IDS(__VA_ARGS__)))

static void assert_refused(const struct xdp_programs *programs, const char *words, int err,
			   const char *said)
{
	assert_int_equal(select_of(programs, words), err);
	assert_string_equal(heard.err, said);
}

TEST(without_words)
{
	static const struct xdp_programs none;

	ASSERT_SELECTED(&six, NULL, 10);
	ASSERT_SELECTED(&six, "all", 10, 11, 12, 13, 14, 15);
	assert_int_equal(select_of(&none, NULL), 0);
	assert_int_equal(select_of(&none, "all"), 0);
}

TEST(words)
{
	ASSERT_SELECTED(&six, "xdp_dispatcher", 10);
	ASSERT_SELECTED(&six, "13", 13);
	ASSERT_SELECTED(&six, "013", 13);
	ASSERT_SELECTED(&six, "twin@14", 14);
	ASSERT_SELECTED(&six, "@12", 12);
	/* in the order in which they run, each once */
	ASSERT_SELECTED(&six, "twin@14,xdp_dispatcher,13,xdp_dispatcher,10", 10, 13, 14);
}

TEST(15_characters)
{
	ASSERT_SELECTED(&six, WITH_15 "acters", 11);
	ASSERT_SELECTED(&six, WITH_15, 12); /* the whole name counts more */
	ASSERT_SELECTED(&six, WITH_15 "@11", 11);
	ASSERT_SELECTED(&long_names, WITH_15 "_two", 22);
	ASSERT_SELECTED(&long_names, WITH_15 "@22", 22);
	assert_refused(&long_names, WITH_15, -EAGAIN,
		       "ERROR: Can't identify the full XDP '" WITH_15 "' function!\n"
		       "The following is a list of candidates:\n"
		       "  " WITH_15 "_one@21\n  " WITH_15 "_two@22\n" PICK);
	assert_refused(&long_names, WITH_15 "_three", -ENOENT,
		       "ERROR: Can't find function '" WITH_15 "_three' on interface!\n"
		       "These are there:\n  " WITH_15 "_one@21\n  " WITH_15 "_two@22\n");
}

/* An id where one is there, else a name. */
TEST(names_that_are_numbers)
{
	ASSERT_SELECTED(&six, "11", 11);
	ASSERT_SELECTED(&six, "11@15", 15);
	ASSERT_SELECTED(&one, "77", 4294967295);
	ASSERT_SELECTED(&one, "4294967295", 4294967295);
}

TEST(ambiguous)
{
	assert_refused(&six, "twin", -EAGAIN,
		       "ERROR: The function 'twin' exists in multiple programs!\n"
		       "The following is a list of candidates:\n  twin@13\n  twin@14\n" PICK);
}

/* No name, and numbers that are no id: 2^32 + 10, and what comes by an overflow. */
TEST(unknown)
{
	static const char *const words[] = {
		"nonesuch", "0", "4294967306", "18446744073709551626", "-10", "0x0a", "10 ", "TWIN",
	};
	char want[512];

	for (size_t i = 0; i < COUNT(words); i++) {
		snprintf(want, sizeof(want),
			 "ERROR: Can't find function '%s' on interface!\n" THERE, words[i]);
		assert_refused(&six, words[i], -ENOENT, want);
	}
	assert_refused(&six, "twin@10", -ENOENT,
		       "ERROR: Can't find function 'twin' in interface program 10!\n" THERE);
	assert_refused(&six, "10,nonesuch,13", -ENOENT,
		       "ERROR: Can't find function 'nonesuch' on interface!\n" THERE);
}

TEST(ids_that_are_none)
{
	static const char *const malformed[] = { "@",
						 "twin@",
						 "twin@x",
						 "twin@13x",
						 "twin@13@14",
						 "twin@-13",
						 "@18446744073709551629" };
	static const char *const invalid[] = { "twin@0", "twin@99", "twin@4294967309" };
	char want[128];

	for (size_t i = 0; i < COUNT(malformed); i++) {
		snprintf(want, sizeof(want), "ERROR: Can't extract valid program id from \"%s\"!\n",
			 malformed[i]);
		assert_refused(&six, malformed[i], -EINVAL, want);
	}
	for (size_t i = 0; i < COUNT(invalid); i++) {
		snprintf(want, sizeof(want), "ERROR: Invalid program id supplied, \"%s\"!\n",
			 invalid[i]);
		assert_refused(&six, invalid[i], -EINVAL, want);
	}
}

/* As in xdp-tools' xdpdump, commas too many do no harm; but they select nothing. */
TEST(empty_words)
{
	ASSERT_SELECTED(&six, "13,", 13);
	ASSERT_SELECTED(&six, ",13,,14", 13, 14);
	assert_refused(&six, "", -ENOENT, "ERROR: Can't find function '' on interface!\n" THERE);
	assert_refused(&six, ",,", -ENOENT, "ERROR: Can't find function '' on interface!\n" THERE);
	assert_refused(&one, ",", -ENOENT,
		       "ERROR: Can't find function '' on interface!\n"
		       "These are there:\n  77@4294967295\n");
}

/* Longer than any name can be. */
TEST(long_word)
{
	char word[300];

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(select_of(&six, word), -ENOENT);
}

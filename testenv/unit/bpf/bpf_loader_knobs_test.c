// SPDX-License-Identifier: GPL-2.0
/* common/bpf_loader: a knob that is set has its new value, and the others keep theirs. */
#include <errno.h>
#include <string.h>

#include "bpf_knob.h"
#include "bpf_loader_fixture.h"

/* Does the section of the knobs hold these bytes? */
static bool holds(const struct bpf_object *object, const void *bytes, size_t size)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object) {
		const void *values;
		size_t all;

		if (!strstr(bpf_map__name(map), ".rodata"))
			continue;
		values = bpf_map__initial_value(map, &all);
		return memmem(values, all, bytes, size);
	}
	return false;
}

#define HOLDS(text) assert_true(holds(*state, text, strlen(text)))

EACH(open_object, close_object);

TEST(knobs)
{
	const __u8 byte = 0xa1;
	const __u32 action = 0xb2b2b2b2;
	const __u64 wide = 0xc3c3c3c3c3c3c3c3;

	HOLDS("\x11");
	HOLDS("\x22\x22\x22\x22");
	HOLDS("\x33\x33\x33\x33\x33\x33\x33\x33");
	HOLDS("44444");
	assert_int_equal(bpf_knob_set(*state, "action_knob", &action, sizeof(action)), 0);
	HOLDS("\x11");
	HOLDS("\xb2\xb2\xb2\xb2");
	HOLDS("\x33\x33\x33\x33\x33\x33\x33\x33");
	HOLDS("44444");
	assert_int_equal(bpf_knob_set(*state, "byte_knob", &byte, sizeof(byte)), 0);
	assert_int_equal(bpf_knob_set(*state, "wide_knob", &wide, sizeof(wide)), 0);
	assert_int_equal(bpf_knob_set(*state, "text_knob", "d4d4d", 6), 0);
	HOLDS("\xa1");
	HOLDS("\xb2\xb2\xb2\xb2");
	HOLDS("\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3");
	HOLDS("d4d4d");
	assert_false(holds(*state, "\x22\x22", 2) || holds(*state, "\x33\x33", 2));
}

static void assert_not_set(struct bpf_object *object, const char *name, size_t size, int want,
			   const char *message)
{
	static const char value[16];
	int err;

	err = HEARD(bpf_knob_set(object, name, value, size));
	assert_int_equal(err, want);
	assert_string_equal(heard.err, message);
}

TEST(no_such_knob)
{
	static const char *const names[] = { "nonesuch", "", "seen", "accepted", ".rodata" };
	char message[128];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(message, sizeof(message), "%s: the object has no such knob\n", names[i]);
		assert_not_set(*state, names[i], 4, -ENOENT, message);
	}
	assert_not_set(*state, "action_knob", 3, -EINVAL,
		       "action_knob: the knob has 4 bytes, not 3\n");
	assert_not_set(*state, "action_knob", 0, -EINVAL,
		       "action_knob: the knob has 4 bytes, not 0\n");
	assert_not_set(*state, "byte_knob", 4, -EINVAL, "byte_knob: the knob has 1 bytes, not 4\n");
	assert_not_set(*state, "text_knob", 5, -EINVAL, "text_knob: the knob has 6 bytes, not 5\n");
}

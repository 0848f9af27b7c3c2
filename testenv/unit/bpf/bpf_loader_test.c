// SPDX-License-Identifier: GPL-2.0
/* bpf_loader and bpf_knob: finding objects, programs and knobs; none is loaded. */
#include <fcntl.h>

#include "bpf_knob.h"
#include "bpf_loader_fixture.h"
#include "scratch.h"

BPF_EMBED(embedded, OBJECT);

static void assert_not_opened(const char *filename, const char *message)
{
	assert_null(HEARD(bpf_loader_open(filename)));
	ASSERT_SAID_OF("%s%s", filename, message);
	assert_string_equal(heard.out, "");
}

static const char text[] = "no object, but text that is longer than an ELF header, which has 64 "
			   "bytes where addresses have 64 bits";

GROUP(scratch_make, scratch_remove);

TEST(not_opened)
{
	const char *file = scratch_path("text.o"), *empty = scratch_path("empty.o");

	assert_not_opened("./nonesuch.o", ": No such file or directory\n");
	assert_not_opened("/", ": not a BPF object file: ");
	scratch_write(file, text);
	assert_not_opened(file, ": not a BPF object file: ");
	scratch_write(empty, "");
	assert_not_opened(empty, ": not a BPF object file: ");
	assert_not_opened("/proc/self/exe", ": not a BPF object file: ");
}

/* A name alone is beside the executable, whoever put what into the current directory. */
TEST(where_objects_are)
{
	int here = open(".", O_RDONLY | O_DIRECTORY);
	struct bpf_object *object;

	assert_int_equal(chdir(scratch), 0);
	scratch_write(OBJECT, "another file");
	object = bpf_loader_open(OBJECT);
	assert_non_null(object);
	bpf_object__close(object);
	assert_not_opened("./" OBJECT, ": not a BPF object file: ");
	scratch_write("only_here.o", "another file");
	assert_null(HEARD(bpf_loader_open("only_here.o")));
	assert_int_equal(heard.err[0], '/');
	assert_non_null(strstr(heard.err, "/only_here.o: No such file or directory\n"));
	assert_not_opened("./only_here.o", ": not a BPF object file: ");
	assert_int_equal(fchdir(here), 0);
	close(here);
}

TEST(no_program)
{
	assert_null(HEARD(bpf_loader_open("bpf_loader_empty_kern.o")));
	assert_non_null(strstr(heard.err, "bpf_loader_empty_kern.o: no BPF program in it\n"));
}

static const char *chosen(const struct bpf_object *object, const char *name)
{
	struct bpf_program *program = HEARD(bpf_loader_program(object, name));

	return program ? bpf_program__name(program) : NULL;
}

EACH(open_object, close_object);

TEST(programs)
{
	assert_string_equal(chosen(*state, "accepted"), "accepted");
	assert_string_equal(chosen(*state, "rejected"), "rejected");
	assert_string_equal(chosen(*state, "fentry/no_such_function_in_any_kernel"), "absent");
	assert_string_equal(heard.err, "");
	assert_null(chosen(*state, "xdp"));
	assert_string_equal(heard.err, "xdp: several programs: name a function; there are "
				       "accepted, rejected, absent\n");
	assert_null(chosen(*state, "nonesuch"));
	assert_string_equal(heard.err, "nonesuch: no such program or section; there are "
				       "accepted, rejected, absent\n");
	assert_null(chosen(*state, NULL));
	assert_string_equal(heard.err, "bpf_loader_kern: several programs: name a function; "
				       "there are accepted, rejected, absent\n");
	assert_null(chosen(*state, ""));
}

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

TEST(no_such_knob)
{
	static const struct {
		const char *name;
		size_t size;
		const char *said;
	} knobs[] = {
		{ "nonesuch", 4, "the object has no such knob" },
		{ "", 4, "the object has no such knob" },
		{ "seen", 4, "the object has no such knob" },
		{ "accepted", 4, "the object has no such knob" },
		{ ".rodata", 4, "the object has no such knob" },
		{ "action_knob", 3, "the knob has 4 bytes, not 3" },
		{ "action_knob", 0, "the knob has 4 bytes, not 0" },
		{ "byte_knob", 4, "the knob has 1 bytes, not 4" },
		{ "text_knob", 5, "the knob has 6 bytes, not 5" },
	};
	static const char value[16];

	for (size_t i = 0; i < COUNT(knobs); i++) {
		assert_int_equal(HEARD(bpf_knob_set(*state, knobs[i].name, value, knobs[i].size)),
				 knobs[i].said[4] == 'o' ? -ENOENT : -EINVAL);
		ASSERT_SAID("%s: %s\n", knobs[i].name, knobs[i].said);
	}
}

EACH(NULL, NULL);

TEST(the_only_program)
{
	struct bpf_object *object = bpf_loader_open("parsing_helpers_kern.o");

	assert_string_equal(chosen(object, NULL), "parse_all");
	assert_string_equal(chosen(object, "xdp"), "parse_all");
	bpf_object__close(object);
}

/* It may be opened several times, each time anew. */
TEST(embedded_opened)
{
	struct bpf_object *first = bpf_loader_open_embedded(&embedded);
	struct bpf_object *second = bpf_loader_open_embedded(&embedded);

	assert_true(first && second && first != second);
	assert_non_null(bpf_loader_program(first, "accepted"));
	bpf_object__close(first);
	assert_non_null(bpf_loader_program(second, "rejected"));
	bpf_object__close(second);
}

TEST(embedded_name)
{
	struct bpf_object *object = bpf_loader_open_embedded(&embedded);

	assert_string_equal(embedded.name, "bpf_loader_kern.o");
	assert_null(HEARD(bpf_loader_program(object, NULL)));
	assert_memory_equal(heard.err, "bpf_loader_kern", strlen("bpf_loader_kern"));
	bpf_object__close(object);
}

/* Whole, and not a byte more. */
TEST(embedded_bytes)
{
	const size_t size = embedded.end - embedded.begin;
	char *bytes = malloc(size);

	assert_int_equal(scratch_size(bpf_loader_find(OBJECT)), size);
	scratch_read(bpf_loader_find(OBJECT), bytes, size);
	assert_memory_equal(embedded.begin, bytes, size);
	assert_int_equal((unsigned long)embedded.begin % 8, 0);
	free(bytes);
}

static void assert_broken(const char *begin, const char *end)
{
	const struct bpf_embedded broken = { "broken.o", begin, end };

	assert_null(HEARD(bpf_loader_open_embedded(&broken)));
	ASSERT_SAID_OF("broken.o: not a BPF object file: ");
	assert_null(strstr(heard.err, "Unknown error"));
}

TEST(embedded_broken)
{
	assert_broken(text, text + sizeof(text));
	assert_broken(text, text);
	assert_broken(embedded.begin, embedded.begin + 64);
	assert_broken(embedded.begin, embedded.begin + 1000);
}

// SPDX-License-Identifier: GPL-2.0
/* common/bpf_loader: finding objects and programs; none is loaded. */
#include <errno.h>
#include <string.h>

#include "bpf_loader_fixture.h"
#include "scratch.h"

static void assert_not_opened(const char *filename, const char *message)
{
	assert_null(HEARD(bpf_loader_open(filename)));
	assert_memory_equal(heard.err, filename, strlen(filename));
	assert_memory_equal(heard.err + strlen(filename), message, strlen(message));
	assert_ptr_equal(strchr(heard.err, '\n'), heard.err + strlen(heard.err) - 1);
	assert_string_equal(heard.out, "");
}

GROUP(scratch_make, scratch_remove);

TEST(not_opened)
{
	const char *text = scratch_path("text.o"), *empty = scratch_path("empty.o");

	log_init(0);
	assert_not_opened("./nonesuch.o", ": No such file or directory\n");
	assert_not_opened("/", ": not a BPF object file: ");
	scratch_write(text, "no object, but text that is longer than an ELF header, which has 64 "
			    "bytes where addresses have 64 bits");
	assert_not_opened(text, ": not a BPF object file: ");
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
	object = HEARD(bpf_loader_open("only_here.o"));
	assert_null(object);
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
	struct bpf_program *program;

	program = HEARD(bpf_loader_program(object, name));
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

EACH(NULL, NULL);

TEST(the_only_program)
{
	struct bpf_object *object = bpf_loader_open("parsing_helpers_kern.o");

	assert_string_equal(chosen(object, NULL), "parse_all");
	assert_string_equal(chosen(object, "xdp"), "parse_all");
	bpf_object__close(object);
}

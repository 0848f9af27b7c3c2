// SPDX-License-Identifier: GPL-2.0
/* common/bpf_loader: objects inside the executable; none is loaded. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "bpf_loader_fixture.h"

BPF_EMBED(embedded, "bpf_loader_kern.o");

/* It may be opened several times, each time anew. */
TEST(opened)
{
	struct bpf_object *first = bpf_loader_open_embedded(&embedded);
	struct bpf_object *second = bpf_loader_open_embedded(&embedded);

	assert_true(first && second && first != second);
	assert_non_null(bpf_loader_program(first, "accepted"));
	bpf_object__close(first);
	assert_non_null(bpf_loader_program(second, "rejected"));
	bpf_object__close(second);
}

TEST(name)
{
	struct bpf_object *object = bpf_loader_open_embedded(&embedded);

	assert_string_equal(embedded.name, "bpf_loader_kern.o");
	assert_null(HEARD(bpf_loader_program(object, NULL)));
	assert_memory_equal(heard.err, "bpf_loader_kern", strlen("bpf_loader_kern"));
	bpf_object__close(object);
}

/* Whole, and not a byte more. */
TEST(bytes)
{
	static char bytes[1 << 20];
	char path[PATH_MAX] = "";
	FILE *file;
	size_t size;

	assert_in_range(readlink("/proc/self/exe", path, sizeof(path) - 1), 1, sizeof(path) - 1);
	strcpy(strrchr(path, '/'), "/bpf_loader_kern.o"); /* it is beside this test */
	file = fopen(path, "r");
	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_int_equal(embedded.end - embedded.begin, size);
	assert_memory_equal(embedded.begin, bytes, size);
	assert_int_equal((unsigned long)embedded.begin % 8, 0);
}

static void assert_not_opened(const char *begin, const char *end)
{
	const struct bpf_embedded broken = { "broken.o", begin, end };
	static const char start[] = "broken.o: not a BPF object file: ";
	struct bpf_object *object;

	object = HEARD(bpf_loader_open_embedded(&broken));
	assert_null(object);
	assert_memory_equal(heard.err, start, strlen(start));
	assert_ptr_equal(strchr(heard.err, '\n'), heard.err + strlen(heard.err) - 1);
	assert_null(strstr(heard.err, "Unknown error"));
}

TEST(broken)
{
	static const char text[] = "no object, but text that is longer than an ELF header, which "
				   "has 64 bytes where addresses have 64 bits";

	log_init(0);
	assert_not_opened(text, text + sizeof(text));
	assert_not_opened(text, text);
	assert_not_opened(embedded.begin, embedded.begin + 64);
	assert_not_opened(embedded.begin, embedded.begin + 1000);
}

// SPDX-License-Identifier: GPL-2.0
/* filter: where a filter cannot be put, and object files that are none. */
#include <gelf.h>
#include <linux/types.h>

#include "cbpf.h"
#include "filter_programs.h"

static struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K, 1) };
static const struct sock_fprog everything = { 1, all };

static struct bpf_object *open_heard(const struct filter_image *image,
				     const struct sock_fprog *filter)
{
	const struct bpf_embedded some = { "some.o", image->bytes, image->bytes + image->size };

	return HEARD(filter_open(&some, filter));
}

FIXTURE(begin)
{
	return filter_image_read(&filter_linear_image, "filter_kern.o");
}

GROUP(begin, NULL);

TEST(placed)
{
	struct bpf_object *object = open_heard(&filter_linear_image, &everything);

	assert_string_equal(heard.err, "");
	assert_non_null(bpf_loader_program(object, "filter_linear"));
	bpf_object__close(object);
}

/* The instructions of a function of the image, as its symbol has them. */
static int insns_of(const char *name, struct filter_image *image)
{
	Elf *elf = elf_memory(image->bytes, image->size);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;
	int insns = -1;

	while ((section = elf_nextscn(elf, section)))
		for (int i = 0; gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB &&
				gelf_getsym(elf_getdata(section, NULL), i, &symbol);
		     i++)
			if (!strcmp(elf_strptr(elf, header.sh_link, symbol.st_name), name))
				insns = symbol.st_size / sizeof(struct bpf_insn);
	elf_end(elf);
	return insns;
}

/* Room for thousands of instructions must not be loaded for a filter of few. */
TEST(length)
{
	static struct bpf_insn insns[CBPF_INSNS_MAX];
	static struct filter_image image;
	const char *reason;

	image = filter_linear_image;
	assert_true(insns_of("packet_filter_direct", &image) > CBPF_INSNS_MAX);
	assert_int_equal(filter_place("some.o", image.bytes, image.size, &everything), 0);
	assert_int_equal(insns_of("packet_filter_direct", &image),
			 cbpf_translate(&everything, CBPF_READ_DIRECT, insns, &reason));
	image = filter_linear_image;
	assert_int_equal(filter_place("some.o", image.bytes, image.size, NULL), 0);
	assert_in_range(insns_of("packet_filter_direct", &image), 1, 10);
}

/* One in which nothing is filtered will do where there is no filter. */
TEST(no_place)
{
	struct filter_image image;
	struct bpf_object *object;

	assert_int_equal(filter_image_read(&image, "bpf_loader_kern.o"), 0);
	assert_null(open_heard(&image, &everything));
	assert_string_equal(heard.err, "some.o: no program in it calls a packet filter\n");
	object = open_heard(&image, NULL);
	assert_non_null(object);
	bpf_object__close(object);
}

TEST(not_translated)
{
	struct sock_filter division[] = { BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), all[0] };
	const struct sock_fprog invalid = { 2, division };

	assert_null(open_heard(&filter_linear_image, &invalid));
	assert_string_equal(heard.err,
			    "filter: not translated: an instruction that is not valid\n");
}

TEST(no_object_files)
{
	static struct filter_image image;
	const size_t whole = filter_linear_image.size;

	assert_null(open_heard(&image, &everything));
	assert_string_equal(heard.err, "some.o: not a BPF object file\n");
	for (size_t size = 1; size < whole; size += whole / 97) {
		char *cut = malloc(size); /* of its own, for the sanitizer to see where it ends */

		HEAR(filter_place("some.o", memcpy(cut, filter_linear_image.bytes, size), size,
				  &everything));
		free(cut);
	}
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Filters into the functions of headers/filter.h. It is done in the object file's
 * image, because libbpf hands out only programs, not the functions they call.
 */
#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_loader.h"
#include "cbpf.h"
#include "filter.h"
#include "filter_mark.h"
#include "log.h"

#define INSN sizeof(struct bpf_insn)

static const char *const functions[] = {
	[CBPF_READ_DIRECT] = "packet_filter_direct",
	[CBPF_READ_PROBE] = "packet_filter_probe",
	[CBPF_READ_LOAD] = "packet_filter_load",
};

/* The image of an object file, and what is to be put into it. */
struct placing {
	const char *name;
	char *image;
	size_t size;
	Elf *elf;
	const struct sock_fprog *program;
	int placed; /* functions that were filled */
};

/* The @size bytes of code at @start of a section, or NULL if the file does not hold them. */
static struct bpf_insn *code_at(const struct placing *placing, Elf_Scn *section, size_t start,
				size_t size)
{
	GElf_Shdr header;

	if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS ||
	    !(header.sh_flags & SHF_EXECINSTR) || header.sh_offset > placing->size ||
	    header.sh_size > placing->size - header.sh_offset || start > header.sh_size ||
	    size > header.sh_size - start || (header.sh_offset + start) % INSN)
		return NULL;
	return (struct bpf_insn *)(placing->image + header.sh_offset + start);
}

/*
 * Writes the filter over the start of a function's body. The rest, up to the last
 * exit, must be led to, or the verifier objects; it is by a jump that is never
 * taken, so that the verifier does not walk it, but removes it.
 */
static int fill(struct bpf_insn *body, int room, const struct bpf_insn *filter, int count)
{
	if (count + 4 > room)
		return -E2BIG;
	body[0] = (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 };
	body[1] = (struct bpf_insn){ .code = BPF_JMP | BPF_JNE | BPF_K, .off = count };
	memcpy(&body[2], filter, count * INSN);
	for (int i = 2 + count; i < room - 1; i++)
		body[i] = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
	body[room - 1] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	return 0;
}

static int fill_function(struct placing *placing, const GElf_Sym *symbol, enum cbpf_reader reader)
{
	struct bpf_insn *body, *filter;
	const char *reason = "too long";
	int count;

	body = code_at(placing, elf_getscn(placing->elf, symbol->st_shndx), symbol->st_value,
		       symbol->st_size);
	if (!body)
		return log_error(-ENOEXEC, "%s: %s() has no body", placing->name,
				 functions[reader]);
	filter = calloc(CBPF_INSNS_MAX, INSN);
	count = filter ? cbpf_translate(placing->program, reader, filter, &reason) : -ENOMEM;
	if (count >= 0)
		count = fill(body, symbol->st_size / INSN, filter, count);
	free(filter);
	if (count < 0)
		return log_error(count, "filter: not translated: %s", reason);
	placing->placed++;
	return 0;
}

static int fill_functions(struct placing *placing, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;
	const char *name;
	int err = 0;

	for (int i = 0; !err && data && gelf_getsym(data, i, &symbol); i++) {
		name = elf_strptr(placing->elf, header->sh_link, symbol.st_name);
		for (int reader = 0; !err && reader <= CBPF_READ_LOAD; reader++)
			if (name && GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
			    !strcmp(name, functions[reader]))
				err = fill_function(placing, &symbol, reader);
	}
	return err;
}

/* Tells every caller whether there is a filter. */
static void mark(const struct placing *placing, Elf_Scn *section, const GElf_Shdr *header)
{
	struct bpf_insn *insn = code_at(placing, section, 0, header->sh_size);
	const __u8 move = BPF_ALU64 | BPF_MOV | BPF_K;

	for (size_t i = 0; insn && i < header->sh_size / INSN; i++)
		if (insn[i].code == move && insn[i].imm == FILTER_MARK)
			insn[i].imm = placing->program != NULL;
}

static int place(struct placing *placing)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int err = 0;

	while (!err && (section = elf_nextscn(placing->elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		mark(placing, section, &header);
		if (placing->program && header.sh_type == SHT_SYMTAB)
			err = fill_functions(placing, section, &header);
	}
	if (!err && placing->program && !placing->placed)
		err = log_error(-ENOENT, "%s: no program in it calls a packet filter",
				placing->name);
	return err;
}

int filter_place(const char *name, void *image, size_t size, const struct sock_fprog *program)
{
	struct placing placing = { .name = name, .image = image, .size = size, .program = program };
	int err;

	elf_version(EV_CURRENT);
	placing.elf = elf_memory(image, size);
	if (!placing.elf || elf_kind(placing.elf) != ELF_K_ELF)
		err = log_error(-ENOEXEC, "%s: not a BPF object file", name);
	else
		err = place(&placing);
	elf_end(placing.elf);
	return err;
}

struct bpf_object *filter_open(const char *name, const void *image, size_t size,
			       const struct sock_fprog *program)
{
	struct bpf_object *object = NULL;
	void *copy = malloc(size);

	if (!copy)
		log_error(-ENOMEM, "%s: out of memory", name);
	else if (!filter_place(name, memcpy(copy, image, size), size, program))
		object = bpf_loader_open_image(name, copy, size);
	free(copy);
	return object;
}

struct bpf_object *filter_open_embedded(const struct bpf_embedded *embedded,
					const struct sock_fprog *program)
{
	return filter_open(embedded->name, embedded->begin, embedded->end - embedded->begin,
			   program);
}

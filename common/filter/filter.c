// SPDX-License-Identifier: GPL-2.0
/*
 * Filters into the functions of headers/packet_filter.h. It is done in the object file's
 * image: libbpf hands out programs only, not the functions they call, and once it has put
 * these together (prog_prepare_load_fn, bpf_program__set_insns()) the calls, the types and
 * the lines of all that is behind a function would have to be moved with its end.
 */
#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bpf_loader.h"
#include "cbpf.h"
#include "filter.h"
#include "packet_filter_mark.h"
#include "log.h"

#define INSN sizeof(struct bpf_insn)

static const char *const functions[] = {
	[CBPF_READ_DIRECT] = "packet_filter_direct",
	[CBPF_READ_PROBE] = "packet_filter_probe",
	[CBPF_READ_LOAD] = "packet_filter_load",
};
_Static_assert(sizeof(functions) == CBPF_READERS * sizeof(*functions), "each reader has one");

/* In the place of no filter: what nothing calls then must be a function all the same. */
static struct sock_filter accept[] = { BPF_STMT(BPF_RET | BPF_K, 1) };
static const struct sock_fprog everything = { 1, accept };

/* An object file in memory, and what is to be put into it. */
struct placing {
	const char *name;
	Elf *elf;
	const struct sock_fprog *program;
	int placed; /* functions that were filled */
};

/* A section's @size bytes, in the image itself, or NULL if it has none there. */
static void *bytes_of(Elf_Scn *section, size_t *size)
{
	Elf_Data *raw = elf_rawdata(section, NULL);

	if (!raw || (unsigned long)raw->d_buf % INSN)
		return NULL;
	*size = raw->d_size;
	return raw->d_buf;
}

/* The code of a function, or NULL if the file does not hold it. */
static struct bpf_insn *body_of(const struct placing *placing, const Elf64_Sym *symbol)
{
	size_t size = 0;
	char *code = bytes_of(elf_getscn(placing->elf, symbol->st_shndx), &size);

	if (!code || symbol->st_value > size || symbol->st_size > size - symbol->st_value ||
	    symbol->st_value % INSN)
		return NULL;
	return (struct bpf_insn *)(code + symbol->st_value);
}

/* A function ends where its symbol says, so what is left of the body is none of it any more. */
static int fill_function(struct placing *placing, Elf64_Sym *symbol, enum cbpf_reader reader)
{
	struct bpf_insn *body = body_of(placing, symbol);
	const char *reason;
	int count;

	if (!body || symbol->st_size < CBPF_INSNS_MAX * INSN)
		return log_error(-ENOEXEC, "%s: %s() has no room for a filter", placing->name,
				 functions[reader]);
	count = cbpf_translate(placing->program ?: &everything, reader, body, &reason);
	if (count < 0)
		return log_error(count, "filter: not translated: %s", reason);
	symbol->st_size = count * INSN;
	placing->placed++;
	return 0;
}

static int fill_functions(struct placing *placing, Elf_Scn *section, size_t names)
{
	size_t size = 0;
	Elf64_Sym *symbols = bytes_of(section, &size);
	const char *name;
	int err = 0;

	for (size_t i = 0; !err && symbols && i < size / sizeof(*symbols); i++) {
		name = elf_strptr(placing->elf, names, symbols[i].st_name);
		for (int reader = 0; !err && reader < CBPF_READERS; reader++)
			if (name && ELF64_ST_TYPE(symbols[i].st_info) == STT_FUNC &&
			    !strcmp(name, functions[reader]))
				err = fill_function(placing, &symbols[i], reader);
	}
	return err;
}

/* Tells every caller whether there is a filter. */
static void mark(const struct placing *placing, Elf_Scn *section)
{
	size_t size = 0;
	struct bpf_insn *insn = bytes_of(section, &size);
	const __u8 move = BPF_ALU64 | BPF_MOV | BPF_K;

	for (size_t i = 0; insn && i < size / INSN; i++)
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
		if (header.sh_type == SHT_PROGBITS && header.sh_flags & SHF_EXECINSTR)
			mark(placing, section);
		if (header.sh_type == SHT_SYMTAB)
			err = fill_functions(placing, section, header.sh_link);
	}
	if (!err && placing->program && !placing->placed)
		err = log_error(-ENOENT, "%s: no program in it calls a packet filter",
				placing->name);
	return err;
}

int filter_place(const char *name, void *image, size_t size, const struct sock_fprog *program)
{
	struct placing placing = { .name = name, .program = program };
	int err;

	elf_version(EV_CURRENT);
	placing.elf = elf_memory(image, size);
	if (!placing.elf || gelf_getclass(placing.elf) != ELFCLASS64)
		err = log_error(-ENOEXEC, "%s: not a BPF object file", name);
	else
		err = place(&placing);
	elf_end(placing.elf);
	return err;
}

struct bpf_object *filter_open(const struct bpf_embedded *embedded,
			       const struct sock_fprog *program)
{
	size_t size = embedded->end - embedded->begin;
	struct bpf_object *object = NULL;
	char *copy = malloc(size);

	if (!copy)
		log_error(-ENOMEM, "%s: out of memory", embedded->name);
	else if (!filter_place(embedded->name, memcpy(copy, embedded->begin, size), size, program))
		object = bpf_loader_open_embedded(
			&(struct bpf_embedded){ embedded->name, copy, copy + size });
	free(copy);
	return object;
}

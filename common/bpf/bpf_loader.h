/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From an object file to loaded programs. What the kernel refuses is reported
 * with its cause, in one line; the libraries' own words are shown from -v on.
 */
#ifndef COMMON_BPF_LOADER_H
#define COMMON_BPF_LOADER_H

#include <bpf/libbpf.h>

#include "bpf_cause.h" /* for who calls libbpf himself */

/*
 * bpf_loader_find - the path of an object
 * @filename: with a slash ("./x.o" is one) it is the path; without, it is the name of a
 *	file beside the executable. What the current directory holds under that name is
 *	not meant: it may be somebody else's, and this root
 *
 * Returns the path, which is valid until the next call.
 */
const char *bpf_loader_find(const char *filename);

/*
 * bpf_loader_open - open an object file, without loading it
 * @filename: as bpf_loader_find() takes it
 *
 * Returns the object, for bpf_object__close(), or NULL with the reason logged.
 */
struct bpf_object *bpf_loader_open(const char *filename);

/* An object file in memory: inside the executable, so that the program is one file. */
struct bpf_embedded {
	const char *name; /* of the file that it was */
	const char *begin, *end;
};

/*
 * BPF_EMBED - put an object file into the executable
 * @symbol: the struct bpf_embedded that this defines
 * @file: the object, where make builds it
 */
#define BPF_EMBED(symbol, file)                                                                  \
	asm(".pushsection .rodata\n.balign 8\n" #symbol "_begin: .incbin \"" file "\"\n" #symbol \
	    "_end: .popsection\n");                                                              \
	/* hidden: arm64's linker would forget where in .rodata a local symbol is */             \
	extern const char symbol##_begin[] __attribute__((visibility("hidden")));                \
	extern const char symbol##_end[] __attribute__((visibility("hidden")));                  \
	static const struct bpf_embedded symbol = { file, symbol##_begin, symbol##_end }

/* bpf_loader_open_embedded - bpf_loader_open() for such an object, which may be opened several times */
struct bpf_object *bpf_loader_open_embedded(const struct bpf_embedded *embedded);

/*
 * bpf_loader_load - load the object's maps and programs into the kernel
 *
 * Returns 0 or a negative errno with the cause logged. On kernels before 5.11
 * libbpf lifts the limit on locked memory first, where that is permitted.
 */
int bpf_loader_load(struct bpf_object *object);

/*
 * bpf_loader_program - a program of the object by its name
 * @name: of the function, or of its section when one function alone is there;
 *	NULL for the object's only program
 *
 * Returns the program, or NULL with the names that exist logged.
 */
struct bpf_program *bpf_loader_program(const struct bpf_object *object, const char *name);

/*
 * bpf_loader_xdp_program - the same, and it must be an XDP program
 *
 * Returns NULL with the reason logged when its section makes it another one.
 */
struct bpf_program *bpf_loader_xdp_program(const struct bpf_object *object, const char *name);

/*
 * bpf_loader_only - of an opened object's programs, load this one alone
 *
 * And those that the object's own maps hold from the start, which libbpf loads them
 * into: then all programs of the same section.
 */
void bpf_loader_only(const struct bpf_object *object, const struct bpf_program *program);

/*
 * bpf_loader_map - the descriptor of a loaded object's map
 * @key_size, @value_size: in bytes, of what the caller has for them: where the
 *	map's are larger the kernel would write past that
 *
 * Returns it or a negative errno with the reason logged: -ENOENT when there is
 * no such map, -EINVAL when its sizes are others.
 */
int bpf_loader_map(const struct bpf_object *object, const char *name, __u32 key_size,
		   __u32 value_size);

#endif

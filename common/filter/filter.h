/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A packet filter in a BPF program that includes headers/packet_filter.h: it is written over
 * the bodies of that header's functions, in the object file's image, before the
 * object is opened, and they are made as short as it is.
 */
#ifndef COMMON_FILTER_H
#define COMMON_FILTER_H

#include <stddef.h>

#include <bpf/libbpf.h>
#include <linux/filter.h>

#include "bpf_loader.h"

/*
 * filter_place - write a filter into an object file's image
 * @name: of the object file, for messages
 * @image: its @size bytes, 8-byte aligned, changed in place
 * @program: classic BPF, as pcap_filter_compile() makes it; NULL for no filter,
 *	and then the functions and their calls are gone, and every packet matches
 *
 * Returns 0; with the reason logged -ENOENT when nothing in the object calls a
 * filter but there is one, -EINVAL or -E2BIG when the program cannot be
 * translated, -ENOEXEC when the image is no object file.
 */
int filter_place(const char *name, void *image, size_t size, const struct sock_fprog *program);

/* filter_open - bpf_loader_open_embedded() of a copy that has the filter in it */
struct bpf_object *filter_open(const struct bpf_embedded *embedded,
			       const struct sock_fprog *program);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* An object's maps as files in a BPF file system, where other programs find them. */
#ifndef TRACING01_MAP_PINS_H
#define TRACING01_MAP_PINS_H

#include <stdbool.h>

#include <bpf/libbpf.h>

/*
 * map_pins_prepare - before loading: can maps be pinned, and which are there already?
 * @object: opened, not loaded
 * @dir: a directory in a BPF file system, or one that can be made in it; a map is
 *	pinned there under its name
 * @reuse: use maps that are pinned there, instead of new ones
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL when a map to be
 * reused is of another layout.
 */
int map_pins_prepare(struct bpf_object *object, const char *dir, bool reuse);

/*
 * map_pins_set - pin the maps of a loaded object
 * @dir: as given to map_pins_prepare(); made if it is not there
 *
 * A reused map stays pinned as it is; another map that has the name is unpinned.
 * Returns 0 or a negative errno with the reason logged.
 */
int map_pins_set(const struct bpf_object *object, const char *dir);

#endif

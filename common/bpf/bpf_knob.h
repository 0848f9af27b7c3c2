/* SPDX-License-Identifier: GPL-2.0 */
/* Setting the variables of a BPF object that its programs see as constants. */
#ifndef COMMON_BPF_KNOB_H
#define COMMON_BPF_KNOB_H

#include <bpf/libbpf.h>

/*
 * bpf_knob_set - set a knob: a "const volatile" variable of the object
 * @object: opened, not yet loaded
 * @name: the variable's name
 * @value: what it shall be, @size bytes, which must be the variable's size
 *
 * Returns 0, -ENOENT when there is no such knob, -EINVAL when the size differs,
 * -EBUSY when the object is loaded already; with the reason logged. Kernel
 * 5.2 and newer.
 */
int bpf_knob_set(struct bpf_object *object, const char *name, const void *value, size_t size);

#endif

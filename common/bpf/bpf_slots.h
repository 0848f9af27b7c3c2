/* SPDX-License-Identifier: GPL-2.0 */
/* Prog arrays that hold programs of their own object from the start. */
#ifndef COMMON_BPF_SLOTS_H
#define COMMON_BPF_SLOTS_H

#include <stdbool.h>

#include <bpf/libbpf.h>

/*
 * bpf_slots_filled - does libbpf put programs of the object into its maps?
 *
 * Then it cannot be loaded without these programs; which ones they are libbpf does
 * not tell. True when a prog array's definition has "values".
 */
bool bpf_slots_filled(const struct bpf_object *object);

#endif

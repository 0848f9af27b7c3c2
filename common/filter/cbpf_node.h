/* SPDX-License-Identifier: GPL-2.0 */
/* What one classic instruction becomes. */
#ifndef COMMON_CBPF_NODE_H
#define COMMON_CBPF_NODE_H

#include "cbpf_emit.h"

/* cbpf_label - the label of a node; a path that can only reject is left at once */
int cbpf_label(const struct cbpf_graph *graph, int node);

/* cbpf_emit_node - write the eBPF of a node that is reached and can accept */
void cbpf_emit_node(struct cbpf_emitter *emitter, int index);

#endif

// SPDX-License-Identifier: GPL-2.0
/*
 * What holds at each node of a classic program. Backwards: how much of the packet
 * every accepting path will read, so that one check can stand for several; a path
 * that rejects in any case may do so early. Forwards: what has been checked already.
 */
#include "cbpf_graph.h"

#define LEAST(a, b) ((a) < (b) ? (a) : (b))
#define MOST(a, b)  ((a) > (b) ? (a) : (b))

static const __u32 size_of[] = { [BPF_W >> 3] = 4, [BPF_H >> 3] = 2, [BPF_B >> 3] = 1 };

unsigned long long cbpf_extent(const struct cbpf_node *node)
{
	__u16 class = BPF_CLASS(node->code), mode = BPF_MODE(node->code);

	if (class == BPF_LD && (mode == BPF_ABS || mode == BPF_IND))
		return (unsigned long long)node->k + size_of[BPF_SIZE(node->code) >> 3];
	if (class == BPF_LDX && mode == BPF_MSH)
		return node->k + 1ULL;
	return 0;
}

bool cbpf_in_window(const struct cbpf_node *node)
{
	unsigned long long extent = cbpf_extent(node);

	return extent && extent <= CBPF_WINDOW && !cbpf_is_indirect(node) &&
	       (node->k + 2) % (extent - node->k) == 0;
}

unsigned long long cbpf_window_end(const struct cbpf_node *node)
{
	bool checks = node->known.start < cbpf_extent(node);

	return LEAST(node->need.window, checks ? node->need.start : node->known.start);
}

/* The registers and words that the node reads. */
static __u32 reads(const struct cbpf_node *node)
{
	__u32 other = BPF_SRC(node->code) == BPF_X ? CBPF_X : 0;

	switch (BPF_CLASS(node->code)) {
	case BPF_LD:
	case BPF_LDX:
		return BPF_MODE(node->code) == BPF_MEM ? 1U << node->k :
		       cbpf_is_indirect(node)	       ? CBPF_X :
							 0;
	case BPF_ST:
		return CBPF_A;
	case BPF_STX:
		return CBPF_X;
	case BPF_ALU:
		return CBPF_A | (BPF_OP(node->code) == BPF_NEG ? 0 : other);
	case BPF_JMP:
		return BPF_OP(node->code) == BPF_JA ? 0 : CBPF_A | other;
	case BPF_RET:
		return node->code == (BPF_RET | BPF_A) ? CBPF_A : 0;
	default:
		return BPF_MISCOP(node->code) == BPF_TAX ? CBPF_A : CBPF_X;
	}
}

/* The register or word that the node writes. */
static __u32 writes(const struct cbpf_node *node)
{
	switch (BPF_CLASS(node->code)) {
	case BPF_LD:
	case BPF_ALU:
		return CBPF_A;
	case BPF_LDX:
		return CBPF_X;
	case BPF_ST:
	case BPF_STX:
		return 1U << node->k;
	case BPF_MISC:
		return BPF_MISCOP(node->code) == BPF_TAX ? CBPF_X : CBPF_A;
	default:
		return 0;
	}
}

static const struct cbpf_bytes nothing, never = { CBPF_NEVER, CBPF_NEVER, CBPF_NEVER };

static struct cbpf_bytes least(struct cbpf_bytes a, struct cbpf_bytes b)
{
	return (struct cbpf_bytes){ LEAST(a.start, b.start), LEAST(a.window, b.window),
				    LEAST(a.x, b.x) };
}

static struct cbpf_bytes find_need(const struct cbpf_graph *graph, const struct cbpf_node *node,
				   unsigned long long limit)
{
	unsigned long long extent = cbpf_extent(node);
	struct cbpf_bytes need;

	if (BPF_CLASS(node->code) == BPF_RET)
		return node->code == (BPF_RET | BPF_K) && !node->k ? never : nothing;
	need = least(graph->nodes[node->yes].need, graph->nodes[node->no].need);
	if (need.start == CBPF_NEVER || extent > limit)
		return never;
	if (writes(node) & CBPF_X)
		need.x = 0;
	need.start = MOST(need.start, extent); /* X is not negative */
	if (cbpf_is_indirect(node))
		need.x = MOST(need.x, extent);
	if (cbpf_in_window(node))
		need.window = MOST(need.window, extent);
	return need;
}

/* Raises what is known by the check that the node's own load needs, if it needs one. */
static struct cbpf_bytes find_known(const struct cbpf_node *node)
{
	unsigned long long extent = cbpf_extent(node);
	struct cbpf_bytes known = node->known;

	if (cbpf_is_indirect(node)) {
		if (known.x < extent)
			known.x = node->need.x;
	} else if (known.start < extent) {
		known.start = node->need.start;
	}
	if (cbpf_in_window(node) && known.window < extent)
		known.window = cbpf_window_end(node);
	if (writes(node) & CBPF_X)
		known.x = 0;
	return known;
}

static unsigned long long find_x_max(const struct cbpf_node *node)
{
	if (!(writes(node) & CBPF_X))
		return node->x_max;
	if (BPF_CLASS(node->code) == BPF_LDX && BPF_MODE(node->code) == BPF_MSH)
		return 0xf << 2;
	if (BPF_CLASS(node->code) == BPF_LDX && BPF_MODE(node->code) == BPF_IMM)
		return node->k;
	return ~0U;
}

static void reach(struct cbpf_graph *graph, const struct cbpf_node *from, int index)
{
	struct cbpf_node *node = &graph->nodes[index];
	struct cbpf_bytes known = find_known(from);
	unsigned long long x_max = find_x_max(from);
	__u32 set = from->set | writes(from);

	node->known = node->reached ? least(node->known, known) : known;
	node->x_max = node->reached ? MOST(node->x_max, x_max) : x_max;
	node->set = node->reached ? node->set & set : set;
	node->reached = true;
}

static void sum_up(struct cbpf_graph *graph, const struct cbpf_node *node)
{
	graph->unset |= reads(node) & ~node->set;
	if (BPF_CLASS(node->code) <= BPF_LDX && BPF_MODE(node->code) == BPF_LEN)
		graph->uses_length = true;
	if (cbpf_in_window(node))
		graph->window = MOST(graph->window, node->need.window);
}

void cbpf_flow(struct cbpf_graph *graph, unsigned long long limit)
{
	struct cbpf_node *node;

	for (int i = graph->count - 1; i >= 0; i--)
		graph->nodes[i].need = find_need(graph, &graph->nodes[i], limit);
	graph->nodes[0].reached = true;
	for (int i = 0; i < graph->count; i++) {
		node = &graph->nodes[i];
		if (!node->reached || node->need.start == CBPF_NEVER)
			continue;
		sum_up(graph, node);
		if (BPF_CLASS(node->code) == BPF_RET)
			continue;
		reach(graph, node, node->yes);
		reach(graph, node, node->no);
	}
}

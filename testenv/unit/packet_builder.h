/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts a test packet together and says what any prefix of it must parse to. The
 * headers are counted here, so nothing expected comes from the parser under test.
 */
#ifndef UNIT_PACKET_BUILDER_H
#define UNIT_PACKET_BUILDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_packets.h"

struct packet {
	const struct test_packet *test;
	__u8 bytes[PACKET_MAX];
	__u32 len;
	struct {
		__u32 begin; /* of the layer's first header */
		__u32 fixed; /* its length without options */
		__u32 end;   /* of the layer's last header */
	} layer[LAYERS];
};

static inline void put_field(__u8 *at, __u32 size, __u32 value)
{
	if (size == 2)
		*at++ = value >> 8;
	if (size)
		*at = value;
}

/* build_packet - the bytes of a test packet; what no field covers is never 0 */
static inline void build_packet(const struct test_packet *test, struct packet *p)
{
	const struct header *h;
	int i;

	memset(p, 0, sizeof(*p));
	for (i = 0; i < PACKET_MAX; i++)
		p->bytes[i] = i % 255 + 1;
	p->test = test;
	for (h = test->header; h < test->header + HEADERS_MAX && h->len; h++) {
		for (i = 0; i < FIELDS_MAX; i++)
			put_field(p->bytes + p->len + h->field[i].at, h->field[i].size,
				  h->field[i].value);
		if (h->layer != NO_LAYER) {
			if (!p->layer[h->layer].end) {
				p->layer[h->layer].begin = p->len;
				p->layer[h->layer].fixed = h->fixed;
			}
			p->layer[h->layer].end = p->len + h->len;
		}
		p->len += h->len;
	}
}

/* The tags are the headers from the second on that belong to Ethernet. */
static inline void want_tags(const struct packet *p, __u32 len, struct parsed_packet *want)
{
	const struct header *tag = p->test->header + 1;
	__u32 end = 14;

	for (; tag->layer == LAYER_ETH && tag->len; tag++) {
		end += tag->len;
		if (end > len)
			return;
		want->vlan_id[want->vlan_depth++] = tag->field[0].value & 0xfff;
	}
}

/* want_prefix - what walk_packet() must find in the first `len` bytes of a packet */
static inline struct parsed_packet want_prefix(const struct packet *p, __u32 len)
{
	struct parsed_packet want = {};
	struct parsed_layer *layer;
	__u32 end = 0;
	int i;

	for (i = 0; i < LAYERS; i++)
		want.layer[i].result = NOT_REACHED;
	want_tags(p, len, &want);
	for (i = 0; i < LAYERS && p->test->want[i] != NOT_REACHED; i++) {
		layer = &want.layer[i];
		layer->result = p->test->want[i];
		if (i == LAYER_ETH)
			layer->result = bpf_htons(layer->result);
		if (len < p->layer[i].end)
			layer->result = PARSE_TRUNCATED;
		if (layer->result >= 0 || layer->result == PARSE_FRAGMENT) {
			end = p->layer[i].end;
			layer->header = p->layer[i].begin;
			layer->last_byte = p->bytes[layer->header + p->layer[i].fixed - 1];
		}
		layer->end = end;
		if (layer->result < 0)
			break;
	}
	want.plain = want.layer[LAYER_ETH];
	return want;
}

/*
 * parse_copy - walk_packet() over an exact copy, so that AddressSanitizer sees any
 * byte read behind it; 2 bytes in front let the IP header be aligned, as drivers do
 */
static inline struct parsed_packet parse_copy(const __u8 *bytes, __u32 len)
{
	struct parsed_packet parsed;
	__u8 *copy = malloc(2 + len);

	if (!copy)
		abort();
	memcpy(copy + 2, bytes, len);
	walk_packet(copy + 2, copy + 2 + len, &parsed);
	free(copy);
	return parsed;
}

/* same_parse - are they equal? If not, says where they differ, as TAP diagnostics. */
static inline int same_parse(const char *name, __u32 len, const struct parsed_packet *got,
			     const struct parsed_packet *want)
{
	int i;

	if (!memcmp(got, want, sizeof(*got)))
		return 1;
	fprintf(stderr, "# %s, first %u bytes: tags %u, expected %u\n", name, len, got->vlan_depth,
		want->vlan_depth);
	for (i = 0; i < LAYERS; i++)
		fprintf(stderr,
			"# layer %d: result %d header %d end %u byte %u, expected %d %d %u %u\n",
			i + 2, got->layer[i].result, got->layer[i].header, got->layer[i].end,
			got->layer[i].last_byte, want->layer[i].result, want->layer[i].header,
			want->layer[i].end, want->layer[i].last_byte);
	return 0;
}

/*
 * damage_packet - cut a packet somewhere, overwrite up to four bytes
 * @least: bytes that remain
 * @seed: for rand_r(): the same damage in every run
 */
static inline void damage_packet(struct packet *p, __u32 least, unsigned int *seed)
{
	int at, i, times = rand_r(seed) % 5;

	if (rand_r(seed) % 2)
		p->len = least + rand_r(seed) % (p->len - least + 1);
	for (i = 0; p->len && i < times; i++) {
		at = rand_r(seed) % p->len;
		p->bytes[at] = rand_r(seed);
	}
}

/* for_every_prefix - call `check` for each prefix of at least `shortest` bytes of each packet */
static inline void for_every_prefix(__u32 shortest,
				    void (*check)(const struct packet *p, __u32 len))
{
	struct packet p;

	for (unsigned int i = 0; i < TEST_PACKETS; i++) {
		build_packet(&test_packets[i], &p);
		for (__u32 len = shortest; len <= p.len; len++)
			check(&p, len);
	}
}

#endif

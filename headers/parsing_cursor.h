/* SPDX-License-Identifier: GPL-2.0 */
/* Where a parser stands in a packet, and what can go wrong there. */
#ifndef HEADERS_PARSING_CURSOR_H
#define HEADERS_PARSING_CURSOR_H

#include <linux/errno.h>
#include <linux/types.h>

/* as bpf_helpers.h does: linux/stddef.h has made it a mere "inline" */
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

/*
 * Each parse_*hdr() takes a cursor that stands at the header, the packet's end
 * (the first byte behind it), and a pointer to set to the header. It moves the
 * cursor behind the header and returns what its comment says, 0 or more. On an
 * error it returns one of these; the cursor then stays, and the pointer must not
 * be used. Of a packet in several buffers (xdp.frags) it sees the first.
 */
enum parse_error {
	PARSE_TRUNCATED = -ENODATA, /* any parser: the packet ends within the header */
	PARSE_MALFORMED = -EINVAL,  /* wrong version, or a length below the header's least */
	PARSE_FRAGMENT = -ENOMSG,   /* IP header parsed, cursor and pointer set; but no layer 4 */
				    /* header follows, for the fragment is not the first */
	PARSE_TOO_DEEP = -E2BIG,    /* more than IPV6_EXT_MAX_CHAIN extension headers */
};

struct hdr_cursor {
	void *pos; /* the first byte not yet parsed */
};

/* Moves the cursor over a header of `len` bytes, at least `least`. Returns len. */
static __always_inline int skip_hdr(struct hdr_cursor *nh, void *data_end, __u32 len, __u32 least)
{
	if (len < least)
		return PARSE_MALFORMED;
	if (nh->pos + len > data_end)
		return PARSE_TRUNCATED;
	nh->pos += len;
	return len;
}

#endif

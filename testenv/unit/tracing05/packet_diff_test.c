// SPDX-License-Identifier: GPL-2.0
/* packet_diff: the bytes that a program changed, to the letter. */
#include "packet_diff.h"
#include "unit.h"

/* Two MAC addresses, IPv4, the beginning of its header. */
#define PLAIN "\x01\x02\x03\x04\x05\x06\x0a\x0b\x0c\x0d\x0e\x0f\x08\x00\x45\x00"

#define WHOLE ((size_t)-1) /* not cut to a snaplen */

/* Its bytes in memory of just their size, so that AddressSanitizer sees what is read behind. */
static void *exact(const struct packet_record *record, const void *bytes)
{
	return memcpy(malloc(record->cap_len), bytes, record->cap_len);
}

static struct packet_record cut(size_t wire_len, size_t snaplen)
{
	return (struct packet_record){
		.wire_len = wire_len,
		.cap_len = wire_len < snaplen ? wire_len : snaplen,
	};
}

static void assert_diff(size_t snaplen, const char *before, size_t before_len, const char *after,
			size_t after_len, const char *want)
{
	const struct packet_record was = cut(before_len, snaplen), is = cut(after_len, snaplen);
	void *copies[] = { exact(&was, before), exact(&is, after) };

	HEAR(packet_diff_records(stdout, &was, copies[0], &is, copies[1]));
	assert_string_equal(heard.out, want);
	HEAR(packet_diff(stdout, copies[0], was.cap_len, copies[1], is.cap_len));
	if (snaplen == WHOLE)
		assert_string_equal(heard.out, want);
	free(copies[0]);
	free(copies[1]);
}

#define ASSERT_CUT_DIFF(snaplen, before, after, want) \
	assert_diff(snaplen, before, sizeof(before) - 1, after, sizeof(after) - 1, want)
#define ASSERT_DIFF(before, after, want) ASSERT_CUT_DIFF(WHOLE, before, after, want)

TEST(same)
{
	ASSERT_DIFF(PLAIN, PLAIN, "");
	ASSERT_DIFF("", "", "");
}

TEST(changed)
{
	ASSERT_DIFF("abcdef", "Xbcdef", "  0x0000: - 61\n  0x0000: + 58\n");
	ASSERT_DIFF("abcdef", "abcdeX", "  0x0005: - 66\n  0x0005: + 58\n");
	ASSERT_DIFF("abcdef", "aXYdeZ",
		    "  0x0001: - 62 63\n  0x0001: + 58 59\n  0x0005: - 66\n  0x0005: + 5a\n");
}

/* What is longer than a row goes on in the next, with the offset where it does. */
TEST(rows)
{
	ASSERT_DIFF("-abcdefghijklmnop", "-ABCDEFGHIJKLMNOP",
		    "  0x0001: - 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70\n"
		    "  0x0001: + 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50\n");
	ASSERT_DIFF("abcdefghijklmnopq", "",
		    "  0x0000: - 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70\n"
		    "  0x0010: - 71\n");
}

#define TAGGED	  "\x01\x02\x03\x04\x05\x06\x0a\x0b\x0c\x0d\x0e\x0f\x81\x00\x00\x64\x08\x00\x45\x00"
#define REWRITTEN "\x01\x02\x0d\x04\x05\x0e\x0a\x0b\x0c\x0d\x0e\x0f\x81\x00\x00\x64\x08\x00\x45\x00"

/* A VLAN tag pushed behind the addresses, of which one is rewritten. */
TEST(push)
{
	ASSERT_DIFF(PLAIN, TAGGED, "  0x000c: + 81 00 00 64\n");
	ASSERT_DIFF(PLAIN, REWRITTEN,
		    "  0x0002: - 03\n  0x0002: + 0d\n  0x0005: - 06\n  0x0005: + 0e\n"
		    "  0x000c: + 81 00 00 64\n");
}

TEST(pop)
{
	ASSERT_DIFF(TAGGED, PLAIN, "  0x000c: - 81 00 00 64\n");
	ASSERT_DIFF(REWRITTEN, PLAIN,
		    "  0x0002: - 0d\n  0x0002: + 03\n  0x0005: - 0e\n  0x0005: + 06\n"
		    "  0x000c: - 81 00 00 64\n");
}

/* Changes behind the gap stand at other offsets before and after. */
TEST(change_behind_the_gap)
{
	ASSERT_DIFF("abcdefgh", "ab12cdeXgh",
		    "  0x0002: + 31 32\n  0x0005: - 66\n  0x0007: + 58\n");
	ASSERT_DIFF("ab12cdefgh", "abcdeXgh",
		    "  0x0002: - 31 32\n  0x0007: - 66\n  0x0005: + 58\n");
}

#define TWICE \
	"\x01\x02\x03\x04\x05\x06\x0a\x0b\x0c\x0d\x0e\x0f\x81\x00\x00\x64\x81\x00\x00\x0a\x08\x00"
#define ONCE "\x01\x02\x03\x04\x05\x06\x0a\x0b\x0c\x0d\x0e\x0f\x81\x00\x00\x0a\x08\x00"

/* The new header begins as the one behind it does: it is the first place that counts. */
TEST(header_before_its_like)
{
	ASSERT_DIFF(ONCE, TWICE, "  0x000c: + 81 00 00 64\n");
	ASSERT_DIFF(TWICE, ONCE, "  0x000c: - 81 00 00 64\n");
}

/* But what may have come or gone at the end did so there: bpf_xdp_adjust_tail(). */
TEST(tail)
{
	ASSERT_DIFF("abc\0\0\0\0", "abc\0\0", "  0x0005: - 00 00\n");
	ASSERT_DIFF("abc\0\0", "abc\0\0\0\0", "  0x0005: + 00 00\n");
	ASSERT_DIFF("abcdef", "abc", "  0x0003: - 64 65 66\n");
	ASSERT_DIFF("abcdef", "abXd", "  0x0002: - 63\n  0x0002: + 58\n  0x0004: - 65 66\n");
}

/* bpf_xdp_adjust_head(). */
TEST(head)
{
	ASSERT_DIFF("abcdef", "def", "  0x0000: - 61 62 63\n");
	ASSERT_DIFF("def", "abcdef", "  0x0000: + 61 62 63\n");
	ASSERT_DIFF("", "ab", "  0x0000: + 61 62\n");
}

/* Packets that are cut to a snaplen: what is said of the bytes that are there. */
TEST(cut)
{
	/* as many bytes are there before and after */
	ASSERT_CUT_DIFF(18, PLAIN "payload", TAGGED "payload", "  0x000c: + 81 00 00 64\n");
	ASSERT_CUT_DIFF(18, TAGGED "payload", PLAIN "payload", "  0x000c: - 81 00 00 64\n");
	/* the longer one is cut, the shorter one is not */
	ASSERT_CUT_DIFF(18, PLAIN, TAGGED, "  0x000c: + 81 00 00 64\n");
	ASSERT_CUT_DIFF(18, TAGGED, PLAIN, "  0x000c: - 81 00 00 64\n");
	ASSERT_CUT_DIFF(18, PLAIN "payload", REWRITTEN "payload",
			"  0x0002: - 03\n  0x0002: + 0d\n  0x0005: - 06\n  0x0005: + 0e\n"
			"  0x000c: + 81 00 00 64\n");
	/* nothing is cut after all */
	ASSERT_CUT_DIFF(20, PLAIN, TAGGED, "  0x000c: + 81 00 00 64\n");
}

/* What happened behind the snaplen nobody knows; what is before it has not changed. */
TEST(change_behind_the_cut)
{
	ASSERT_CUT_DIFF(4, "abcdefgh", "abcdefXXgh", "");
	ASSERT_CUT_DIFF(4, "abcdefXXgh", "abcdefgh", "");
	ASSERT_CUT_DIFF(4, "abcdefgh", "abcd", "");
	ASSERT_CUT_DIFF(4, "abcdefgh", "abXd", "  0x0002: - 63\n  0x0002: + 58\n");
	ASSERT_CUT_DIFF(4, "abcdefgh", "ab", "  0x0002: - 63 64\n");
	ASSERT_CUT_DIFF(0, "abcdefgh", "ab", "");
	ASSERT_CUT_DIFF(4, "ab", "abcdefgh", "  0x0002: + 63 64\n");
}

/* More was put in than the snaplen lets through. */
TEST(gap_is_cut)
{
	ASSERT_CUT_DIFF(4, "abcdefgh", "ab1234cdefgh", "  0x0002: + 31 32\n");
	ASSERT_CUT_DIFF(4, "ab1234cdefgh", "abcdefgh", "  0x0002: - 31 32\n");
}

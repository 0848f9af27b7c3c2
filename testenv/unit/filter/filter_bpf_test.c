// SPDX-License-Identifier: GPL-2.0
/*
 * Filters in the kernel say of every packet what libpcap's interpreter says, however
 * they read it: each expression on each packet.
 * Usage: filter_bpf_test [PACKETS [PCAP-FILE...]]
 */
#include <linux/types.h>

#include "filter_expressions.h"
#include "filter_programs.h"
#include "privileges.h"

#define NESTS 40 /* expressions made of others, by and, or, not */

static struct filter_packet *packets;
static __u32 packet_count;
static bool thorough; /* every expression, and its negation */
static bool frags;    /* the kernel has packets in several buffers */

static struct {
	unsigned long expressions, verdicts, matches, differences;
} totals;

static void differs(const char *expression, __u32 index, __u32 want, __u32 got)
{
	if (totals.differences++ < 20)
		print_message("# \"%s\", packet %u of %u bytes: want %x, got %x\n", expression,
			      index, packets[index].size, want, got);
}

static void compare(const char *expression, __u32 index, bool matches, __u32 readers, __u32 got)
{
	__u32 want = matches ? readers : 0;

	totals.verdicts += __builtin_popcount(readers);
	totals.matches += __builtin_popcount(want);
	if ((got & readers) != want)
		differs(expression, index, want, got & readers);
}

/* What is in one piece is read directly; from memory also what is cut off at some byte. */
static bool try_linear(const struct filter_program *program, const struct sock_fprog *filter,
		       const char *expression, __u32 i)
{
	const struct filter_packet *p = &packets[i];
	struct filter_input *input = program->shared;
	bool direct = p->size <= FILTER_LINEAR_MAX;
	bool matches = pcap_filter_matches(filter, p->bytes, p->size, p->size);
	__u32 readable = i % 4 ? p->size : p->size * (i % 64) / 64, got;

	memcpy(input->bytes, p->bytes, p->size);
	input->length = p->size;
	input->readable = readable;
	got = filter_program_run(program, p->bytes, direct ? p->size : FILTER_PACKET_MIN);
	if (direct)
		compare(expression, i, matches, FILTER_SAYS_DIRECT, got);
	compare(expression, i, pcap_filter_matches(filter, p->bytes, readable, p->size),
		FILTER_SAYS_PROBE, got);
	return matches;
}

static void try_frags(const struct filter_program *program, const struct sock_fprog *filter,
		      const char *expression, __u32 i)
{
	const struct filter_packet *p = &packets[i];

	compare(expression, i, pcap_filter_matches(filter, p->bytes, p->size, p->size),
		FILTER_SAYS_FRAGS | FILTER_SAYS_LOAD,
		filter_program_run(program, p->bytes, p->size));
}

static void try_expression(const char *expression)
{
	struct filter_program linear, several;
	struct sock_fprog filter;
	unsigned long matches = 0;

	assert_int_equal(pcap_filter_compile(expression, PCAP_FILTER_ETHERNET, &filter), 0);
	assert_int_equal(filter_program_load(&linear, &filter_linear_image, &filter), 0);
	for (__u32 i = 0; i < packet_count; i++)
		matches += try_linear(&linear, &filter, expression, i);
	filter_program_unload(&linear);
	if (frags) {
		assert_int_equal(filter_program_load(&several, &filter_frags_image, &filter), 0);
		for (__u32 i = 0; i < packet_count; i++)
			try_frags(&several, &filter, expression, i);
		filter_program_unload(&several);
	}
	pcap_filter_free(&filter);
	totals.expressions++;
	if (thorough && !matches)
		print_message("# \"%s\": no packet matches\n", expression);
}

/* Packets of a capture, as libpcap writes it here, behind those that are there. */
static int read_capture(const char *name, __u32 most)
{
	struct {
		__u32 time[2], captured, length;
	} header;
	FILE *file = fopen(name, "r");

	if (!file)
		return -1;
	fseek(file, 24, SEEK_SET); /* the file's own header */
	while (packet_count < most && fread(&header, sizeof(header), 1, file) == 1) {
		struct filter_packet *p = &packets[packet_count];

		if (header.captured > sizeof(p->bytes) ||
		    fread(p->bytes, 1, header.captured, file) != header.captured)
			break;
		p->size = header.captured;
		packet_count++;
	}
	return fclose(file);
}

/* Half of them may come from captures. */
static int make_packets(__u32 count, char **captures)
{
	packets = calloc(count, sizeof(*packets));
	if (!packets)
		return -1;
	for (; *captures; captures++)
		if (read_capture(*captures, count / 2))
			return -1;
	print_message("# %u packets captured, %u made\n", packet_count, count - packet_count);
	while (packet_count < count)
		filter_packet_make(&packets[packet_count++]);
	return 0;
}

FIXTURE(begin)
{
	thorough = *unit_words;
	return filter_programs_init(&frags) ?:
		       make_packets(thorough ? atoi(*unit_words) : 100, unit_words + thorough);
}

FIXTURE(end)
{
	free(packets);
	return 0;
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
GROUP(begin, end);

TEST(expressions)
{
	char negation[1024];

	for (__u32 i = 0; i < COUNT(filter_expressions); i += thorough ? 1 : 5) {
		try_expression(filter_expressions[i]);
		if (!thorough || !*filter_expressions[i])
			continue;
		snprintf(negation, sizeof(negation), "not (%s)", filter_expressions[i]);
		try_expression(negation);
	}
	assert_int_equal(totals.differences, 0);
}

/* What no vlan or mpls is in: those change what the rest of the expression means. */
static const char *primitive(void)
{
	const char *found;

	do
		found = ONE_OF(filter_expressions);
	while (!*found || strstr(found, "vlan") || strstr(found, "mpls") ||
	       strstr(found, "pppoes") || strstr(found, "geneve") || strstr(found, "chain"));
	return found;
}

TEST(nests)
{
	static const char *const forms[] = { "(%s) and not (%s) or (%s)",
					     "not ((%s) or (%s)) and (%s)", "(%s) or (%s) and (%s)",
					     "not (not (%s) and not (%s)) or not (%s)" };
	const char *form, *parts[3];
	struct sock_fprog filter;
	char expression[1024];
	bool refused;

	for (int i = 0; i < (thorough ? NESTS : NESTS / 4); i++) {
		form = ONE_OF(forms);
		for (size_t part = 0; part < COUNT(parts); part++)
			parts[part] = primitive(); /* arguments have no order among them */
		snprintf(expression, sizeof(expression), form, parts[0], parts[1], parts[2]);
		refused = HEARD(pcap_filter_compile(expression, PCAP_FILTER_ETHERNET, &filter));
		pcap_filter_free(&filter);
		if (!refused)
			try_expression(expression);
	}
	assert_int_equal(totals.differences, 0);
}

/* What accepts or rejects everything would not pass for a filter. */
TEST(many_match_and_many_do_not)
{
	print_message("# %lu expressions, %u packets: %lu verdicts, %lu of them matches, "
		      "%lu differences\n",
		      totals.expressions, packet_count, totals.verdicts, totals.matches,
		      totals.differences);
	assert_true(totals.matches * 2 < totals.verdicts);
	assert_true(totals.matches * 20 > totals.verdicts);
}

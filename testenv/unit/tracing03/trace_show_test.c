// SPDX-License-Identifier: GPL-2.0
/* tracing03/trace_show: which lines are shown, and as what. */
#include "trace_show.h"
#include "unit.h"

#define HEAD "            ping-4242    [001] ..s2. 16.000250: bpf_trace_printk: "

static struct trace_show show;
static struct trace_silence silence;
FIXTURE(begin)
{
	memset(&show, 0, sizeof(show));
	memset(&silence, 0, sizeof(silence));
	return 0;
}

static const char *shown(const char *text)
{
	char line[512];

	snprintf(line, sizeof(line), "%s\n", text);
	HEAR(trace_show_lines(&show, line, strlen(line), false, &silence));
	return heard.out;
}

EACH(begin, NULL);

TEST(packets)
{
	static const struct {
		const char *message, *packet;
	} rows[] = {
		{ "src: 1 dst: fffffffffffe proto: 806",
		  "src: 00:00:00:00:00:01 dst: ff:ff:ff:ff:ff:fe proto: 0x0806 (ARP)\n" },
		{ "src: 5ab36362ded7 dst: 0 proto: 88b5",
		  "src: 5a:b3:63:62:de:d7 dst: 00:00:00:00:00:00 proto: 0x88b5\n" },
		{ "src: 1 dst: 2", "" },
		{ "src: 1 dst: 2 proto: 800 and more", "" },
		{ "src: 1 dst: fffffffffffff proto: 800", "" },
		{ "src: 1 dst: 2 proto: 10000", "" },
		{ "src: 1 dst: x proto: 800", "" },
		{ "", "" },
	};
	unsigned int packets = 0;
	char line[256];

	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(line, sizeof(line), HEAD "%s", rows[i].message);
		assert_string_equal(shown(line), rows[i].packet);
		packets += *rows[i].packet != '\0';
		assert_int_equal(show.shown, packets);
	}
	assert_string_equal(silence.example, "src: 1 dst: 2");
	assert_int_equal(silence.skipped, COUNT(rows) - packets);
}

TEST(json)
{
	show.json = true;
	assert_string_equal(shown(HEAD "src: 1 dst: 2 proto: 806"),
			    "{\"time\": 16.000250, \"cpu\": 1, \"pid\": 4242, \"comm\": \"ping\", "
			    "\"src\": \"00:00:00:00:00:01\", \"dst\": \"00:00:00:00:00:02\", "
			    "\"proto\": 2054, \"protocol\": \"ARP\"}\n");
	assert_non_null(strstr(shown(HEAD "src: 1 dst: 2 proto: 1"), "\"protocol\": null}"));
	assert_int_equal(show.shown, 2);
}

/* A file gets each byte as it is; the test of a terminal is tracing03.t's. */
TEST(raw)
{
	show.raw = true;
	assert_string_equal(shown("whatever \033[31m"), "whatever \033[31m\n");
	assert_string_equal(shown("CPU:1 [LOST 27 EVENTS]"), "CPU:1 [LOST 27 EVENTS]\n");
	assert_int_equal(show.shown, 2);
	assert_int_equal(silence.skipped, 0);
}

TEST(lost)
{
	assert_string_equal(shown("CPU:1 [LOST 27 EVENTS]"), "");
	assert_string_equal(heard.err,
			    "CPU 1: 27 lines lost: they came faster than they were read\n");
	assert_string_equal(shown("CPU:0 [LOST EVENTS]"), "");
	assert_string_equal(heard.err, "CPU 0: lines lost\n");
	assert_int_equal(show.shown + silence.skipped, 0);
}

TEST(skipped)
{
	shown(HEAD "eth 5a");
	assert_string_equal(silence.example, "eth 5a");
	shown("nonsense");
	assert_string_equal(silence.example, "eth 5a"); /* the first */
	assert_int_equal(silence.skipped, 2);
	shown(HEAD "src: 1 dst: 2 proto: 806");
	assert_int_equal(silence.skipped, 0);
	shown("nonsense");
	assert_string_equal(silence.example, "nonsense");
}

TEST(mark)
{
	show.raw = true;
	assert_false(trace_show_from_now(&show, "/nonesuch"));
	assert_string_equal(shown("old"), "");
	assert_string_equal(shown(show.mark), "");
	assert_string_equal(shown("new"), "new\n");
	assert_int_equal(show.shown, 1);
}

TEST(lines)
{
	static const struct {
		const char *text, *out;
		unsigned int most;
		bool full;
		size_t taken;
	} rows[] = {
		{ "one\ntwo\nthr", "one\ntwo\n", .taken = 8 },
		{ "one\ntwo\nthr", "one\n", .most = 1, .taken = 4 },
		{ "thr", "", .taken = 0 },
		{ "thr", "thr\n", .full = true, .taken = 3 },
		{ "one\nthr", "one\n", .full = true, .taken = 4 },
		{ "", "", .taken = 0 },
	};
	size_t taken;
	char text[64];

	for (size_t i = 0; i < COUNT(rows); i++) {
		show = (struct trace_show){ .raw = true, .most = rows[i].most };
		strcpy(text, rows[i].text);
		HEAR(taken = trace_show_lines(&show, text, strlen(text), rows[i].full, &silence));
		assert_string_equal(heard.out, rows[i].out);
		assert_int_equal(taken, rows[i].taken);
	}
}

// SPDX-License-Identifier: GPL-2.0
/* tracing03/trace_line: lines as kernels write them, and lines that are none. */
#include "trace_line.h"
#include "unit.h"

static struct trace_line line;
static char *copy; /* exact, so that AddressSanitizer sees what is read behind it */

static enum trace_line_kind parse(const char *text)
{
	free(copy);
	copy = strdup(text);
	memset(&line, 0xee, sizeof(line));
	return trace_line_parse(copy, &line);
}

static void assert_message(const char *text, const char *comm, int pid, unsigned int cpu,
			   const char *function, const char *message)
{
	assert_int_equal(parse(text), TRACE_LINE_MESSAGE);
	assert_string_equal(line.comm, comm);
	assert_int_equal(line.pid, pid);
	assert_int_equal(line.cpu, cpu);
	assert_string_equal(line.function, function);
	assert_string_equal(line.message, message);
}

TEST(messages)
{
	assert_message("            ping-4242    [001] ..s2. 16.000250: bpf_trace_printk: hello",
		       "ping", 4242, 1, "bpf_trace_printk", "hello");
	assert_true(line.seconds > 16.0002 && line.seconds < 16.0003);
	assert_message("          <idle>-0       [000] d.s3 123456.789012: bpf_trace_printk: a: b",
		       "<idle>", 0, 0, "bpf_trace_printk", "a: b");
	assert_message("           <...>-1       [255] ..... 1.5: tracing_mark_write: ", "<...>", 1,
		       255, "tracing_mark_write", "");
	assert_message("            ping-4242    (   4242) [003] d..21 1.5: bpf_trace_printk: x",
		       "ping", 4242, 3, "bpf_trace_printk", "x");
	assert_message("            ping-4242    (-------) [003] d..21 1.5: bpf_trace_printk: x",
		       "ping", 4242, 3, "bpf_trace_printk", "x");
}

/* A task may call itself whatever it likes. */
TEST(names)
{
	assert_message(" [0] . 1.5: a: b-7       [001] ..s2. 16.5: bpf_trace_printk: x",
		       "[0] . 1.5: a: b", 7, 1, "bpf_trace_printk", "x");
	assert_message("             a b-7       [001] ..s2. 16.5: bpf_trace_printk: x", "a b", 7,
		       1, "bpf_trace_printk", "x");
	assert_message("             a-b-7       [001] ..s2. 16.5: bpf_trace_printk: x", "a-b", 7,
		       1, "bpf_trace_printk", "x");
	assert_message("                -7       [001] ..s2. 16.5: bpf_trace_printk: x", "", 7, 1,
		       "bpf_trace_printk", "x");
}

TEST(lost)
{
	assert_int_equal(parse("CPU:3 [LOST 27 EVENTS]"), TRACE_LINE_LOST);
	assert_int_equal(line.cpu, 3);
	assert_int_equal(line.lost, 27);
	assert_int_equal(parse("CPU:12 [LOST EVENTS]"), TRACE_LINE_LOST);
	assert_int_equal(line.cpu, 12);
	assert_int_equal(line.lost, 0);
	assert_int_equal(parse("CPU:12 [LOST EVENTS] and more"), TRACE_LINE_OTHER);
	assert_int_equal(parse("CPU:12 [LOST 27"), TRACE_LINE_OTHER);
	assert_int_equal(parse("CPU: [LOST 27 EVENTS]"), TRACE_LINE_OTHER);
}

TEST(others)
{
	static const char *const others[] = {
		"",
		"-",
		"#                                _-----=> irqs-off",
		"            ping-",
		"            ping-4242",
		"            ping-4242    (   4242",
		"            ping-4242    [001] ..s2.",
		"            ping-4242    [001] ..s2. 16.5",
		"            ping-4242    [001] ..s2. 16.5:",
		"            ping-4242    [001] ..s2. 16.5: no function",
		"            ping-x       [001] ..s2. 16.5: bpf_trace_printk: x",
		"            ping 4242    [001] ..s2. 16.5: bpf_trace_printk: x",
	};

	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_equal(parse(others[i]), TRACE_LINE_OTHER);
}

TEST(long)
{
	char text[2100] = "            ping-4242    [001] ..s2. 16.5: tracing_mark_write: ";
	size_t start = strlen(text);

	memset(text + start, 'x', 2000);
	text[start + 2000] = '\0';
	assert_int_equal(parse(text), TRACE_LINE_MESSAGE);
	assert_int_equal(strlen(line.message), 2000);
}

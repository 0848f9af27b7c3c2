// SPDX-License-Identifier: GPL-2.0
/* file_rotation: what files are called, when another one begins, and what options say so. */
#include <getopt.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "clock.h"
#include "file_rotation.h"
#include "scratch.h"
#include "unit.h"

#define SEC CLOCK_NS_PER_SEC

static int begin(void **state)
{
	setenv("TZ", "UNIT-05:30", 1);
	return scratch_make(state);
}

GROUP(begin, scratch_remove);

/* The names of files that are full, each of them, one after the other. */
TEST(numbers)
{
	static const struct {
		const char *pattern;
		unsigned int files;
		const char *names[13];
	} rows[] = {
		{ "dump",
		  0,
		  { "dump", "dump1", "dump2", "dump3", "dump4", "dump5", "dump6", "dump7", "dump8",
		    "dump9", "dump10", "dump11" } },
		{ "a.pcapng", 0, { "a.pcapng", "a1.pcapng", "a2.pcapng" } },
		{ "a.b.pcap", 0, { "a.b.pcap", "a.b1.pcap" } },
		{ "a.", 0, { "a.", "a1." } },
		{ ".hidden", 0, { ".hidden", ".hidden1" } },
		{ ".hidden.pcap", 0, { ".hidden.pcap", ".hidden1.pcap" } },
		{ "d.d/a", 0, { "d.d/a", "d.d/a1" } },
		{ "/d.d/.a", 0, { "/d.d/.a", "/d.d/.a1" } },
		{ "../a.pcap", 0, { "../a.pcap", "../a1.pcap" } },
		{ "100%d.pcap", 0, { "100%d.pcap", "100%d1.pcap" } },
		{ "a.pcap", 1, { "a.pcap", "a.pcap", "a.pcap" } },
		{ "a.pcap", 2, { "a0.pcap", "a1.pcap", "a0.pcap", "a1.pcap", "a0.pcap" } },
		{ "a", 3, { "a0", "a1", "a2", "a0", "a1", "a2", "a0" } },
		{ "a", 10, { "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a0" } },
		{ "a",
		  11,
		  { "a00", "a01", "a02", "a03", "a04", "a05", "a06", "a07", "a08", "a09", "a10",
		    "a00", "a01" } },
		{ "a", 101, { "a000", "a001" } },
		{ "a", 2147483647, { "a0000000000", "a0000000001" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct file_rotation rotation = { .size = 1, .files = rows[i].files };

		assert_string_equal(file_rotation_first(&rotation, rows[i].pattern),
				    rows[i].names[0]);
		for (int n = 1; n < 13 && rows[i].names[n]; n++)
			assert_string_equal(file_rotation_next(&rotation, 0), rows[i].names[n]);
		file_rotation_end(&rotation);
	}
}

/* What strftime(3) makes of a pattern, so many seconds after the first file's beginning. */
static const char *local(const char *pattern, const struct file_rotation *rotation,
			 unsigned int later)
{
	static char name[256];
	time_t then = clock_wall(rotation->begin) / SEC + later + 5 * 3600 + 30 * 60;

	strftime(name, sizeof(name), pattern, gmtime(&then));
	return name;
}

/* Without another word for the hours, in the time of the place; a packet may be late for more than one. */
TEST(times)
{
	struct file_rotation rotation = { .time = 2 * SEC };
	static const char pattern[] = "%Y-%m-%d_%H:%M:%S.pcap", once[] = "%Y.pcap";
	const char *want;
	__u64 first;

	file_rotation_begin(&rotation);
	rotation.begin -= rotation.begin % SEC; /* its fraction is no matter */
	assert_non_null(file_rotation_first(&rotation, pattern));
	rotation.begin += SEC / 2 - clock_wall(rotation.begin) % SEC; /* far from the next second */
	first = rotation.begin;
	want = local(pattern, &rotation, 2);
	assert_string_equal(file_rotation_next(&rotation, first + 2 * SEC), want);
	assert_true(rotation.begin == first + 2 * SEC);
	want = local(pattern, &rotation, 4);
	assert_string_equal(file_rotation_next(&rotation, first + 7 * SEC), want);
	assert_true(rotation.begin == first + 6 * SEC); /* no slower, whenever packets come */

	/* what has the same name gets a number, or one would be lost */
	rotation = (struct file_rotation){ .time = SEC };
	assert_non_null(file_rotation_first(&rotation, once));
	first = rotation.begin;
	assert_string_equal(rotation.name, local(once, &rotation, 0));
	assert_string_equal(file_rotation_next(&rotation, first + SEC),
			    local("%Y1.pcap", &rotation, 0));
	assert_string_equal(file_rotation_next(&rotation, first + 2 * SEC),
			    local("%Y2.pcap", &rotation, 0));
}

/* By size and time: the numbers begin anew with each name. */
TEST(times_and_numbers)
{
	struct file_rotation rotation = { .time = 10 * SEC, .size = 1, .files = 2 };
	__u64 begin;

	assert_non_null(file_rotation_first(&rotation, "%s-"));
	rotation.begin += SEC / 2 - clock_wall(rotation.begin) % SEC;
	begin = rotation.begin;
	assert_string_equal(file_rotation_next(&rotation, begin + 1) + 10, "-1");
	assert_string_equal(file_rotation_next(&rotation, begin + 2) + 10, "-0");
	assert_string_equal(file_rotation_next(&rotation, begin + 3) + 10, "-1");
	assert_string_equal(file_rotation_next(&rotation, begin + 10 * SEC) + 10, "-0");
	assert_int_equal(strtoull(rotation.name, NULL, 10), clock_wall(begin) / SEC + 10);
}

/* -W without -C ends it; as dumpcap's files:, it is a ring. */
TEST(number_of_times)
{
	struct file_rotation rotation = { .time = SEC, .files = 3 };
	const char *past;
	__u64 begin;

	assert_string_equal(file_rotation_first(&rotation, "a.pcap"), "a.pcap");
	begin = rotation.begin;
	assert_string_equal(file_rotation_next(&rotation, begin + SEC), "a1.pcap");
	assert_string_equal(file_rotation_next(&rotation, begin + 2 * SEC), "a2.pcap");
	past = HEARD(file_rotation_next(&rotation, begin + 3 * SEC));
	assert_null(past);
	assert_string_equal(heard.err, "Maximum file limit reached: 3\n");

	rotation = (struct file_rotation){ .time = SEC, .files = 2, .ring = true };
	assert_string_equal(file_rotation_first(&rotation, "a.pcap"), "a0.pcap");
	begin = rotation.begin;
	for (int i = 1; i < 6; i++)
		assert_string_equal(file_rotation_next(&rotation, begin + i * SEC),
				    i % 2 ? "a1.pcap" : "a0.pcap");
}

TEST(due)
{
	struct file_rotation rotation = { .begin = 5 };

	assert_false(file_rotation_wanted(&rotation));
	assert_false(file_rotation_due(&rotation, ~0ULL, ~0ULL));
	rotation.size = 100;
	assert_true(file_rotation_wanted(&rotation));
	assert_false(file_rotation_due(&rotation, 100, ~0ULL));
	assert_true(file_rotation_due(&rotation, 101, 0));
	rotation.size = 0;
	rotation.time = 10;
	assert_true(file_rotation_wanted(&rotation));
	assert_false(file_rotation_due(&rotation, ~0ULL, 14));
	assert_true(file_rotation_due(&rotation, 0, 15));
	assert_false(file_rotation_due(&rotation, 0, 4)); /* a packet that came before */
}

/* One option, or two, and what comes of them. */
static int give(struct file_rotation *rotation, const char *one, const char *other)
{
	const struct option_row rows[] = { FILE_ROTATION_OPTIONS(rotation), OPTION_END };
	const struct options options = { .rows = rows };
	char *argv[] = { "program", (char *)one, (char *)other, NULL };
	int result;

	*rotation = (struct file_rotation){};
	optind = 0; /* getopt starts anew */
	result = HEARD(options_parse(&options, other ? 3 : 2, argv));
	return result;
}

TEST(options)
{
	static const struct {
		const char *one, *other;
		struct file_rotation want;
	} rows[] = {
		{ "-C1", NULL, { .size = 1000000 } },
		{ "-C12", "-W3", { .size = 12000000, .files = 3 } },
		{ "-C500k", NULL, { .size = 500 << 10 } },
		{ "-C500K", NULL, { .size = 500 << 10 } },
		{ "-C3m", NULL, { .size = 3 << 20 } },
		{ "-C3M", NULL, { .size = 3 << 20 } },
		{ "-C2g", NULL, { .size = 2ULL << 30 } },
		{ "-C8589934591G", NULL, { .size = 8589934591ULL << 30 } },
		{ "-G60", NULL, { .time = 60 * SEC } },
		{ "-G0.5", "-W2147483647", { .time = SEC / 2, .files = 2147483647 } },
		{ "-bfilesize:1", NULL, { .size = 1000 } },
		{ "-bfilesize:9223372036854775", NULL, { .size = 9223372036854775000 } },
		{ "-bduration:2.25", NULL, { .time = 9 * SEC / 4 } },
		{ "-bduration:1", "-bfiles:7", { .time = SEC, .files = 7, .ring = true } },
		{ "-bfiles:7", "-bfilesize:10", { .size = 10000, .files = 7, .ring = true } },
		{ "-G1", "-bfilesize:2", { .time = SEC, .size = 2000 } },
	};
	struct file_rotation got;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct file_rotation *want = &rows[i].want;

		assert_int_equal(give(&got, rows[i].one, rows[i].other), rows[i].other ? 3 : 2);
		assert_true(got.size == want->size && got.time == want->time &&
			    got.files == want->files && got.ring == want->ring);
		assert_string_equal(heard.err, "");
	}
}

TEST(wrong_options)
{
	static const struct {
		const char *one, *other, *why;
	} rows[] = {
		{ "-C0", NULL, "--file-size: 0: not a size, as 10, 500k, 1g\n" },
		{ "-Ck", NULL, "--file-size: k: not a size, as 10, 500k, 1g\n" },
		{ "-C-1", NULL, "--file-size: -1: not a size, as 10, 500k, 1g\n" },
		{ "-C1kb", NULL, "--file-size: 1kb: not a size, as 10, 500k, 1g\n" },
		{ "-C1t", NULL, "--file-size: 1t: not a size, as 10, 500k, 1g\n" },
		{ "-C1.5", NULL, "--file-size: 1.5: not a size, as 10, 500k, 1g\n" },
		{ "-C9223372036855", NULL,
		  "--file-size: 9223372036855: not a size, as 10, 500k, 1g\n" },
		{ "-C8589934592G", NULL,
		  "--file-size: 8589934592G: not a size, as 10, 500k, 1g\n" },
		{ "-C99999999999999999999", NULL,
		  "--file-size: 99999999999999999999: not a size, as 10, 500k, 1g\n" },
		{ "-C1", "-C1", "--file-size: the same is said twice\n" },
		{ "-C1", "-bfilesize:1", "--ring-buffer: the same is said twice\n" },
		{ "-G0", NULL, "--rotate-seconds: 0: not a time in seconds\n" },
		{ "-G1h", NULL, "--rotate-seconds: 1h: not a time in seconds\n" },
		{ "-G1", "-bduration:1", "--ring-buffer: the same is said twice\n" },
		{ "-W1", NULL, "--file-count: goes with --file-size,rotate-seconds,ring-buffer\n" },
		{ "-zls", NULL,
		  "--postrotate-command: goes with --file-size,rotate-seconds,ring-buffer\n" },
		{ "-C1", "-W0", "--file-count: 0: not a number of files\n" },
		{ "-C1", "-W2147483648", "--file-count: 2147483648: not a number of files\n" },
		{ "-C1", "-W1x", "--file-count: 1x: not a number of files\n" },
		{ "-bfiles:1", "-W1", "--file-count: the same is said twice\n" },
		{ "-bfiles:0", NULL, "--ring-buffer: 0: not a number of files\n" },
		{ "-bduration:", NULL, "--ring-buffer: : not a time in seconds\n" },
		{ "-bfilesize:0", NULL,
		  "--ring-buffer: filesize:0: not filesize:KB, duration:SECONDS or files:COUNT\n" },
		{ "-bfilesize:9223372036854776", NULL,
		  "--ring-buffer: filesize:9223372036854776: not filesize:KB, duration:SECONDS or "
		  "files:COUNT\n" },
		{ "-bfile:1", NULL,
		  "--ring-buffer: file:1: not filesize:KB, duration:SECONDS or files:COUNT\n" },
		{ "-b:1", NULL,
		  "--ring-buffer: :1: not filesize:KB, duration:SECONDS or files:COUNT\n" },
		{ "-b1", NULL,
		  "--ring-buffer: 1: not filesize:KB, duration:SECONDS or files:COUNT\n" },
	};
	struct file_rotation got;

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(give(&got, rows[i].one, rows[i].other), -EINVAL);
		assert_string_equal(heard.err, rows[i].why);
	}
}

TEST(wrong_names)
{
	static char far[PATH_MAX];
	const struct {
		struct file_rotation rotation;
		const char *pattern, *why;
	} rows[] = {
		{ { .files = 3, .ring = true },
		  "a",
		  "--ring-buffer: files, without filesize or duration\n" },
		{ { .size = 1 }, "-", "stdout: not one of several files\n" },
		{ { .time = 1 }, "-", "stdout: not one of several files\n" },
		{ { .time = SEC, .files = 2, .ring = true },
		  "%H",
		  "%H: names with a time are not used again\n" },
		{ { .size = 1, .files = 2 }, far, NULL },
		{ { .time = SEC }, "%%%", "" },
		{ { .size = 1, .time = SEC, .files = 2, .ring = true }, "%H", "" },
		{ {}, "-", "" },
	};

	memset(far, 'x', sizeof(far) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct file_rotation rotation = rows[i].rotation;
		const char *name;

		name = HEARD(file_rotation_first(&rotation, rows[i].pattern));
		assert_true(!name == (!rows[i].why || *rows[i].why));
		if (rows[i].why)
			assert_string_equal(heard.err, rows[i].why);
		else
			assert_non_null(strstr(heard.err, strerror(ENAMETOOLONG)));
	}
	assert_null(file_rotation_first(&(struct file_rotation){}, NULL));
}

/* A command gets the name, whatever is in it, and no shell; nobody waits for it, and it is no zombie. */
TEST(command)
{
	const char *script = scratch_path("command"), *seen = scratch_path("seen");
	struct file_rotation rotation = { .size = 1, .command = script };
	char text[256] = "", want[300];
	FILE *file;

	snprintf(text, sizeof(text),
		 "#!/bin/sh\nread -r go <%s\necho \"$#:$1:$(ps -o ni= $$ | tr -d ' ')\" >%s\n",
		 scratch_path("go"), seen);
	scratch_write(script, text);
	assert_int_equal(chmod(script, 0700) || mkfifo(scratch_path("go"), 0600), 0);
	assert_non_null(file_rotation_first(&rotation, "a b;$(ls).pcap"));
	assert_non_null(file_rotation_next(&rotation, 0)); /* does not wait: it has no "go" yet */
	file_rotation_reap(&rotation);
	assert_int_equal(rotation.count, 1);
	assert_int_equal(scratch_size(seen), -1);
	scratch_write(scratch_path("go"), "go\n");
	while (rotation.count) {
		usleep(1000);
		file_rotation_reap(&rotation);
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* ECHILD */
	file = fopen(seen, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	snprintf(want, sizeof(want), "1:a b;$(ls).pcap:19\n");
	assert_string_equal(text, want);
	file_rotation_end(&rotation);

	/* one that cannot be run is said to be, and keeps nothing */
	rotation = (struct file_rotation){ .size = 1, .command = "/nonesuch" };
	assert_non_null(file_rotation_first(&rotation, "a"));
	HEAR(file_rotation_next(&rotation, 0));
	assert_string_equal(rotation.name, "a1");
	assert_string_equal(heard.err, "/nonesuch: No such file or directory\n");
	assert_int_equal(rotation.count, 0);
	file_rotation_end(&rotation);
}

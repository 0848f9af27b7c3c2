// SPDX-License-Identifier: GPL-2.0
/* log: what is said at which verbosity, and what is kept of the libraries' words. */
#include <xdp/libxdp.h>

#include "child.h"
#include "library_says.h"
#include "log.h"
#include "unit.h"

#define LINES 20000

static int hear_err;

EACH(says_nothing, NULL);

/* A name in it is somebody else's; the message is one line, and commands nobody's terminal. */
TEST(one_line)
{
	hear_begin(&heard);
	log_error(-EINVAL, "%s: no such\tthing", "a\nb\033[2J");
	log_note("%s", "c\n");
	log_init(1);
	library_says(LIBBPF_WARN, "libbpf: %s\n\tline 2\n", "d\033");
	hear_end(&heard);
	assert_string_equal(heard.err, "a\\012b\\033[2J: no such\tthing\nc\\012\n"
				       "libbpf: d\\033\n\tline 2\n");
	assert_string_equal(log_kept(), "libbpf: d\033\n\tline 2\n"); /* for bpf_cause */
}

/* What cannot be printed is said once, when it is found, and known from then on. */
static int print_to_a_full_disk(void)
{
	WANT(freopen("/dev/full", "w", stdout));
	WANT(!log_flush());
	hear_err = hear_on(STDERR_FILENO);
	printf("text");
	WANT(log_flush() == -ENOSPC);
	WANT(log_flush() == -ENOSPC);
	log_error(-EIO, "other");
	hear_off(STDERR_FILENO, hear_err, heard.err, sizeof(heard.err));
	WANT(!strcmp(heard.err, "stdout: No space left on device\nother\n"));
	exit(0);
}

/* stdio has written long before, and forgotten why that failed. */
static int print_much_to_a_full_disk(void)
{
	WANT(freopen("/dev/full", "w", stdout));
	for (int i = 0; i < 100000; i++)
		putchar('x');
	fflush(stdout);
	hear_err = hear_on(STDERR_FILENO);
	WANT(log_flush() == -ENOSPC);
	hear_off(STDERR_FILENO, hear_err, heard.err, sizeof(heard.err));
	WANT(!strcmp(heard.err, "stdout: No space left on device\n"));
	exit(0);
}

TEST(full_disk)
{
	assert_int_equal(in_child(print_to_a_full_disk), EXIT_FAILURE);
	assert_int_equal(in_child(print_much_to_a_full_disk), EXIT_FAILURE);
}

/* Where both go to one place, what was said first stands first. */
TEST(order_of_stdout_and_stderr)
{
	hear_begin(&heard);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	printf("first, ");
	log_error(-EIO, "second");
	printf("third, ");
	log_note("fourth");
	hear_end(&heard);
	assert_string_equal(heard.err, "first, second\nthird, fourth\n");
}

__attribute__((format(printf, 2, 3))) static void libxdp_says(enum libxdp_print_level level,
							      const char *fmt, ...)
{
	libxdp_print_fn_t print = libxdp_set_print(NULL);
	va_list args;

	libxdp_set_print(print);
	va_start(args, fmt);
	print(level, fmt, args);
	va_end(args);
}

TEST(verbosity)
{
	static const char *const want[] = { "", "note 1\n", "note 1\nverbose 2\nw1w2i3i4",
					    "note 1\nverbose 2\nw1w2i3i4d5d6" };
	int err;

	for (int verbosity = -1; verbosity <= 2; verbosity++) {
		log_init(verbosity);
		log_forget();
		hear_begin(&heard);
		err = log_error(-EBUSY, "%s: number %d", "thing", 7);
		log_note("note %d", 1);
		log_verbose("verbose %d", 2);
		library_says(LIBBPF_WARN, "w%d", 1);
		libxdp_says(LIBXDP_WARN, "w%d", 2);
		library_says(LIBBPF_INFO, "i%d", 3);
		libxdp_says(LIBXDP_INFO, "i%d", 4);
		library_says(LIBBPF_DEBUG, "d%d", 5);
		libxdp_says(LIBXDP_DEBUG, "d%d", 6);
		hear_end(&heard);
		assert_int_equal(err, -EBUSY);
		ASSERT_SAID("thing: number 7\n%s", want[verbosity + 1]);
		assert_string_equal(heard.out, "");
		assert_string_equal(log_kept(), "w1w2");
	}
}

TEST(forget)
{
	assert_string_equal(log_kept(), "");
	library_says(LIBBPF_WARN, "old\n");
	log_forget();
	assert_string_equal(log_kept(), "");
	library_says(LIBBPF_WARN, "%s", "");
	library_says(LIBBPF_WARN, "new\n");
	assert_string_equal(log_kept(), "new\n");
}

/* However much is said: the newest is there, whole and in order. */
TEST(many_warnings)
{
	const char *rest;
	int number, next;

	for (int i = 0; i < LINES; i++) {
		char newest[64];

		library_says(LIBBPF_WARN, "warning %d\n", i);
		snprintf(newest, sizeof(newest), "warning %d\n", i);
		rest = log_kept() + strlen(log_kept()) - strlen(newest);
		assert_string_equal(rest, newest);
	}
	assert_null(strstr(log_kept(), "warning 0\n"));
	rest = strstr(log_kept(), "\nwarning ");
	assert_int_equal(sscanf(rest, " warning %d", &next), 1);
	assert_in_range(next, 0, LINES - 100);
	while (sscanf(rest, " warning %d", &number) == 1) {
		assert_int_equal(number, next++);
		rest = strchr(rest + 1, '\n');
	}
	assert_int_equal(next, LINES);
}

/* A verifier's log comes as one message, of megabytes; its end tells why. */
TEST(a_giant_warning)
{
	size_t size = 3 << 20;
	char *giant = malloc(size + 1);

	memset(giant, '-', size);
	strcpy(giant + size - strlen("why\n"), "why\n");
	for (size_t len = 60000; len <= size; len = len < 70000 ? len + 499 : len * 2) {
		log_forget();
		library_says(LIBBPF_WARN, "before\n");
		library_says(LIBBPF_WARN, "%s", giant + size - len);
		assert_non_null(strstr(log_kept(), "-why\n"));
		library_says(LIBBPF_WARN, "after\n");
		assert_non_null(strstr(log_kept(), "-why\nafter\n"));
	}
	free(giant);
}

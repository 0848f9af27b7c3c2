// SPDX-License-Identifier: GPL-2.0
/* common/pcap_writer: packets to stdout, be it a file, a pipe or a terminal. */
#include <errno.h>
#include <fcntl.h>

#include "pcap_writer_fixture.h"

/* Puts @fd in stdout's place; returns what stood there. */
static int replace_stdout(int fd)
{
	int saved;

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	return saved;
}

static void restore_stdout(int saved)
{
	dup2(saved, STDOUT_FILENO);
	close(saved);
}

/* A descriptor of stdout's in a file that has @text already. */
static int file_after_text(const char *filename, const char *text, int flags)
{
	int fd;

	scratch_write(filename, text);
	fd = open(filename, O_WRONLY | flags);
	if (!(flags & O_APPEND)) /* or every write goes to the end anyway */
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* On stdout the packets follow what is there, and a full disk takes none of it. */
static void assert_stdout_file(int flags)
{
	static const char text[] = "said before: ";
	static const __u32 magic = 0xa1b23c4d; /* a pcap file of ns precision */
	const char *filename = scratch_path("stdout.pcap");
	int saved = replace_stdout(file_after_text(filename, text, flags));
	struct packet_writer *writer = start("-", 100);
	char bytes[32];

	restore_stdout(saved);
	assert_int_equal(write_until_full(writer, strlen(text) + ON_DISK(2) + 50, 1), -EFBIG);
	assert_int_equal(packet_writer_stored(writer), 2);
	packet_writer_close(writer);
	assert_int_equal(scratch_size(filename), strlen(text) + ON_DISK(2));
	scratch_read(filename, bytes, sizeof(bytes));
	assert_memory_equal(bytes, text, strlen(text));
	assert_memory_equal(bytes + strlen(text), &magic, sizeof(magic));
}

static void test_stdout_is_a_file(void **state)
{
	(void)state;
	assert_stdout_file(0);
	assert_stdout_file(O_APPEND);
}

static void test_stdout_is_a_pipe(void **state)
{
	struct packet_writer *writer;
	struct pcap_stored stored;
	char path[64];
	int ends[2], saved;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	saved = replace_stdout(ends[1]);
	writer = start("-", 100);
	assert_int_equal(write_packet(writer, 7, 7, 100), 0);
	assert_int_equal(packet_writer_flush(writer), 0);
	restore_stdout(saved);
	packet_writer_close(writer);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
	assert_int_equal(pcap_read(path, 100, &stored, 1), 1);
	assert_true(is_packet(stored.data, 100, 7));
	close(ends[0]);
}

static void test_the_reader_leaves(void **state)
{
	struct packet_writer *writer;
	int ends[2], saved;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	saved = replace_stdout(ends[1]);
	writer = start("-", 100);
	restore_stdout(saved);
	close(ends[0]);
	assert_int_equal(write_until_full(writer, RLIM_INFINITY, 1), -EPIPE);
	assert_int_equal(packet_writer_stored(writer), 0);
	packet_writer_close(writer);
}

static void test_stdout_is_a_terminal(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct packet_writer *writer;

	(void)state;
	assert_true(terminal >= 0);
	hear_begin(&heard);
	dup2(terminal, STDOUT_FILENO);
	writer = packet_writer_open(&pcap_format, "-");
	hear_end(&heard);
	close(terminal);
	assert_null(writer);
	assert_string_equal(heard.err, "stdout: a terminal: send packets to a pipe or file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stdout_is_a_file),
		cmocka_unit_test(test_stdout_is_a_pipe),
		cmocka_unit_test(test_the_reader_leaves),
		cmocka_unit_test(test_stdout_is_a_terminal),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

// SPDX-License-Identifier: GPL-2.0
/* packet_writer: records of parts, kept in memory until they are flushed, wherever they go. */
#include <limits.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "child.h"
#include "clock.h"
#include "packet_writer.h"
#include "scratch.h"
#include "signals.h"
#include "unit.h"

/* A file that begins with nothing. */
static int begin_with_nothing(struct packet_writer *file, const struct packet_section *section)
{
	(void)file, (void)section;
	return 0;
}

static const struct packet_format raw = {
	.size = sizeof(struct packet_writer),
	.start = begin_with_nothing,
};

static char big[PACKET_WRITER_RECORD_MAX];

static struct packet_writer *start(const char *filename)
{
	struct packet_writer *file = packet_writer_open(&raw, filename, NULL);

	assert_non_null(file);
	assert_int_equal(packet_writer_start(file, NULL, 0), 0);
	return file;
}

/* add - a record of one part */
static void add(struct packet_writer *file, const void *bytes, size_t size)
{
	const struct iovec record = { (void *)bytes, size };

	assert_int_equal(packet_writer_record(file, &record, 1, 1), 0);
}

/* assert_closed - closing leaves a file of so many bytes */
static void assert_closed(struct packet_writer *file, const char *filename, long size)
{
	packet_writer_close(file);
	assert_int_equal(scratch_size(filename), size);
}

GROUP(scratch_make, scratch_remove);

TEST(parts)
{
	const struct iovec parts[] = { { "one", 3 }, { NULL, 0 }, { ", two", 5 } };
	const char *filename = scratch_path("parts");
	struct packet_writer *file = start(filename);
	char bytes[11];

	assert_int_equal(packet_writer_record(file, parts, 3, 2), 0);
	assert_int_equal(packet_writer_record(file, parts, 1, 0), 0);
	assert_int_equal(file->stored, 0);
	assert_int_equal(scratch_size(filename), 0);
	assert_int_equal(packet_writer_flush(file), 0);
	assert_int_equal(packet_writer_flush(file), 0);
	assert_int_equal(file->stored, 2);
	assert_closed(file, filename, 11);
	scratch_read(filename, bytes, 11);
	assert_memory_equal(bytes, "one, twoone", 11);
}

/* What fills the memory is written only when something more comes. */
TEST(records_wait)
{
	const char *filename = scratch_path("wait");
	struct packet_writer *file = start(filename);

	for (int i = 0; i < 2; i++)
		add(file, big, sizeof(big) / 2);
	assert_int_equal(scratch_size(filename), 0);
	add(file, big, 1);
	assert_int_equal(scratch_size(filename), sizeof(big));
	assert_int_equal(file->stored, 2);
	assert_closed(file, filename, sizeof(big) + 1);
}

TEST(largest_record)
{
	const struct iovec parts[] = { { big, sizeof(big) }, { "x", 1 } };
	const char *filename = scratch_path("largest");
	struct packet_writer *file = start(filename);
	int err, again;

	add(file, "x", 1);
	add(file, big, sizeof(big));
	hear_begin(&heard);
	err = packet_writer_record(file, parts, 2, 1);
	again = packet_writer_record(file, parts + 1, 1, 1);
	hear_end(&heard);
	ASSERT_SAID("%s: %s\n", filename, strerror(EMSGSIZE));
	assert_int_equal(err, -EMSGSIZE);
	assert_int_equal(again, -EMSGSIZE);
	assert_int_equal(file->stored, 2);
	assert_closed(file, filename, sizeof(big) + 1);
}

/* A file system may refuse a write of which a part would fit. */
static size_t refused_from = SIZE_MAX; /* bytes of a write */

ssize_t write(int fd, const void *bytes, size_t size)
{
	if (size < refused_from)
		return syscall(SYS_write, fd, bytes, size);
	errno = ENOSPC;
	return -1;
}

/* What of many records fits is there, whatever was written at once. */
static void fill_disk(size_t refuse_from)
{
	const char *filename = scratch_path("full");
	struct packet_writer *file = start(filename);
	int err;

	for (int i = 0; i < 100; i++)
		add(file, big, 1000);
	hear_begin(&heard);
	limit_files(54321);
	refused_from = refuse_from;
	err = packet_writer_flush(file);
	refused_from = SIZE_MAX;
	limit_files(RLIM_INFINITY);
	hear_end(&heard);
	assert_int_equal(err, -EFBIG);
	assert_int_equal(file->stored, 54);
	assert_closed(file, filename, 54000);
}

TEST(full_disk)
{
	fill_disk(SIZE_MAX);
	fill_disk(50000);
}

/* Many small ones: what has no room in the list of records is written before. */
TEST(many_records)
{
	const char *filename = scratch_path("small");
	struct packet_writer *file = start(filename);

	for (int i = 0; i < 200000; i++)
		add(file, "x", 1);
	assert_closed(file, filename, 200000);
}

/* refused - opening it fails so, and says so in one line */
static void refused(const char *filename, const char *reason)
{
	assert_null(HEARD(packet_writer_open(&raw, filename, NULL)));
	ASSERT_SAID("%s: %s\n", filename, reason);
	assert_string_equal(heard.out, "");
}

TEST(cannot_be_written)
{
	const char *file = scratch_path("read-only"), *directory = scratch_path("directory");
	uid_t user = geteuid();

	refused(scratch_path("absent/a.pcap"), strerror(ENOENT));
	assert_int_equal(mkdir(directory, 0755), 0);
	refused(directory, strerror(EISDIR));
	scratch_write(file, "");
	refused(scratch_path("read-only/a.pcap"), strerror(ENOTDIR));

	/* root may write anywhere */
	assert_int_equal(chmod(file, 0444), 0);
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_int_equal(user ? 0 : seteuid(65534), 0);
	refused(file, strerror(EACCES));
	assert_int_equal(user ? 0 : seteuid(user), 0);
}

/* What is captured is its user's alone. What is there keeps its mode; links lead where they lead. */
TEST(modes_and_links)
{
	static const struct {
		const char *name, *link;
		mode_t before, after; /* 0: not there */
	} files[] = {
		{ "new", NULL, 0, 0600 },
		{ "old", NULL, 0664, 0664 },
		{ "target", "link", 0644, 0644 },
		{ "no-target", "dangling", 0, 0600 },
	};
	mode_t mask = umask(0);
	struct stat status;

	for (size_t i = 0; i < COUNT(files); i++) {
		const char *path = scratch_path(files[i].name);
		const char *name = files[i].link ? scratch_path(files[i].link) : path;

		if (files[i].before) {
			scratch_write(path, "there");
			assert_int_equal(chmod(path, files[i].before), 0);
		}
		if (files[i].link)
			assert_int_equal(symlink(path, name), 0);
		packet_writer_close(start(name));
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 07777, files[i].after);
		assert_int_equal(status.st_size, 0);
	}
	umask(mask);
}

TEST(two_into_one)
{
	const char *filename = scratch_path("shared"), *link = scratch_path("other-name");
	struct packet_writer *file = start(filename), *other;

	assert_int_equal(symlink(filename, link), 0);
	refused(filename, "another capture writes it");
	refused(link, "another capture writes it");
	add(file, "record", 6);
	assert_closed(file, filename, 6);
	packet_writer_close(start(filename));

	file = start("/dev/null"); /* takes any number */
	other = start("/dev/null");
	packet_writer_close(other);
	packet_writer_close(file);
}

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

/* On stdout the records follow what is there, and a full disk takes none of it. */
TEST(stdout_is_a_file)
{
	static const int flags[] = { 0, O_APPEND };
	const struct iovec record = { "record", 6 };
	const char *filename = scratch_path("stdout");
	struct packet_writer *file, *again;
	char bytes[19];
	int fd, saved;

	for (size_t i = 0; i < COUNT(flags); i++) {
		scratch_write(filename, "before:");
		fd = open(filename, O_WRONLY | flags[i]);
		if (!flags[i]) /* or every write goes to the end anyway */
			lseek(fd, 0, SEEK_END);
		saved = replace_stdout(fd);
		file = packet_writer_open(&raw, "-", NULL);
		again = HEARD(packet_writer_open(&raw, filename, NULL));
		fd = packet_writer_start(file, NULL, 0);
		for (int n = 0; n < 3; n++)
			fd = fd ?: packet_writer_record(file, &record, 1, 1);
		hear_begin(&heard);
		limit_files(7 + 2 * 6 + 5);
		packet_writer_close(file);
		limit_files(RLIM_INFINITY);
		hear_end(&heard);
		file = packet_writer_open(&raw, filename,
					  NULL); /* stdout is there still, but nobody writes it */
		restore_stdout(saved);
		assert_int_equal(fd, 0);
		assert_null(again);
		assert_non_null(file);
		packet_writer_close(file);
		assert_string_equal(heard.err, "stdout: File too large\n");
		assert_int_equal(scratch_size(filename), 19);
		scratch_read(filename, bytes, 19);
		assert_memory_equal(bytes, "before:recordrecord", 19);
	}
}

TEST(stdout_is_a_terminal)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct packet_writer *file;

	assert_true(terminal >= 0);
	hear_begin(&heard);
	dup2(terminal, STDOUT_FILENO);
	file = packet_writer_open(&raw, "-", NULL);
	hear_end(&heard);
	close(terminal);
	assert_null(file);
	assert_string_equal(heard.err, "stdout: a terminal: send packets to a pipe or file\n");
}

/* A pipe as stdout: @ends[0] is its reader's; blocking or not. */
static struct packet_writer *start_pipe(int ends[2], int flags)
{
	struct packet_writer *file;
	int saved;

	if (pipe2(ends, flags))
		abort();
	saved = replace_stdout(ends[1]);
	file = packet_writer_open(&raw, "-", NULL);
	restore_stdout(saved);
	if (!file || packet_writer_start(file, NULL, 0))
		abort();
	return file;
}

/* More than a pipe holds reaches a slow reader whole, also where stdout does not block. */
TEST(slow_reader)
{
	static const int flags[] = { 0, O_NONBLOCK };
	static const size_t sizes[] = { 1, 4096, 4097, 100, 3000, 65000, 60, 100000 };
	int ends[2], status;

	for (size_t i = 0; i < 4096; i++)
		big[i] = i;
	for (size_t f = 0; f < COUNT(flags); f++) {
		struct packet_writer *file = start_pipe(ends, flags[f]);
		size_t sum = 0;
		pid_t reader = fork();

		if (!reader) {
			static char bytes[7];
			size_t got = 0;
			ssize_t len;

			fcntl(ends[0], F_SETFL, 0);
			packet_writer_close(file); /* or it would be a writer */
			while ((len = read(ends[0], bytes, sizeof(bytes))) > 0)
				got += len;
			_exit(got == 30 * 176354 ? 0 : 1);
		}
		for (int n = 0; n < 30; n++)
			for (size_t i = 0; i < COUNT(sizes); i++) {
				add(file, big, sizes[i]);
				sum += sizes[i];
			}
		assert_int_equal(packet_writer_flush(file), 0);
		assert_int_equal(file->stored, 30 * COUNT(sizes));
		packet_writer_close(file);
		assert_int_equal(sum, 30 * 176354);
		assert_int_equal(waitpid(reader, &status, 0), reader);
		assert_int_equal(status, 0);
		close(ends[0]);
	}
}

TEST(the_reader_leaves)
{
	int ends[2];
	struct packet_writer *file = start_pipe(ends, 0);

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(packet_writer_check(file), 0);
	close(ends[0]);
	add(file, "record", 6);
	assert_int_equal(HEARD(packet_writer_flush(file)), -EPIPE);
	assert_string_equal(heard.err, "stdout: Broken pipe\n");
	assert_int_equal(file->stored, 0);
	packet_writer_close(file);
}

/* Told once, and there is no more to it when the file ends. */
TEST(the_reader_leaves_before_a_record)
{
	int ends[2], err;
	struct packet_writer *file = start_pipe(ends, 0);

	signal(SIGPIPE, SIG_IGN);
	close(ends[0]);
	assert_int_equal(HEARD(packet_writer_check(file)), -EPIPE);
	assert_string_equal(heard.err, "stdout: Broken pipe\n");
	HEAR(err = packet_writer_check(file); packet_writer_close(file));
	assert_int_equal(err, -EPIPE);
	assert_string_equal(heard.err, "");
}

/*
 * What ends a wait for a reader: each in a process of its own, for what is told is told to the
 * whole program. This fills a pipe that nobody reads until it ends; returns 0 when what is in
 * it is whole.
 */
static int fill_pipe(void)
{
	const struct iovec record = { big, 1000 };
	unsigned long long stored;
	int ends[2], left, err;
	struct packet_writer *file = start_pipe(ends, 0);

	for (int i = 0; i < 500; i++)
		WANT(!packet_writer_record(file, &record, 1, 1));
	err = HEARD(packet_writer_flush(file));
	stored = file->stored;
	packet_writer_close(file);
	WANT(err == -EINTR && !strcmp(heard.err, "stdout: nobody reads it\n"));
	WANT(!ioctl(ends[0], FIONREAD, &left) && stored * 1000 == (unsigned long long)left);
	WANT(stored >= 16 && stored < 500);
	return 0;
}

TEST_IN_CHILD(told_while_writing)
{
	WANT(!signals_init());
	raise(SIGTERM);
	WANT(!fill_pipe());
	WANT(signals_wait(-1, 0) == -EINTR); /* it is not lost on the capture's loop */
	WANT(signals_wait(-1, 0) == 0);
	return 0;
}

/* Once more means at once; a wish for numbers means nothing yet. */
TEST_IN_CHILD(told_again_while_writing)
{
	__u64 before;

	WANT(!signals_init() && !signals_report());
	raise(SIGUSR1);
	WANT(signals_wait(-1, 0) == SIGNALS_REPORT);
	raise(SIGINT);
	WANT(signals_wait(-1, 0) == -EINTR);
	raise(SIGINT);
	before = clock_monotonic();
	WANT(!fill_pipe());
	WANT(clock_monotonic() - before < 900 * CLOCK_NS_PER_MS);
	return 0;
}

TEST_IN_CHILD(time_over_while_writing)
{
	WANT(!signals_init());
	signals_deadline(CLOCK_NS_PER_SEC);
	WANT(!fill_pipe());
	WANT(signals_over());
	return 0;
}

static int open_fifo(void)
{
	mkfifo(scratch_path("fifo"), 0600);
	WANT(!packet_writer_open(&raw, scratch_path("fifo"), NULL));
	return 0;
}

TEST_IN_CHILD(told_while_opening)
{
	WANT(!signals_init());
	raise(SIGINT);
	return open_fifo();
}

TEST_IN_CHILD(time_over_while_opening)
{
	WANT(!signals_init());
	signals_deadline(CLOCK_NS_PER_SEC);
	return open_fifo();
}

TEST(the_reader_comes)
{
	const char *path = scratch_path("late");
	struct packet_writer *file;
	char bytes[8];
	int status;
	pid_t reader;

	assert_int_equal(mkfifo(path, 0600), 0);
	reader = fork();
	if (!reader)
		_exit(read(open(path, O_RDONLY), bytes, sizeof(bytes)) == 6 ? 0 : 1);
	file = start(path);
	add(file, "record", 6);
	packet_writer_close(file);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
}

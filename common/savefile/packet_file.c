// SPDX-License-Identifier: GPL-2.0
/*
 * A file that is whole at any moment the disk can hold it. Invariant: the first
 * @good bytes of the file are whole records with @stored packets; the buffer
 * holds the records that came since, of which those before @first are in the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "packet_file.h"
#include "privileges.h"
#include "signals.h"

#define OPEN_EVERY 40 /* ms between two looks whether a FIFO has a reader */
#define SMALLEST   16 /* bytes of a record; more of them than this makes room for are written */

struct packet_file {
	const char *filename;
	int directory; /* where the name is looked for, ... */
	size_t above;  /* ... but for so many bytes of it */
	int fd;	       /* -1: the file is complete, and no other one follows yet */
	bool created;  /* the file was not there before */
	bool regular;  /* a file that can be truncated */
	bool blocks;   /* where somebody must read what is written: a pipe, a socket */
	bool started;
	int err; /* the failure after which nothing is written */
	off_t good;
	unsigned long long stored;
	size_t used; /* bytes of the buffer */
	size_t first, count;
	struct {
		unsigned int end; /* where it ends in the buffer */
		unsigned int packets;
	} records[PACKET_FILE_RECORD_MAX / SMALLEST];
	char buffer[PACKET_FILE_RECORD_MAX];
};

static bool is_fifo(const struct packet_file *file)
{
	struct stat status;

	return !fstatat(file->directory, file->filename + file->above, &status, 0) &&
	       S_ISFIFO(status.st_mode);
}

static int open_with(const struct packet_file *file, int flags)
{
	return openat(file->directory, file->filename + file->above, O_WRONLY | O_CLOEXEC | flags,
		      0600);
}

/* A FIFO that nobody reads refuses, instead of blocking where no signal is heard. */
static int open_existing(const struct packet_file *file)
{
	int fd;

	while ((fd = open_with(file, O_NONBLOCK)) < 0 && errno == ENXIO && is_fifo(file))
		if (signals_wait(-1, OPEN_EVERY) == -EINTR || signals_over())
			return log_error(-EINTR, "%s: nobody reads it", file->filename);
	if (fd < 0 && errno == ENOENT) /* a link to what is not there yet */
		fd = open_with(file, O_CREAT);
	return fd < 0 ? log_error(-errno, "%s: %s", file->filename, strerror(errno)) : fd;
}

/* Only for its user, as dumpcap has it: what is captured may be anybody's. */
static int open_file(struct packet_file *file)
{
	int fd;

	if (strcmp(file->filename, "-")) {
		fd = open_with(file, O_CREAT | O_EXCL);
		file->created = fd >= 0;
		if (fd < 0 && errno == EEXIST)
			return open_existing(file);
	} else {
		file->filename = "stdout";
		if (isatty(STDOUT_FILENO))
			return log_error(-ENOTTY,
					 "stdout: a terminal: send packets to a pipe or file");
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	}
	return fd < 0 ? log_error(-errno, "%s: %s", file->filename, strerror(errno)) : fd;
}

/* No two captures in one file; a file system without locks has to do without. */
static int lock(const struct packet_file *file, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	if (!fcntl(file->fd, F_OFD_SETLK, &whole) || (errno != EAGAIN && errno != EACCES))
		return 0;
	return log_error(-EBUSY, "%s: another capture writes it", file->filename);
}

static int begin(struct packet_file *file)
{
	struct stat status;

	privileges_of_files(true);
	file->fd = open_file(file);
	privileges_of_files(false);
	if (file->fd < 0)
		return file->fd;
	if (!fstat(file->fd, &status)) {
		file->regular = S_ISREG(status.st_mode);
		file->blocks =
			S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || isatty(file->fd);
	}
	if (!file->regular)
		return 0;
	if (lock(file, F_WRLCK)) {
		close(file->fd);
		file->fd = -1;
		return -EBUSY;
	}
	/* what stdout holds already is not ours */
	file->good = lseek(file->fd, 0, fcntl(file->fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
	return 0;
}

struct packet_file *packet_file_open(const char *filename)
{
	struct packet_file *file = calloc(1, sizeof(*file));

	if (!file) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	file->filename = filename;
	file->directory = AT_FDCWD;
	if (begin(file)) {
		free(file);
		return NULL;
	}
	return file;
}

/* After a failure: cut off what is not whole, once, and say so. */
static int fail(struct packet_file *file, int err)
{
	file->err = err;
	if (file->regular && ftruncate(file->fd, file->good))
		log_error(-errno, "%s: cannot be cut to whole packets", file->filename);
	return log_error(err, "%s: %s", file->filename,
			 err == -EINTR ? "nobody reads it" : strerror(-err));
}

int packet_file_start(struct packet_file *file)
{
	if (file->regular && ftruncate(file->fd, file->good))
		return fail(file, -errno);
	file->started = true;
	return 0;
}

/* Of what is not written yet, whole records of at most so many bytes, or part of one that is longer. */
static size_t piece(const struct packet_file *file, size_t done, size_t most)
{
	size_t end = file->records[file->first].end;

	if (file->used - done <= most)
		return file->used - done;
	if (end - done >= most)
		return most;
	for (size_t n = file->first; file->records[n].end - done <= most; n++)
		end = file->records[n].end;
	return end - done;
}

/*
 * What can be written without blocking, once anything can: PIPE_BUF bytes, which a pipe
 * also takes whole or not at all; or all that it holds, when it is empty.
 */
static size_t room(int fd)
{
	int held, size = fcntl(fd, F_GETPIPE_SZ);

	return size > PIPE_BUF && !ioctl(fd, FIONREAD, &held) && !held ? size : PIPE_BUF;
}

/*
 * A disk takes all, or as much as fits; where it takes nothing of that, it may have
 * room for less.
 */
static int write_all(struct packet_file *file)
{
	const off_t begin = file->good;
	size_t most = file->used, done = 0;
	ssize_t written;
	int err;

	while (done < file->used) {
		if (file->blocks) {
			err = signals_ready(file->fd, POLLOUT, -1);
			if (err)
				return err;
			most = room(file->fd);
		}
		written = write(file->fd, file->buffer + done, piece(file, done, most));
		if (written < 0 && errno != EAGAIN && errno != EINTR) {
			if (file->blocks || most <= PIPE_BUF)
				return -errno;
			most = PIPE_BUF;
		}
		done += written > 0 ? written : 0;
		while (file->first < file->count && file->records[file->first].end <= done) {
			file->good = begin + file->records[file->first].end;
			file->stored += file->records[file->first++].packets;
		}
	}
	return 0;
}

int packet_file_flush(struct packet_file *file)
{
	int err = file->err ? 0 : write_all(file);

	file->used = file->first = file->count = 0;
	return err ? fail(file, err) : file->err;
}

int packet_file_add(struct packet_file *file, const struct iovec *parts, int count,
		    unsigned int packets)
{
	size_t size = 0;

	for (int i = 0; i < count; i++)
		size += parts[i].iov_len;
	if ((file->used + size > sizeof(file->buffer) ||
	     file->count == PACKET_FILE_RECORD_MAX / SMALLEST) &&
	    packet_file_flush(file))
		return file->err;
	if (file->err)
		return file->err;
	if (size > sizeof(file->buffer))
		return fail(file, -EMSGSIZE);

	for (int i = 0; i < count; i++) {
		if (!parts[i].iov_len)
			continue;
		memcpy(file->buffer + file->used, parts[i].iov_base, parts[i].iov_len);
		file->used += parts[i].iov_len;
	}
	file->records[file->count].end = file->used;
	file->records[file->count++].packets = packets;
	return 0;
}

long long packet_file_size(const struct packet_file *file)
{
	return file->regular ? file->good + (long long)file->used : -1;
}

int packet_file_stay(struct packet_file *file, const char *directory)
{
	file->directory = open(*directory ? directory : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	file->above = strlen(directory);
	return file->directory < 0 ? log_error(-errno, "%s: %s", directory, strerror(errno)) : 0;
}

static void end(struct packet_file *file)
{
	if (file->regular) /* stdout may outlive us */
		lock(file, F_UNLCK);
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	file->regular = file->blocks = false;
}

int packet_file_end(struct packet_file *file)
{
	int err = packet_file_flush(file);

	if (!err)
		end(file);
	return err;
}

int packet_file_follow(struct packet_file *file, const char *filename)
{
	file->filename = filename;
	file->good = 0;
	file->err = begin(file);
	return file->err ?: packet_file_start(file);
}

int packet_file_check(struct packet_file *file)
{
	return !file->err && file->blocks && signals_unread(file->fd) ? fail(file, -EPIPE) :
									file->err;
}

const char *packet_file_name(const struct packet_file *file)
{
	return file->filename;
}

unsigned long long packet_file_stored(const struct packet_file *file)
{
	return file->stored;
}

void packet_file_close(struct packet_file *file)
{
	if (!file)
		return;
	if (file->started)
		packet_file_flush(file);
	end(file);
	if (file->created && !file->started)
		unlink(file->filename);
	if (file->directory >= 0)
		close(file->directory);
	free(file);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * What the writers of all formats share: a file that is whole at any moment the disk can hold
 * it. Invariant: its first @good bytes are whole records with @stored packets.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "packet_writer.h"
#include "privileges.h"
#include "signals.h"

#define OPEN_EVERY 40 /* ms between two looks whether a FIFO has a reader */

static bool is_fifo(const struct packet_writer *writer)
{
	struct stat status;

	return !fstatat(writer->directory, writer->filename + writer->above, &status, 0) &&
	       S_ISFIFO(status.st_mode);
}

static int open_with(const struct packet_writer *writer, int flags)
{
	return openat(writer->directory, writer->filename + writer->above,
		      O_WRONLY | O_CLOEXEC | flags, 0600);
}

/* A FIFO that nobody reads refuses, instead of blocking where no signal is heard. */
static int open_existing(const struct packet_writer *writer)
{
	int fd;

	while ((fd = open_with(writer, O_NONBLOCK)) < 0 && errno == ENXIO && is_fifo(writer))
		if (signals_wait(-1, OPEN_EVERY) == -EINTR || signals_over())
			return log_error(-EINTR, "%s: nobody reads it", writer->filename);
	if (fd < 0 && errno == ENOENT) /* a link to what is not there yet */
		fd = open_with(writer, O_CREAT);
	return fd < 0 ? log_error(-errno, "%s: %s", writer->filename, strerror(errno)) : fd;
}

/* It is the user's who said sudo, where that one may make a file. */
static int create(const struct packet_writer *writer)
{
	const int flags = O_CREAT | O_EXCL;
	int fd, err;

	privileges_of_new_files(true);
	fd = open_with(writer, flags);
	err = errno;
	privileges_of_new_files(false);
	errno = err;
	return fd < 0 && err == EACCES ? open_with(writer, flags) : fd;
}

/* Only for its user, as dumpcap has it: what is captured may be anybody's. */
static int open_file(struct packet_writer *writer)
{
	int fd;

	if (strcmp(writer->filename, "-")) {
		fd = create(writer);
		writer->created = fd >= 0;
		if (fd < 0 && errno == EEXIST)
			return open_existing(writer);
	} else {
		writer->filename = "stdout";
		if (isatty(STDOUT_FILENO))
			return log_error(-ENOTTY,
					 "stdout: a terminal: send packets to a pipe or file");
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	}
	return fd < 0 ? log_error(-errno, "%s: %s", writer->filename, strerror(errno)) : fd;
}

/* No two captures in one file; a file system without locks has to do without. */
static int lock(const struct packet_writer *writer, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	if (!fcntl(writer->fd, F_OFD_SETLK, &whole) || (errno != EAGAIN && errno != EACCES))
		return 0;
	return log_error(-EBUSY, "%s: another capture writes it", writer->filename);
}

static int begin(struct packet_writer *writer)
{
	struct stat status;

	privileges_of_files(true);
	writer->fd = open_file(writer);
	privileges_of_files(false);
	if (writer->fd < 0)
		return writer->fd;
	if (!fstat(writer->fd, &status)) {
		writer->regular = S_ISREG(status.st_mode);
		writer->blocks =
			S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || isatty(writer->fd);
	}
	if (!writer->regular)
		return 0;
	if (lock(writer, F_WRLCK))
		return -EBUSY;
	/* what stdout holds already is not ours */
	writer->good =
		lseek(writer->fd, 0, fcntl(writer->fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
	return 0;
}

/* After a failure: cut off what is not whole, once, and say so. */
static int fail(struct packet_writer *writer, int err)
{
	writer->err = err;
	if (writer->regular && ftruncate(writer->fd, writer->good))
		log_error(-errno, "%s: cannot be cut to whole packets", writer->filename);
	return log_error(err, "%s: %s", writer->filename,
			 err == -EINTR ? "nobody reads it" : strerror(-err));
}

/* What the file held is gone now. */
static int cut(struct packet_writer *writer)
{
	if (writer->regular && ftruncate(writer->fd, writer->good))
		return fail(writer, -errno);
	writer->started = true;
	return 0;
}

/* Of what is not written yet, whole records of at most so many bytes, or part of one that is longer. */
static size_t piece(const struct packet_writer *writer, size_t done, size_t most)
{
	size_t end = writer->records[writer->first].end;

	if (writer->used - done <= most)
		return writer->used - done;
	if (end - done >= most)
		return most;
	for (size_t n = writer->first; writer->records[n].end - done <= most; n++)
		end = writer->records[n].end;
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
static int write_all(struct packet_writer *writer)
{
	const off_t begin = writer->good;
	size_t most = writer->used, done = 0;
	ssize_t written;
	int err;

	while (done < writer->used) {
		if (writer->blocks) {
			err = signals_ready(writer->fd, POLLOUT, -1);
			if (err)
				return err;
			most = room(writer->fd);
		}
		written = write(writer->fd, writer->buffer + done, piece(writer, done, most));
		if (written < 0 && errno != EAGAIN && errno != EINTR) {
			if (writer->blocks || most <= PIPE_BUF)
				return -errno;
			most = PIPE_BUF;
		}
		done += written > 0 ? written : 0;
		while (writer->first < writer->count &&
		       writer->records[writer->first].end <= done) {
			writer->good = begin + writer->records[writer->first].end;
			writer->stored += writer->records[writer->first++].packets;
		}
	}
	return 0;
}

int packet_writer_flush(struct packet_writer *writer)
{
	int err = writer->err ? 0 : write_all(writer);

	if (writer->rotation)
		file_rotation_reap(writer->rotation);
	writer->used = writer->first = writer->count = 0;
	return err ? fail(writer, err) : writer->err;
}

int packet_writer_record(struct packet_writer *writer, const struct iovec *parts, int count,
			 unsigned int packets)
{
	size_t size = 0;

	for (int i = 0; i < count; i++)
		size += parts[i].iov_len;
	if ((writer->used + size > sizeof(writer->buffer) ||
	     writer->count == PACKET_WRITER_RECORD_MAX / PACKET_WRITER_SMALLEST) &&
	    packet_writer_flush(writer))
		return writer->err;
	if (writer->err)
		return writer->err;
	if (size > sizeof(writer->buffer))
		return fail(writer, -EMSGSIZE);

	for (int i = 0; i < count; i++) {
		if (!parts[i].iov_len)
			continue;
		memcpy(writer->buffer + writer->used, parts[i].iov_base, parts[i].iov_len);
		writer->used += parts[i].iov_len;
	}
	writer->records[writer->count].end = writer->used;
	writer->records[writer->count++].packets = packets;
	return 0;
}

int packet_writer_check(struct packet_writer *writer)
{
	return !writer->err && writer->blocks && signals_unread(writer->fd) ? fail(writer, -EPIPE) :
									      writer->err;
}

static void end(struct packet_writer *writer)
{
	if (writer->regular) /* stdout may outlive us */
		lock(writer, F_UNLCK);
	if (writer->fd >= 0)
		close(writer->fd);
	writer->fd = -1;
	writer->regular = writer->blocks = false;
}

/*
 * Open the directory, so that the names that follow are looked for there: whoever may no more
 * look the way up, may still go on there. It is what is in no name another one: all but what
 * a % may be in.
 */
static int rotate(struct packet_writer *writer, struct file_rotation *rotation)
{
	const char *pattern = rotation->pattern, *slash;
	char directory[PATH_MAX] = "";

	if (!writer->regular)
		return log_error(-ESPIPE, "%s: no regular file: it is not one of several",
				 writer->filename);
	slash = memrchr(pattern, '/', strcspn(pattern, "%"));
	if (slash)
		memcpy(directory, pattern, slash + 1 - pattern);
	writer->rotation = rotation;
	writer->directory = open(*directory ? directory : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	writer->above = strlen(directory);
	return writer->directory < 0 ? log_error(-errno, "%s: %s", directory, strerror(errno)) : 0;
}

struct packet_writer *packet_writer_open(const struct packet_format *format, const char *filename,
					 struct file_rotation *rotation)
{
	struct packet_writer *writer = calloc(1, format->size);

	if (!writer) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	writer->format = format;
	writer->filename = filename;
	writer->directory = AT_FDCWD;
	if (!begin(writer) &&
	    (!rotation || !file_rotation_wanted(rotation) || !rotate(writer, rotation)))
		return writer;
	packet_writer_close(writer);
	return NULL;
}

int packet_writer_add_interface(struct packet_writer *writer,
				const struct packet_interface *interface)
{
	const struct packet_format *format = writer->format;

	return format->add_interface ? format->add_interface(writer, interface) : 0;
}

/* libpcap's number of a link type, as files have it: the same, but for bare IP. 0: Ethernet. */
static int link_type(int dlt)
{
	return dlt == 12 ? 101 : dlt ?: 1;
}

int packet_writer_start(struct packet_writer *writer, const struct packet_section *section,
			unsigned int snaplen)
{
	static const struct packet_section none;
	int err = cut(writer);

	section = section ?: &none;
	writer->link_type = link_type(section->link_type);
	writer->snaplen = snaplen;
	if (writer->rotation)
		file_rotation_begin(writer->rotation);
	return err ?: writer->format->start(writer, section) ?: packet_writer_flush(writer);
}

bool packet_writer_due(const struct packet_writer *writer, __u64 stamp, bool packet)
{
	const size_t bytes = packet && writer->has_packets ? writer->good + writer->used : 0;

	return writer->rotation && (packet || writer->has_packets) &&
	       file_rotation_due(writer->rotation, bytes, stamp);
}

int packet_writer_next(struct packet_writer *writer, __u64 stamp)
{
	const char *name;
	int err = packet_writer_flush(writer);

	if (err)
		return err;
	end(writer);
	name = file_rotation_next(writer->rotation, stamp);
	if (!name)
		return 1;
	writer->filename = name;
	writer->has_packets = false;
	writer->good = 0;
	writer->err = begin(writer);
	return writer->err ?: cut(writer) ?: writer->format->start(writer, NULL);
}

int packet_writer_write(struct packet_writer *writer, const struct packet_place *place,
			const struct packet_record *record, const void *data)
{
	writer->has_packets = true;
	return writer->format->write(writer, place, record, data);
}

int packet_writer_add_statistics(struct packet_writer *writer, unsigned int interface,
				 const struct packet_statistics *statistics)
{
	const struct packet_format *format = writer->format;

	return format->add_statistics ? format->add_statistics(writer, interface, statistics) : 0;
}

void packet_writer_close(struct packet_writer *writer)
{
	if (!writer)
		return;
	if (writer->started)
		packet_writer_flush(writer);
	end(writer);
	if (writer->created && !writer->good && (writer->err || !writer->started))
		unlink(writer->filename);
	if (writer->directory >= 0)
		close(writer->directory);
	if (writer->rotation)
		file_rotation_end(writer->rotation);
	if (writer->format->release)
		writer->format->release(writer);
	free(writer);
}

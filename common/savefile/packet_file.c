// SPDX-License-Identifier: GPL-2.0
/*
 * A file that is whole at any moment the disk can hold it. Invariant: the first
 * @good bytes of the file are whole records with @stored packets; the buffer
 * holds the whole records that came since, with @waiting packets.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "packet_file.h"

struct packet_file {
	const char *filename;
	int fd;
	bool created; /* the file was not there before */
	bool regular; /* a file that can be truncated, not a pipe */
	bool started;
	int err; /* the failure after which nothing is written */
	off_t good;
	unsigned long long stored, waiting;
	size_t used; /* bytes of the buffer */
	char buffer[PACKET_FILE_RECORD_MAX];
};

static int open_file(struct packet_file *file)
{
	struct stat status;

	if (!strcmp(file->filename, "-")) {
		file->filename = "stdout";
		if (isatty(STDOUT_FILENO))
			return log_error(-ENOTTY,
					 "stdout: a terminal: send packets to a pipe or file");
		file->fd = dup(STDOUT_FILENO);
	} else {
		file->fd = open(file->filename, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		file->created = file->fd >= 0;
		if (file->fd < 0 && errno == EEXIST)
			file->fd = open(file->filename, O_WRONLY | O_CLOEXEC);
	}
	if (file->fd < 0)
		return log_error(-errno, "%s: %s", file->filename, strerror(errno));
	file->regular = !fstat(file->fd, &status) && S_ISREG(status.st_mode);
	if (file->regular) /* what stdout holds already is not ours */
		file->good = lseek(file->fd, 0,
				   fcntl(file->fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
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
	if (open_file(file)) {
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
	return log_error(err, "%s: %s", file->filename, strerror(-err));
}

int packet_file_start(struct packet_file *file)
{
	if (file->regular && ftruncate(file->fd, file->good))
		return fail(file, -errno);
	file->started = true;
	return 0;
}

int packet_file_flush(struct packet_file *file)
{
	ssize_t written;

	if (file->err)
		return file->err;
	for (size_t done = 0; done < file->used; done += written) {
		written = write(file->fd, file->buffer + done, file->used - done);
		if (written < 0)
			return fail(file, -errno);
	}
	file->good += file->used;
	file->stored += file->waiting;
	file->used = 0;
	file->waiting = 0;
	return 0;
}

int packet_file_add(struct packet_file *file, const struct iovec *parts, int count,
		    unsigned int packets)
{
	size_t size = 0;

	for (int i = 0; i < count; i++)
		size += parts[i].iov_len;
	if (file->used + size > sizeof(file->buffer) && packet_file_flush(file))
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
	file->waiting += packets;
	return 0;
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
	close(file->fd);
	if (file->created && !file->started)
		unlink(file->filename);
	free(file);
}

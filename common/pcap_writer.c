// SPDX-License-Identifier: GPL-2.0
/*
 * A pcap file that is whole at any moment the disk can hold it. Invariant: the
 * first @good bytes of the file are whole records, @stored in number; what came
 * since is in stdio's buffer, which is never emptied but by flush().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "clock.h"
#include "log.h"
#include "pcap_writer.h"

#define BUFFER_SIZE   (1 << 20)
#define RECORD_HEADER 16 /* bytes before each packet in the file */

struct pcap_writer {
	const char *filename;
	FILE *file;
	char *buffer;	       /* stdio's, BUFFER_SIZE bytes */
	pcap_dumper_t *dumper; /* owns the file once the capture is started */
	bool created;	       /* the file was not there before */
	bool regular;	       /* a file that can be truncated, not a pipe */
	int err;	       /* the failure after which nothing is written */
	size_t pending;	       /* bytes in the buffer */
	off_t good;
	unsigned long long stored, waiting; /* packets in the file, in the buffer */
	__u64 last;			    /* ns since 1970 of the latest packet */
};

static int open_file(struct pcap_writer *writer)
{
	struct stat status;
	int fd;

	if (!strcmp(writer->filename, "-")) {
		writer->filename = "stdout";
		if (isatty(STDOUT_FILENO))
			return log_error(-ENOTTY,
					 "stdout: a terminal: send packets to a pipe or file");
		fd = dup(STDOUT_FILENO);
	} else {
		fd = open(writer->filename, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		writer->created = fd >= 0;
		if (fd < 0 && errno == EEXIST)
			fd = open(writer->filename, O_WRONLY | O_CLOEXEC);
	}
	if (fd < 0)
		return log_error(-errno, "%s: %s", writer->filename, strerror(errno));
	writer->regular = !fstat(fd, &status) && S_ISREG(status.st_mode);
	if (writer->regular) /* what stdout holds already is not ours */
		writer->good = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
	writer->file = fdopen(fd, "wb");
	return writer->file ? 0 : -errno;
}

struct pcap_writer *pcap_writer_open(const char *filename)
{
	struct pcap_writer *writer = calloc(1, sizeof(*writer));
	char *buffer = malloc(BUFFER_SIZE);

	if (!writer || !buffer) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		goto fail;
	}
	writer->filename = filename;
	if (open_file(writer))
		goto fail;
	writer->buffer = buffer;
	setvbuf(writer->file, buffer, _IOFBF, BUFFER_SIZE);
	return writer;
fail:
	free(buffer);
	free(writer);
	return NULL;
}

/* After a failure: cut off what is not whole, once, and say so. */
static int fail(struct pcap_writer *writer, int err)
{
	if (writer->err)
		return writer->err;
	writer->err = err;
	__fpurge(writer->file); /* or closing would try again */
	if (writer->regular && ftruncate(fileno(writer->file), writer->good))
		log_error(-errno, "%s: cannot be cut to whole packets", writer->filename);
	return log_error(err, "%s: %s", writer->filename, strerror(-err));
}

int pcap_writer_flush(struct pcap_writer *writer)
{
	if (writer->err)
		return writer->err;
	if (fflush(writer->file))
		return fail(writer, -errno);
	writer->good += writer->pending;
	writer->stored += writer->waiting;
	writer->pending = 0;
	writer->waiting = 0;
	return 0;
}

int pcap_writer_start(struct pcap_writer *writer, unsigned int snaplen)
{
	pcap_t *format;

	if (writer->regular && ftruncate(fileno(writer->file), writer->good))
		return fail(writer, -errno);
	format = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, snaplen,
						      PCAP_TSTAMP_PRECISION_NANO);
	if (!format)
		return fail(writer, -ENOMEM);
	writer->dumper = pcap_dump_fopen(format, writer->file);
	pcap_close(format);
	if (!writer->dumper)
		return fail(writer, -EIO);
	writer->pending = sizeof(struct pcap_file_header);
	return pcap_writer_flush(writer);
}

int pcap_writer_write(struct pcap_writer *writer, __u64 wall, const struct packet_record *record,
		      const void *data)
{
	struct pcap_pkthdr header = { .caplen = record->cap_len, .len = record->wire_len };
	size_t size = RECORD_HEADER + record->cap_len;

	if (writer->pending + size > BUFFER_SIZE && pcap_writer_flush(writer))
		return writer->err;
	if (writer->err)
		return writer->err;
	if (wall < writer->last)
		wall = writer->last;
	writer->last = wall;
	header.ts.tv_sec = wall / CLOCK_NS_PER_SEC;
	header.ts.tv_usec = wall % CLOCK_NS_PER_SEC; /* ns, by the file's precision */
	pcap_dump((unsigned char *)writer->dumper, &header, data);
	writer->pending += size;
	writer->waiting++;
	return 0;
}

const char *pcap_writer_name(const struct pcap_writer *writer)
{
	return writer->filename;
}

unsigned long long pcap_writer_stored(const struct pcap_writer *writer)
{
	return writer->stored;
}

void pcap_writer_close(struct pcap_writer *writer)
{
	if (!writer)
		return;
	if (writer->dumper) {
		pcap_writer_flush(writer);
		pcap_dump_close(writer->dumper);
	} else {
		fclose(writer->file);
		if (writer->created)
			unlink(writer->filename);
	}
	free(writer->buffer);
	free(writer);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Which reader a file needs, its first byte tells. Both read through a stream of ours, that
 * hears of a signal while it waits; for the rest of the file there is nothing more, then.
 */
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "packet_reader.h"
#include "pcapng_reader.h"
#include "signals.h"

#define BUFFER (1 << 16) /* bytes that are asked for at once */

struct packet_reader {
	const char *filename;
	int fd;
	void (*idle)(void *context);
	void *context;
	bool stopped; /* by the user, while it waited */
	FILE *file;
	struct pcapng_reader pcapng;
	pcap_t *pcap;		     /* NULL: it is a pcapng file */
	struct packet_origin origin; /* of what libpcap reads */
};

/* A stream's read function. */
static ssize_t read_more(void *cookie, char *bytes, size_t size)
{
	struct packet_reader *reader = cookie;
	ssize_t got = -1;
	int ready;

	if (reader->idle && !reader->stopped)
		reader->idle(reader->context);
	do {
		ready = reader->stopped ? -EINTR : signals_wait(reader->fd, -1);
		reader->stopped = ready == -EINTR;
		errno = ready < 0 ? -ready : EAGAIN;
		if (ready > 0)
			got = read(reader->fd, bytes, size);
	} while (got < 0 && errno == EAGAIN);
	return got;
}

static int fail(const struct packet_reader *reader, int err, const char *reason)
{
	return log_error(err, "%s: %s", reader->filename, reason);
}

static int open_file(struct packet_reader *reader, const char *filename)
{
	const cookie_io_functions_t functions = { .read = read_more };

	if (strcmp(filename,
		   "-")) /* a FIFO that nobody writes would block where no signal is heard */
		reader->fd = open(filename, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	else
		reader->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	if (reader->fd >= 0)
		reader->file = fopencookie(reader, "r", functions);
	if (!reader->file || setvbuf(reader->file, NULL, _IOFBF, BUFFER))
		return fail(reader, -errno, strerror(errno));
	return 0;
}

static int open_pcap(struct packet_reader *reader)
{
	char reason[PCAP_ERRBUF_SIZE];

	reader->pcap = pcap_fopen_offline_with_tstamp_precision(reader->file,
								PCAP_TSTAMP_PRECISION_NANO, reason);
	if (!reader->pcap)
		return reader->stopped ? -EINTR : fail(reader, -EBADMSG, reason);
	reader->origin = (struct packet_origin){
		.link_type = pcap_datalink(reader->pcap),
		.snaplen = pcap_snapshot(reader->pcap),
	};
	return 0;
}

static int begin(struct packet_reader *reader)
{
	int first = getc(reader->file);

	if (first == EOF && reader->stopped)
		return -EINTR;
	if (first == EOF && ferror(reader->file))
		return fail(reader, -EIO, strerror(errno));
	if (first == EOF)
		return fail(reader, -ENODATA, "empty");
	ungetc(first, reader->file);
	if (first != '\n') /* a section header begins so, and no pcap file in any byte order */
		return open_pcap(reader);
	reader->pcapng.file = reader->file;
	reader->pcapng.name = reader->filename;
	return 0;
}

struct packet_reader *packet_reader_open(const char *filename, void (*idle)(void *context),
					 void *context)
{
	struct packet_reader *reader = calloc(1, sizeof(*reader));

	if (!reader) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return NULL;
	}
	reader->filename = strcmp(filename, "-") ? filename : "stdin";
	reader->idle = idle;
	reader->context = context;
	if (!open_file(reader, filename) && !begin(reader))
		return reader;
	packet_reader_close(reader);
	return NULL;
}

void packet_reader_hold(struct packet_reader *reader)
{
	struct flock shared = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	fcntl(reader->fd, F_OFD_SETLK, &shared);
}

static int next_pcap(struct packet_reader *reader, struct packet_stored *packet)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int got = pcap_next_ex(reader->pcap, &header, &data);
	__u64 wall;

	if (got == PCAP_ERROR_BREAK)
		return 0;
	if (got != 1)
		return reader->stopped ? 0 : fail(reader, -EBADMSG, pcap_geterr(reader->pcap));
	wall = header->ts.tv_sec * CLOCK_NS_PER_SEC + header->ts.tv_usec; /* ns */
	*packet = packet_stored_of(&reader->origin, wall, header->caplen, header->len);
	packet->data = data;
	return 1;
}

int packet_reader_next(struct packet_reader *reader, struct packet_stored *packet)
{
	int got;

	if (reader->pcap)
		return next_pcap(reader, packet);
	got = pcapng_reader_next(&reader->pcapng, packet);
	return got == -EINTR ? 0 : got;
}

const struct packet_origin *packet_reader_origin(const struct packet_reader *reader,
						 unsigned int interface)
{
	if (reader->pcap)
		return interface ? NULL : &reader->origin;
	return interface < reader->pcapng.count ? &reader->pcapng.origins[interface] : NULL;
}

const struct packet_section *packet_reader_section(const struct packet_reader *reader)
{
	return &reader->pcapng.section;
}

void packet_reader_close(struct packet_reader *reader)
{
	if (!reader)
		return;
	pcapng_reader_free(&reader->pcapng);
	if (reader->pcap)
		pcap_close(reader->pcap); /* and the stream */
	else if (reader->file)
		fclose(reader->file);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader);
}

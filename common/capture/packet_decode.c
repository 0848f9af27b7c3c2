// SPDX-License-Identifier: GPL-2.0
/*
 * A decoder between two pipes. A packet's time, as the decoder gets it, is its number, with
 * which its line begins: what begins otherwise belongs to the packet before.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "command.h"
#include "log.h"
#include "packet_decode.h"
#include "packet_writer.h"
#include "signals.h"

#define NUMBERS	 1000000000 /* of packets; then they begin anew */
#define PATIENCE 10000	    /* ms that a decoder may take for a line, and to start */
#define PIPE	 (1 << 18)  /* bytes: a packet has room there, whether it is read or not */

struct packet_decode {
	const char *name;
	pid_t pid;
	struct packet_writer *writer; /* into the one pipe; NULL: it is closed */
	int fd;			      /* where the other one is read */
	bool deaf;		      /* it does not answer any more */
	bool columns;		      /* tshark's line has another number and the time */
	unsigned int number;	      /* of the latest packet */
	size_t used, taken;	      /* bytes of the buffer: read, and handed out */
	char buffer[1 << 16];
};

/* Returns the next line, or NULL at the end, when none comes, or when the program is to stop. */
static char *next_line(struct packet_decode *decode)
{
	char *line = decode->buffer + decode->taken, *end;
	ssize_t got;
	int err;

	while (!(end = memchr(line, '\n', decode->buffer + decode->used - line))) {
		memmove(decode->buffer, line, decode->used - decode->taken);
		decode->used -= decode->taken;
		decode->taken = 0;
		line = decode->buffer;
		if (decode->used == sizeof(decode->buffer))
			decode->used = 0; /* no line is that long */
		err = signals_ready(decode->fd, POLLIN, PATIENCE);
		decode->deaf = err == -ETIME;
		if (err)
			return NULL;
		got = read(decode->fd, decode->buffer + decode->used,
			   sizeof(decode->buffer) - decode->used);
		if (got <= 0)
			return NULL;
		decode->used += got;
	}
	*end = '\0';
	decode->taken = end + 1 - decode->buffer;
	return line;
}

/* What follows the number, and tshark's time: NULL when it is not the packet's line. */
static char *text_of(const struct packet_decode *decode, char *line)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (end == line || number != decode->number)
		return NULL;
	if (decode->columns)
		end += strspn(end, " ");
	end = strchr(end, ' ');
	return end ? end + 1 : NULL;
}

static int send(struct packet_decode *decode, const struct packet_record *record, const void *data)
{
	const struct packet_place place = { .wall = decode->number * CLOCK_NS_PER_SEC };

	if (waitpid(decode->pid, NULL, WNOHANG)) {
		decode->pid = 0;
		return -EPIPE;
	}
	return packet_writer_write(decode->writer, &place, record, data) ?:
		       packet_writer_flush(decode->writer);
}

const char *packet_decode_line(struct packet_decode *decode, const struct packet_record *record,
			       const void *data, FILE *more)
{
	char *line, *text;

	decode->number = decode->number % NUMBERS + 1;
	if (!send(decode, record, data))
		while ((line = next_line(decode))) {
			text = text_of(decode, line);
			if (text)
				return text;
			fprintf(more, "%s\n", line);
		}
	log_note("--decode: %s does not answer: packets are printed without it", decode->name);
	return NULL;
}

void packet_decode_free(struct packet_decode *decode, FILE *more)
{
	char *line;

	if (!decode)
		return;
	packet_writer_close(decode->writer);
	while (!decode->deaf && (line = next_line(decode)))
		fprintf(more, "%s\n", line);
	close(decode->fd);
	if (decode->pid > 0)
		command_stop(decode->pid);
	free(decode);
}

/* The pipe is opened once more, as a file that has a name. */
static int begin(struct packet_decode *decode, int in, int link_type)
{
	char name[32];
	int err = -EIO;

	snprintf(name, sizeof(name), "/dev/fd/%d", in);
	decode->writer = packet_writer_open(&pcap_format, name, NULL);
	if (decode->writer)
		err = packet_writer_start(decode->writer,
					  &(struct packet_section){ .link_type = link_type },
					  PACKET_SNAPLEN_MAX);
	close(in);
	return err;
}

static bool start(struct packet_decode *decode, char **argv, int link_type)
{
	int in;

	decode->name = argv[0];
	decode->pid = command_filter(argv, &in, &decode->fd);
	if (decode->pid < 0)
		return false;
	fcntl(in, F_SETPIPE_SZ, PIPE);
	if (!begin(decode, in, link_type))
		return true;
	command_stop(decode->pid);
	close(decode->fd);
	return false;
}

struct packet_decode *packet_decode_new(int link_type, bool link_level, bool quick)
{
	char *tcpdump[] = { "tcpdump", "-nttlr", "-", NULL, NULL, NULL };
	char *tshark[] = { "tshark", "-nlr", "-", NULL };
	struct packet_decode *decode = calloc(1, sizeof(*decode));

	if (link_level)
		tcpdump[3] = "-e";
	if (quick)
		tcpdump[link_level ? 4 : 3] = "-q";
	if (decode && start(decode, tcpdump, link_type))
		return decode;
	if (decode && start(decode, tshark, link_type)) {
		decode->columns = true;
		return decode;
	}
	free(decode);
	log_note("--decode: neither tcpdump nor tshark can be run: packets are printed without "
		 "them");
	return NULL;
}

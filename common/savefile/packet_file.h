/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A capture file of any format, as a row of records: it is what it was until the
 * capture starts, and from then on it holds whole records at any moment.
 */
#ifndef COMMON_PACKET_FILE_H
#define COMMON_PACKET_FILE_H

#include <stddef.h>
#include <sys/uio.h>

struct packet_file;

/*
 * packet_file_open - make sure that a file can be written, and leave it as it is
 * @filename: the file, or "-" for stdout, which must not be a terminal; it must
 *	live as long as what is returned
 *
 * A file that is created is its user's alone (mode 0600); links are followed. A FIFO
 * waits for its reader, until the program is told to stop (signals.h). A regular file
 * is locked: another capture into it is refused.
 *
 * Returns a file for packet_file_close(), or NULL with the reason logged.
 */
struct packet_file *packet_file_open(const char *filename);

/*
 * packet_file_start - what the file held is gone now
 *
 * Before it, nothing may be added. Returns 0 or a negative errno with the reason
 * logged.
 */
int packet_file_start(struct packet_file *file);

/*
 * packet_file_add - add one record
 * @parts: what the record consists of, together at most PACKET_FILE_RECORD_MAX bytes
 * @count: of these parts
 * @packets: how many packets the record holds, for packet_file_stored()
 *
 * The record is kept in memory until packet_file_flush(), or until there is no
 * room for one more. Returns 0 or a negative errno with the reason logged, once.
 * After a failure the file ends with the last record that is whole, and takes no
 * more.
 */
int packet_file_add(struct packet_file *file, const struct iovec *parts, int count,
		    unsigned int packets);
#define PACKET_FILE_RECORD_MAX (1 << 20)

/*
 * packet_file_flush - let readers of the file see what was added; as packet_file_add()
 *
 * Where a pipe's reader does not read, this waits, until the program is told to stop and
 * the reader has taken nothing for a second: that is a failure, -EINTR. On a disk that
 * is full every record stays that fits.
 */
int packet_file_flush(struct packet_file *file);

/* packet_file_size - bytes that the file has, or will have when it is flushed; -1: it is no regular file */
long long packet_file_size(const struct packet_file *file);

/*
 * packet_file_stay - open the directory, so that the names that follow are looked for there
 *
 * Whoever may no more look the way up, may still go on there. Returns 0 or a negative errno
 * with the reason logged.
 */
int packet_file_stay(struct packet_file *file, const char *directory);

/*
 * packet_file_end - write what was added, and close the file; as packet_file_add()
 *
 * Then nothing may be added before packet_file_follow().
 */
int packet_file_end(struct packet_file *file);

/*
 * packet_file_follow - go on in another file, from its beginning; as packet_file_start()
 * @filename: as for packet_file_open(); it begins with packet_file_stay()'s directory
 */
int packet_file_follow(struct packet_file *file, const char *filename);

/* packet_file_check - -EPIPE, logged, once a pipe's reader has gone; else as packet_file_add() */
int packet_file_check(struct packet_file *file);

/* packet_file_name - the file's name for messages; "stdout" for "-" */
const char *packet_file_name(const struct packet_file *file);

/* packet_file_stored - how many packets are in the file and in those before it, up to the last flush */
unsigned long long packet_file_stored(const struct packet_file *file);

/*
 * packet_file_close - write what was added, and end the file
 * @file: becomes invalid; NULL is permitted
 *
 * A file that packet_file_open() created and nobody started is removed again.
 */
void packet_file_close(struct packet_file *file);

#endif

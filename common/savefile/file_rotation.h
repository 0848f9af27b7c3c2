/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A capture in several files, by size or by time: when another one begins, and what it is
 * called, in the words of tcpdump (-C, -G, -W, -z) and of dumpcap (-b). A number stands
 * before a name's suffix, which says what the file is.
 */
#ifndef COMMON_FILE_ROTATION_H
#define COMMON_FILE_ROTATION_H

#include <limits.h>
#include <linux/types.h>
#include <stdbool.h>
#include <sys/types.h>

#include "options.h"

struct file_rotation {
	/* what is asked for: options */
	bool ring;		  /* after the last of the files the first one is used again */
	unsigned long long size;  /* bytes of a file that takes no more packets; 0: no limit */
	unsigned long long time;  /* ns after which a file takes no more; 0: no limit */
	unsigned long long files; /* so many; 0: any number */
	const char *command;	  /* run with the name of each file that another follows, or NULL */

	/* what comes of it */
	const char *pattern; /* the name that was asked for, for strftime(3) if there is a time */
	char stem[PATH_MAX]; /* the same at a file's time */
	char name[PATH_MAX]; /* of the file */
	unsigned int number; /* of the file among those of its stem, from 0 on */
	unsigned int ended;  /* files whose time is over */
	__u64 begin;	     /* of the file's time, in ns of CLOCK_MONOTONIC */
	pid_t *running;	     /* commands that have not ended */
	size_t count;	     /* of these */
};

/*
 * The options, as rows of a program's table; @needs: the option that names the file, as in
 * .needs = "write", or nothing.
 */
/* clang-format off */
#define FILE_ROTATION_OPTIONS(rotation, ...) \
	OPTION_TAKEN('C', "file-size", &(rotation)->size, "SIZE", file_rotation_take_size, \
		     "Go on in another file after SIZE million bytes, or KiB (k), MiB (m), GiB (g)", \
		     __VA_ARGS__), \
	OPTION_TAKEN('G', "rotate-seconds", &(rotation)->time, "SECONDS", file_rotation_take_time, \
		     "... after so long; the name is for strftime(3)", __VA_ARGS__), \
	OPTION_TAKEN('b', "ring-buffer", rotation, "KEY:VALUE", file_rotation_take_words, \
		     "The same as filesize:KB, duration:SECONDS, files:COUNT", __VA_ARGS__), \
	OPTION_TAKEN('W', "file-count", &(rotation)->files, "COUNT", file_rotation_take_files, \
		     "Files of -C: use them again; of -G alone: end after so many", \
		     .needs = "file-size,rotate-seconds,ring-buffer"), \
	OPTION_STRING('z', "postrotate-command", &(rotation)->command, "COMMAND", \
		      "Run COMMAND FILE for each file that another one follows", \
		      .needs = "file-size,rotate-seconds,ring-buffer")
/* clang-format on */
int file_rotation_take_size(const struct option_row *row, const char *text);
int file_rotation_take_time(const struct option_row *row, const char *text);
int file_rotation_take_files(const struct option_row *row, const char *text);
int file_rotation_take_words(const struct option_row *row, const char *text);

/* file_rotation_wanted - will there be more than one file? */
bool file_rotation_wanted(const struct file_rotation *rotation);

/*
 * file_rotation_first - after the options: the name of the first file
 * @filename: what was asked for; it must live as long as @rotation; NULL: no file
 *
 * Returns @filename when there is to be one file, else a name that is good until
 * file_rotation_next(); NULL with the reason logged when the options are wrong usage.
 */
const char *file_rotation_first(struct file_rotation *rotation, const char *filename);

/* file_rotation_begin - the first file's time begins now */
void file_rotation_begin(struct file_rotation *rotation);

/*
 * file_rotation_due - is a file to be followed by another one?
 * @bytes: of it
 * @stamp: of the next packet, in ns of CLOCK_MONOTONIC
 */
bool file_rotation_due(const struct file_rotation *rotation, unsigned long long bytes, __u64 stamp);

/*
 * file_rotation_next - what the file that follows is called
 * @stamp: as for file_rotation_due(), which has said yes
 *
 * The command is run for the one before it, which is complete and closed. Returns a name
 * that is good until the next call, or NULL, with the reason logged: it was the last one,
 * or the name would be too long.
 */
const char *file_rotation_next(struct file_rotation *rotation, __u64 stamp);

/* file_rotation_reap - forget the commands that have ended; one that failed is said to have */
void file_rotation_reap(struct file_rotation *rotation);

/* file_rotation_end - no more files; commands that still run go on */
void file_rotation_end(struct file_rotation *rotation);

#endif

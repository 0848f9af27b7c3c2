/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A capture file in the place of a capture: its packets are shown as when they came, or
 * stored again, with all that the file tells of them. It takes no privilege.
 */
#ifndef COMMON_PLAYBACK_H
#define COMMON_PLAYBACK_H

#include "file_rotation.h"
#include "filter_words.h"
#include "packet_text.h"
#include "packet_writer.h"

/* What is asked for. */
struct playback {
	const char *filename;		    /* "-": stdin; NULL: no playback */
	struct filter_words words;	    /* from filter_words_read(): the filter */
	unsigned int packets;		    /* that are taken; 0: all that match */
	unsigned int snaplen;		    /* bytes that are taken of a packet; 0: all */
	const char *write;		    /* a file they are stored in; NULL: they are shown */
	struct file_rotation *rotation;	    /* or several, by size */
	const struct packet_format *format; /* of it */
	const char *application;	    /* name and version, for it */
	bool print;			    /* they are shown, too */
	/* shows a packet */
	void (*show)(void *context, const struct packet_seen *seen);
	void *context;
};

/* The row of a program's options; @with: the words of those that can be given beside it. */
#define PLAYBACK_OPTION(playback, with)                                                            \
	OPTION_STRING('r', "read", &(playback).filename, "FILE", "Print a capture file's packets", \
		      .instead = true, .with_words = true,                                         \
		      .only_with = with ",file-size,file-count,ring-buffer,postrotate-command")

/*
 * playback_run - all of it, and the numbers on stderr in the end
 *
 * Packets come in the order of the file, which is closed at the first signal that ends a
 * capture. Returns 0 or a negative errno with the reason logged: -EINVAL for a wrong filter.
 */
int playback_run(const struct playback *playback);

#endif

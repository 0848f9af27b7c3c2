/* SPDX-License-Identifier: GPL-2.0 */
/* The time between attaching and detaching: packets are read until something ends it. */
#ifndef COMMON_CAPTURE_RUN_H
#define COMMON_CAPTURE_RUN_H

#include "capture.h"

/* What ends a capture beside the signals and a failure. */
struct capture_until {
	unsigned int packets;  /* so many have come; 0: never; for capture_new() */
	const char *autostop;  /* as tshark's: "duration:SECONDS", also 0.5; NULL: never */
	char **command;	       /* this has run; NULL: no command */
	unsigned long long ns; /* what capture_until_settle() makes of autostop */
	int status;	       /* what came of the command, for capture_exit() */
};

/* capture_until_settle - after the options: 0, or -EINVAL with the reason logged */
int capture_until_settle(struct capture_until *until);

/*
 * capture_run - read until the user, @until, the limit or a failure ends it
 *
 * A packet is shown or stored as soon as the source's turns permit. While they all go into
 * a file, their numbers are shown, once a second, on stderr if that is a terminal or the
 * source has a report of its own; at SIGUSR1 always. Where the packets go to stdout, the
 * command's output goes to stderr. Returns 0 or a negative errno with the reason logged.
 */
int capture_run(struct capture *capture, struct capture_until *until);

/*
 * capture_relinquish - once it is attached: the rest is done as the user of privileges_settle()
 *
 * Reading packets and counts, detaching, and the files that follow need no more. Returns 0 or
 * a negative errno with the reason logged.
 */
int capture_relinquish(struct capture *capture);

/* capture_exit - main's exit status: the command's if it failed by itself, else 0, or 1 after @err */
int capture_exit(int err, const struct capture_until *until);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rights that are needed to begin, and not to go on: once it is attached a capture becomes
 * another user, who may only write its files.
 */
#ifndef COMMON_PRIVILEGES_H
#define COMMON_PRIVILEGES_H

#include <stdbool.h>

/* The row of a program's options, with tcpdump's words. */
#define PRIVILEGES_OPTION(user, ...)                              \
	OPTION_STRING('Z', "relinquish-privileges", user, "USER", \
		      "Once attached, be USER, and may no more than that", __VA_ARGS__)

/*
 * privileges_settle - after the options: who that user is
 * @user: a name, which must live on; NULL: nothing is to be done, by the functions below either
 *
 * Returns 0 or a negative errno with the reason logged: also when this process may not become
 * that user.
 */
int privileges_settle(const char *user);

/*
 * privileges_of_files - files are opened as the user from now on, or no more
 *
 * So what the user may not write is refused before anything is attached, and what is made
 * is the user's.
 */
void privileges_of_files(bool user);

/*
 * privileges_drop - become the user, for good, without any capability
 * @works: 0, or a negative errno when what is needed still is refused: for -EPERM, CAP_BPF is
 *	kept. Kernels before 6.0 that let nobody else use BPF let nobody use a map that is open.
 *
 * Nor will anything that is run get more (no_new_privs). Returns 0 or a negative errno with
 * the reason logged.
 */
int privileges_drop(int (*works)(void *context), void *context);

#endif

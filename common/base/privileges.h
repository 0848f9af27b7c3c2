/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this process may do; and rights that are needed to begin, and not to go on: once
 * it is attached a capture becomes another user, who may only write its files.
 */
#ifndef COMMON_PRIVILEGES_H
#define COMMON_PRIVILEGES_H

#include <linux/capability.h>
#include <linux/types.h>
#include <stdbool.h>

#define CAPABILITY(number) (1ULL << (number))

/* What it takes to load and attach most BPF programs. */
#define CAPABILITY_TRACING (CAPABILITY(CAP_BPF) | CAPABILITY(CAP_PERFMON))
#define CAPABILITY_XDP	   (CAPABILITY_TRACING | CAPABILITY(CAP_NET_ADMIN))

/* capability_has - which of these does this process have? */
__u64 capability_has(__u64 asked);

/*
 * capability_bpf - may this process load tracing and networking programs?
 *
 * True with CAP_SYS_ADMIN, or (kernel 5.8) with CAP_BPF, CAP_PERFMON and
 * CAP_NET_ADMIN together.
 */
bool capability_bpf(void);

/*
 * capability_missing - which capabilities does this process lack?
 * @wanted: CAPABILITY() of each that is needed; CAP_SYS_ADMIN does for CAP_BPF and CAP_PERFMON
 *
 * Returns "Operation not permitted: run as root, or with CAP_..., CAP_...", valid until
 * the next call, or NULL when it lacks none of those whose names privileges.c knows.
 */
const char *capability_missing(__u64 wanted);

/* capability_lockdown - does the kernel's lockdown mode forbid BPF to read kernel memory? */
bool capability_lockdown(void);

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
 * privileges_of_new_files - what is made is made as the user who said sudo from now on, or no more
 *
 * That user is going to read it. Where that user may not make a file it is for the caller to
 * try again without. Nothing is done without sudo, nor when privileges_settle() has a user.
 */
void privileges_of_new_files(bool user);

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

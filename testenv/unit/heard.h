/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a call says on stdout and stderr. Between hear_begin() and hear_end() no
 * assertion may stand, or its message would be heard instead of shown.
 */
#ifndef UNIT_HEARD_H
#define UNIT_HEARD_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct heard {
	char out[8192];
	char err[8192];
	int saved_out, saved_err; /* the test's own descriptors */
};

/* hear_on - send a descriptor to a file in memory; returns a copy of what it was */
static inline int hear_on(int fd)
{
	int memory = memfd_create("heard", MFD_CLOEXEC);
	int saved = dup(fd);

	if (memory < 0 || saved < 0 || dup2(memory, fd) < 0)
		abort();
	close(memory);
	return saved;
}

/* hear_off - keep the start of what was said, and put the descriptor back */
static inline void hear_off(int fd, int saved, char *text, size_t size)
{
	ssize_t len = pread(fd, text, size - 1, 0);

	text[len < 0 ? 0 : len] = '\0';
	dup2(saved, fd);
	close(saved);
}

static inline void hear_begin(struct heard *heard)
{
	fflush(stdout);
	heard->saved_out = hear_on(STDOUT_FILENO);
	heard->saved_err = hear_on(STDERR_FILENO);
}

static inline void hear_end(struct heard *heard)
{
	fflush(stdout);
	hear_off(STDOUT_FILENO, heard->saved_out, heard->out, sizeof(heard->out));
	hear_off(STDERR_FILENO, heard->saved_err, heard->err, sizeof(heard->err));
}

#endif

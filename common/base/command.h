/* SPDX-License-Identifier: GPL-2.0 */
/* A command that the user wants to run meanwhile. */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * command_start - run a command
 * @argv: its words, NULL behind them; looked for in PATH
 * @out: descriptor that is its stdout
 * @status: of a program that runs a command: 127 when it was not found, 126 when it
 *	cannot be run; untouched when it runs
 *
 * Signals reach it as if it had been started by a shell, whatever this program
 * does with them. Returns its process id or a negative errno with the reason logged.
 */
pid_t command_start(char **argv, int out, int *status);

/*
 * command_filter - run a command between two pipes, and no terminal's Ctrl-C ends it
 * @in: set to where its stdin is written; once it is closed the command is to end
 * @out: set to where its stdout is read; its stderr is lost
 *
 * Returns its process id, or a negative errno, which is not logged.
 */
pid_t command_filter(char **argv, int *in, int *out);

/*
 * command_ended - true once the command has ended; says how, unless it ended well
 * @status: is then its exit status, or 128 and the number of the signal that ended it
 */
bool command_ended(pid_t pid, int *status);

/*
 * command_stop - make a command end that has not yet
 *
 * It is asked to (SIGTERM), and killed when it has not after a second.
 */
void command_stop(pid_t pid);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for something to do, or for the user's word to stop. */
#ifndef COMMON_SIGNALS_H
#define COMMON_SIGNALS_H

#include <poll.h>
#include <stdbool.h>

/*
 * signals_init - SIGINT, SIGTERM and SIGHUP from now on end signals_wait()
 *
 * A SIGINT that was ignored at the start, as a shell does to what a script
 * starts with "&", is honoured all the same, for it is how one ends a capture;
 * an ignored SIGHUP stays ignored (nohup). SIGPIPE and SIGXFSZ become write errors, SIGUSR2
 * does nothing.
 * Returns 0 or a negative errno, with the reason logged.
 */
int signals_init(void);

/*
 * signals_report - SIGUSR1, too, from now on ends signals_wait(), with SIGNALS_REPORT
 *
 * So does one that came since signals_init().
 */
int signals_report(void);
#define SIGNALS_REPORT 2

/*
 * signals_wait - wait until a descriptor is readable, or for the time to pass
 * @fd: the descriptor, or -1 to wait for the time only
 * @timeout_ms: milliseconds to wait at most; 0 looks and returns
 *
 * Returns 1 when @fd is readable, 0 when the time is over, SIGNALS_REPORT when the
 * user wants to know how it goes, -EINTR once for each time that the program was
 * told to stop, another negative errno when waiting failed.
 */
int signals_wait(int fd, int timeout_ms);

/*
 * signals_deadline - nothing that blocks blocks longer than this
 * @ns: from now; 0: for ever
 */
void signals_deadline(unsigned long long ns);

/* signals_over - has the deadline passed? */
bool signals_over(void);

/*
 * signals_ready - wait until a descriptor can be written, or read
 * @events: POLLOUT or POLLIN
 * @most_ms: milliseconds that it may take, or -1
 *
 * Returns 0, -ETIME after @most_ms, or -EINTR when the program was told to stop, or the
 * deadline passed, and a second later there was still nothing; or when it was told so once
 * more. What was told meanwhile the next signals_wait() returns. Another negative errno
 * when waiting failed.
 */
int signals_ready(int fd, short events, int most_ms);

/* signals_unread - has whoever read what is written there gone? No regular file is so */
bool signals_unread(int fd);

#endif

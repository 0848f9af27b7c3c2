/* SPDX-License-Identifier: GPL-2.0 */
/* What the program tells its user: "thing: reason" on stderr, libbpf and libxdp included. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#define LOG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/*
 * log_init - take over libbpf's and libxdp's messages
 * @verbosity: 0 errors and notes only, 1 the libraries' warnings and
 *	information too, 2 their debug output as well; -1 no notes either
 *
 * Whatever the verbosity, the libraries' warnings are kept for log_kept().
 */
void log_init(int verbosity);

/*
 * log_error - print one line "thing: reason"; control characters in it are made visible
 * @err: a negative errno, which is returned, so that a failing function can
 *	say why and leave in one statement
 */
int log_error(int err, const char *fmt, ...) LOG_PRINTF(2, 3);

/* log_at - print one line on stderr that is no error, from this verbosity on */
void log_at(int verbosity, const char *fmt, ...) LOG_PRINTF(2, 3);

#define log_note(...)	 log_at(0, __VA_ARGS__)
#define log_verbose(...) log_at(1, __VA_ARGS__)

/*
 * log_flush - what was printed on stdout leaves now
 *
 * Returns 0, or a negative errno with the reason logged, once. Every program that
 * links this does so when it ends, and then has exit status 1 if it failed. stdin,
 * stdout and stderr, where they are closed, are open on /dev/null from the start;
 * writing to such a stdout fails.
 */
int log_flush(void);

/*
 * log_kept - the libraries' warnings since the last log_forget(), newest last
 *
 * The text is the log's own. When there is more than it can hold, the oldest
 * warnings are gone.
 */
const char *log_kept(void);

/* log_forget - drop the warnings kept so far, before a call whose own will matter */
void log_forget(void);

#endif

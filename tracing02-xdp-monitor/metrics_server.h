/* SPDX-License-Identifier: GPL-2.0 */
/* A text that is asked for by HTTP, at /metrics; by libmicrohttpd, where that was there to build with. */
#ifndef TRACING02_METRICS_SERVER_H
#define TRACING02_METRICS_SERVER_H

#include <stdbool.h>
#include <stdio.h>

struct metrics_server;

/*
 * What is answered, written to @out; @openmetrics: in that format, which who asks takes.
 * Returns 0 or a negative errno, which is answered as the server's failure.
 */
typedef int (*metrics_answer)(void *context, FILE *out, bool openmetrics);

/*
 * metrics_server_open - be there for who asks; the address is told on stderr
 * @server: set to what metrics_server_close() takes
 * @address: "127.0.0.1:9912", "[::1]:9912", or ":9912", which is all addresses of this
 *	machine; port 0 is any that is free
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL for what is no address,
 * -EOPNOTSUPP where the library was not there.
 */
int metrics_server_open(struct metrics_server **server, const char *address, metrics_answer answer,
			void *context);

/* metrics_server_fd - readable when metrics_server_run() has something to do */
int metrics_server_fd(const struct metrics_server *server);

/* metrics_server_run - answer without waiting; returns the ms until it is due again, -1: never */
int metrics_server_run(struct metrics_server *server);

/* metrics_server_close - NULL is permitted */
void metrics_server_close(struct metrics_server *server);

#endif

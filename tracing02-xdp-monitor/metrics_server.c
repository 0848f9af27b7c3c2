// SPDX-License-Identifier: GPL-2.0
/* The library does HTTP, in our own loop and thread. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "metrics_server.h"

#ifndef HAVE_LIBMICROHTTPD

int metrics_server_open(struct metrics_server **server, const char *address, metrics_answer answer,
			void *context)
{
	(void)server, (void)address, (void)answer, (void)context;
	return log_error(-EOPNOTSUPP, "--listen: built without libmicrohttpd: install "
				      "libmicrohttpd-dev, and make again");
}

int metrics_server_fd(const struct metrics_server *server)
{
	(void)server;
	return -1;
}

int metrics_server_run(struct metrics_server *server)
{
	(void)server;
	return -1;
}

void metrics_server_close(struct metrics_server *server)
{
	(void)server;
}

#else

#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 32 /* at the same time; a Prometheus needs one */
#define PATIENCE    10 /* seconds that one may take */
#define TEXT	    "text/plain; version=0.0.4; charset=utf-8"
#define OPENMETRICS "application/openmetrics-text"

struct metrics_server {
	struct MHD_Daemon *daemon;
	metrics_answer answer;
	void *context;
};

/* The text is the library's from now on. */
static enum MHD_Result reply(struct MHD_Connection *connection, unsigned int status,
			     const char *type, char *text, size_t size)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result = MHD_NO;

	if (!response) {
		free(text);
		return MHD_NO;
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result say(struct MHD_Connection *connection, unsigned int status, const char *text)
{
	char *copy = strdup(text);

	return copy ? reply(connection, status, TEXT, copy, strlen(copy)) : MHD_NO;
}

static enum MHD_Result reply_metrics(const struct metrics_server *server,
				     struct MHD_Connection *connection)
{
	const char *accepted =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
	bool openmetrics = accepted && strstr(accepted, OPENMETRICS);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err = out ? server->answer(server->context, out, openmetrics) : -ENOMEM;

	if (out && fclose(out))
		err = -ENOMEM;
	if (!err)
		return reply(connection, MHD_HTTP_OK,
			     openmetrics ? OPENMETRICS "; version=1.0.0; charset=utf-8" : TEXT,
			     text, size);
	free(text);
	return say(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "the counters cannot be read\n");
}

static enum MHD_Result asked(void *context, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *data,
			     size_t *data_size, void **state)
{
	(void)version, (void)data, (void)data_size;
	if (strcmp(method, MHD_HTTP_METHOD_GET) && strcmp(method, MHD_HTTP_METHOD_HEAD))
		return say(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
	if (!*state) { /* the head of the request; the library calls once more at its end */
		*state = context;
		return MHD_YES;
	}
	if (!strcmp(url, "/metrics"))
		return reply_metrics(context, connection);
	if (!strcmp(url, "/"))
		return say(connection, MHD_HTTP_OK, "/metrics has what XDP's tracepoints count\n");
	return say(connection, MHD_HTTP_NOT_FOUND, "there is /metrics, and nothing else\n");
}

static int listen_at(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (!bind(fd, address->ai_addr, address->ai_addrlen) && !listen(fd, CONNECTIONS))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* Returns a socket, or a negative errno, which is not logged; -EINVAL for what is no address. */
static int listen_on(const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
					.ai_socktype = SOCK_STREAM };
	struct addrinfo *address;
	int fd;

	if (!*port || port[strspn(port, "0123456789")] || strlen(port) > 5 || atoi(port) > 65535 ||
	    getaddrinfo(host, port, &hints, &address))
		return -EINVAL;
	fd = listen_at(address);
	freeaddrinfo(address);
	return fd;
}

/* "HOST:PORT", where an IPv6 HOST may stand in brackets. */
static int listen_to(const char *text)
{
	const char *colon = strrchr(text, ':');
	char host[64] = "";
	size_t length = colon ? (size_t)(colon - text) : sizeof(host);
	int fd;

	if (length >= sizeof(host))
		return -EINVAL;
	memcpy(host, text, length);
	if (*host == '[' && host[length - 1] == ']') {
		host[length - 1] = '\0';
		return listen_on(host + 1, colon + 1);
	}
	if (*host)
		return strchr(host, ':') ? -EINVAL : listen_on(host, colon + 1);
	fd = listen_on("::", colon + 1); /* which takes IPv4 as well */
	return fd == -EAFNOSUPPORT || fd == -EADDRNOTAVAIL ? listen_on("0.0.0.0", colon + 1) : fd;
}

static void tell_address(int fd)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	char host[NI_MAXHOST], port[NI_MAXSERV];
	bool brackets;

	if (getsockname(fd, (struct sockaddr *)&address, &size) ||
	    getnameinfo((struct sockaddr *)&address, size, host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV))
		return;
	brackets = address.ss_family == AF_INET6;
	log_note("listening on http://%s%s%s:%s/metrics", brackets ? "[" : "", host,
		 brackets ? "]" : "", port);
}

int metrics_server_open(struct metrics_server **server, const char *address, metrics_answer answer,
			void *context)
{
	int fd = listen_to(address);

	if (fd == -EINVAL)
		return log_error(fd, "--listen: %s: not ADDR:PORT, as 127.0.0.1:9912", address);
	if (fd < 0)
		return log_error(fd, "--listen: %s: %s", address, strerror(-fd));
	*server = calloc(1, sizeof(**server));
	if (*server) {
		(*server)->answer = answer;
		(*server)->context = context;
		(*server)->daemon =
			MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, asked, *server,
					 MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
					 CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, PATIENCE,
					 MHD_OPTION_END);
	}
	if (!*server || !(*server)->daemon) {
		close(fd);
		free(*server);
		*server = NULL;
		return log_error(-EIO, "--listen: %s: libmicrohttpd does not start", address);
	}
	tell_address(fd);
	return 0;
}

int metrics_server_fd(const struct metrics_server *server)
{
	return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int metrics_server_run(struct metrics_server *server)
{
	MHD_UNSIGNED_LONG_LONG most;

	MHD_run(server->daemon);
	if (MHD_get_timeout(server->daemon, &most) != MHD_YES)
		return -1;
	return most < PATIENCE * 1000 ? most : PATIENCE * 1000;
}

void metrics_server_close(struct metrics_server *server)
{
	if (!server)
		return;
	MHD_stop_daemon(server->daemon);
	free(server);
}

#endif

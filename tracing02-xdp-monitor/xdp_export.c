// SPDX-License-Identifier: GPL-2.0
/* One text, which goes into a file and to those who ask. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "metrics_server.h"
#include "signals.h"
#include "xdp_export.h"
#include "xdp_metrics.h"
#include "xdp_report.h"

bool xdp_export_wanted(const struct xdp_export *export)
{
	return export->file || export->listen;
}

/* Somebody asks: what is told is what the kernel has counted by now. */
static int answer(void *context, FILE *out, bool openmetrics)
{
	struct xdp_report *report = context;
	int err = xdp_report_read(report) ?: xdp_metrics_add(report->export.metrics, report->table);

	if (!err)
		xdp_metrics_print(report->export.metrics, report->there, report->lost, out,
				  openmetrics);
	return err;
}

int xdp_export_settle(struct xdp_export *export, struct xdp_report *report)
{
	struct stat there;

	if (!xdp_export_wanted(export))
		return 0;
	/* what is renamed takes the place of whatever is there, a device too */
	if (export->file && !lstat(export->file, &there) && !S_ISREG(there.st_mode))
		return log_error(-EEXIST, "%s: not a regular file", export->file);
	export->metrics = xdp_metrics_new();
	if (!export->metrics)
		return -ENOMEM;
	return export->listen ?
		       metrics_server_open(&export->server, export->listen, answer, report) :
		       0;
}

static bool for_node_exporter(const char *filename)
{
	const char *suffix = strrchr(filename, '.');

	return suffix && !strcmp(suffix, ".prom");
}

/* Nobody else's file is written to: it is made anew, and links are not followed. */
static FILE *create(const char *filename)
{
	int fd;

	if (unlink(filename) && errno != ENOENT)
		return NULL;
	fd = open(filename, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0)
		fchmod(fd, 0644); /* whatever the umask is */
	return fd < 0 ? NULL : fdopen(fd, "w");
}

int xdp_export_round(struct xdp_export *export, const struct xdp_report *report)
{
	int err = xdp_metrics_add(export->metrics, report->table);
	char name[4096];
	bool failed;
	FILE *out;

	if (err || !export->file)
		return err;
	/* in the same directory, and under a name that nobody looks for */
	if (snprintf(name, sizeof(name), "%s.tmp", export->file) >= (int)sizeof(name))
		return log_error(-ENAMETOOLONG, "%s: %s", export->file, strerror(ENAMETOOLONG));
	out = create(name);
	if (!out)
		return log_error(-errno, "%s: %s", name, strerror(errno));
	xdp_metrics_print(export->metrics, report->there, report->lost, out,
			  !for_node_exporter(export->file));
	failed = ferror(out);
	if (!fclose(out) && !failed && !rename(name, export->file))
		return 0;
	err = log_error(-errno ?: -EIO, "%s: %s", export->file, strerror(errno));
	unlink(name);
	return err;
}

int xdp_export_wait(struct xdp_export *export, int timeout_ms)
{
	const __u64 end = clock_monotonic() + timeout_ms * CLOCK_NS_PER_MS;
	int told = 0, left = timeout_ms;

	if (!export->server)
		return signals_wait(-1, timeout_ms);
	while (told >= 0 && left > 0) {
		int most = metrics_server_run(export->server);
		__u64 now;

		told = signals_wait(metrics_server_fd(export->server),
				    most >= 0 && most < left ? most : left);
		now = clock_monotonic();
		left = now < end ? (end - now) / CLOCK_NS_PER_MS + 1 : 0;
	}
	return told < 0 ? told : 0;
}

void xdp_export_end(struct xdp_export *export)
{
	metrics_server_close(export->server);
	xdp_metrics_free(export->metrics);
}

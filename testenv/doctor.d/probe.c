// SPDX-License-Identifier: GPL-2.0
/*
 * What the running kernel lets this process do, found by doing it: each feature in a
 * process of its own, with whose end all is gone that it made, namespaces included.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "log.h"
#include "options.h"
#include "probe_programs.h"

static int verbosity;

static const struct option_row rows[] = {
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[NAME...]",
	.purpose = "Try the kernel's features, or those named: ok, missing or refused.",
	.rows = rows,
	.max_words = INT_MAX,
};

/* Can the file be read, and is it in a file system of that type? */
static int try_file(const char *path, long magic)
{
	struct statfs found;

	if (statfs(path, &found))
		return -errno;
	if (found.f_type != magic)
		return -ENOENT;
	return open(path, O_RDONLY | O_CLOEXEC) < 0 ? -errno : 0;
}

static int try_btf(void)
{
	return try_file("/sys/kernel/btf/vmlinux", SYSFS_MAGIC);
}

static int try_tracefs(void)
{
	return try_file(TRACEFS "/README", TRACEFS_MAGIC);
}

static int try_bpffs(void)
{
	int err = try_file("/sys/fs/bpf", BPF_FS_MAGIC);

	return err || !access("/sys/fs/bpf", W_OK | X_OK) ? err : -errno;
}

/* Of the interfaces to come, for so it is with the lab's; the sysctl "all" sets it, too. */
static int try_ipv6(void)
{
	FILE *file = fopen("/proc/sys/net/ipv6/conf/default/disable_ipv6", "r");

	if (!file)
		return -errno;
	return fgetc(file) == '1' ? -EACCES : 0; /* which is what a new address gets there */
}

static int try_veth(void)
{
	if (unshare(CLONE_NEWNET))
		return -errno;
	return system("ip link add type veth 2>/dev/null") ? -EOPNOTSUPP : 0;
}

static int try_ring(void)
{
	return bpf_map_create(BPF_MAP_TYPE_RINGBUF, NAME, 0, 0, sysconf(_SC_PAGESIZE), NULL);
}

static int try_perf(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_PERF_EVENT_ARRAY, NAME, 4, 4, 1, NULL);

	if (map < 0)
		return map;
	return perf_buffer__new(map, 1, NULL, NULL, NULL, NULL) ? 0 : -errno;
}

static const struct feature {
	const char *name;
	int (*try)(void); /* returns a negative errno if the feature is not to be had */
} features[] = {
	{ "root", try_root },
	{ "btf", try_btf },
	{ "tracefs", try_tracefs },
	{ "bpffs", try_bpffs },
	{ "ipv6", try_ipv6 },
	{ "veth", try_veth },
	{ "tracepoint", try_tracepoint },
	{ "tp_btf", try_tp_btf },
	{ "xdp", try_xdp },
	{ "frags", try_frags },
	{ "tailcall", try_tailcall },
	{ "perf", try_perf },
	{ "ring", try_ring },
	{ "fentry", try_fentry },
	{ "freplace", try_freplace },
	{ NULL, NULL },
};

static const struct feature *find(const char *name)
{
	const struct feature *feature = features;

	while (feature->name && strcmp(feature->name, name) != 0)
		feature++;
	return feature->name ? feature : NULL;
}

/* Returns the errno, 0 if the feature is there; who is killed for trying has been refused. */
static int try_apart(const struct feature *feature)
{
	pid_t child = fork();
	int err, status;

	if (child < 0)
		return errno;
	if (!child) {
		err = feature->try();
		/* the kernel's ENOTSUPP, 524, is no number for an exit status */
		_exit(err >= 0 ? 0 : err < -UINT8_MAX ? EOPNOTSUPP : -err);
	}
	if (waitpid(child, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EPERM;
}

/* Prints the feature's line. Returns whether it is there. */
static bool report(const struct feature *feature)
{
	int err = try_apart(feature);
	bool refused = err == EPERM || err == EACCES;

	if (!err)
		printf("%s\tok\tworks\n", feature->name);
	else if (!refused)
		printf("%s\tmissing\t%s\n", feature->name, strerror(err));
	else if (!capability_bpf() && feature->try != try_ipv6)
		printf("%s\trefused\tneeds root\n", feature->name);
	else
		printf("%s\trefused\t%s: %s\n", feature->name, err == EPERM ? "EPERM" : "EACCES",
		       strerror(err));
	fflush(stdout); /* a child must not inherit it */
	return !err;
}

int main(int argc, char **argv)
{
	int word = options_parse(&options, argc, argv);
	bool all_there = true;

	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	for (int i = word; i < argc; i++)
		if (!find(argv[i]))
			return options_exit(log_error(-EINVAL, "%s: no such feature", argv[i]));
	for (int i = word; i < argc; i++)
		all_there &= report(find(argv[i]));
	for (int i = 0; word == argc && features[i].name; i++)
		all_there &= report(&features[i]);
	return all_there ? EXIT_SUCCESS : EXIT_FAILURE;
}

// SPDX-License-Identifier: GPL-2.0
/* Pinning maps under their names, and finding them again. */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "log.h"
#include "map_pins.h"

/* Where the map has its pin; false for the object's own sections, which have none. */
static bool pin_path(const struct bpf_map *map, const char *dir, char path[PATH_MAX])
{
	return !bpf_map__is_internal(map) &&
	       snprintf(path, PATH_MAX, "%s/%s", dir, bpf_map__name(map)) < PATH_MAX;
}

/* The pinned map itself, by its id; 0 when there is none. */
static __u32 map_id(int fd)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len) ? info.id : 0;
}

/* The directory, or the one it would be made in, has to be in a BPF file system. */
static int check_dir(const char *dir)
{
	char path[PATH_MAX];
	struct statfs fs;

	snprintf(path, sizeof(path), "%s", dir);
	if (statfs(dir, &fs) && (errno != ENOENT || statfs(dirname(path), &fs)))
		return log_error(-errno, "%s: %s", dir, strerror(errno));
	if (fs.f_type != BPF_FS_MAGIC)
		return log_error(-EINVAL, "%s: not in a BPF file system (/sys/fs/bpf)", dir);
	return 0;
}

static int reuse_map(struct bpf_map *map, const char *path)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);
	int fd = bpf_obj_get(path), err;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	if (!err && (info.type != bpf_map__type(map) || info.key_size != bpf_map__key_size(map) ||
		     info.value_size != bpf_map__value_size(map)))
		err = -EINVAL;
	if (!err)
		err = bpf_map__reuse_fd(map, fd);
	close(fd);
	return err;
}

int map_pins_prepare(struct bpf_object *object, const char *dir, bool reuse)
{
	int err = check_dir(dir);
	char path[PATH_MAX];
	struct bpf_map *map;

	if (err || !reuse)
		return err;
	bpf_object__for_each_map (map, object) {
		if (!pin_path(map, dir, path))
			continue;
		err = reuse_map(map, path);
		if (err)
			return log_error(err, "%s: cannot be reused: %s", path,
					 err == -EINVAL ? "another layout" : strerror(-err));
	}
	return 0;
}

/* Pins the map, unless it is that very map which is pinned there. */
static int pin(const struct bpf_map *map, const char *path)
{
	int fd = bpf_obj_get(path);
	bool same = fd >= 0 && map_id(fd) == map_id(bpf_map__fd(map));

	if (fd >= 0)
		close(fd);
	if (same)
		return 0;
	if (fd >= 0 && unlink(path))
		return -errno;
	return bpf_obj_pin(bpf_map__fd(map), path);
}

int map_pins_set(const struct bpf_object *object, const char *dir)
{
	char path[PATH_MAX];
	struct bpf_map *map;
	int err;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return log_error(-errno, "%s: %s", dir, strerror(errno));
	bpf_object__for_each_map (map, object) {
		if (!pin_path(map, dir, path))
			continue;
		err = pin(map, path);
		if (err)
			return log_error(err, "%s: not pinned: %s", path, strerror(-err));
	}
	return 0;
}

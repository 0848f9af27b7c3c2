// SPDX-License-Identifier: GPL-2.0
/* map_pins in a BPF file system of its own: maps are pinned, found again, and replaced. */
#include <sys/stat.h>

#include <bpf/bpf.h>

#include "map_pins_fixture.h"
#include "namespaces.h"
#include "privileges.h"

static char pins[64]; /* the directory, which map_pins_set() makes */

FIXTURE(mount_bpffs)
{
	bool root;

	if (scratch_make(state) || mount_namespace(&root) || mount("bpf", scratch, "bpf", 0, NULL))
		return -1;
	snprintf(pins, sizeof(pins), "%s/pins", scratch);
	return 0;
}

FIXTURE(umount_bpffs)
{
	return umount(scratch) ?: scratch_remove(state);
}

FIXTURE(remove_pins)
{
	unlink(scratch_path("pins/first"));
	unlink(scratch_path("pins/second"));
	rmdir(pins);
	return 0;
}

static __u32 id_of(int fd)
{
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : info.id;
}

/* The id of the map that has this name's pin; 0 if none. */
static __u32 pinned(const char *name)
{
	char path[128];
	int fd;
	__u32 id;

	snprintf(path, sizeof(path), "%s/%s", pins, name);
	fd = bpf_obj_get(path);
	id = fd < 0 ? 0 : id_of(fd);
	if (fd >= 0)
		close(fd);
	return id;
}

static int map_of(const struct bpf_object *object, const char *name)
{
	return bpf_loader_map(object, name, sizeof(__u32), sizeof(__u64));
}

/* Opens, prepares, loads and pins. */
static struct bpf_object *pin_object(bool reuse)
{
	struct bpf_object *object = open_object();

	assert_int_equal(map_pins_prepare(object, pins, reuse), 0);
	assert_int_equal(bpf_loader_load(object), 0);
	assert_int_equal(map_pins_set(object, pins), 0);
	assert_int_equal(pinned("first"), id_of(map_of(object, "first")));
	assert_int_equal(pinned("second"), id_of(map_of(object, "second")));
	return object;
}

NEEDS(capability_bpf(), "may not create BPF maps: run as root");
GROUP(mount_bpffs, umount_bpffs);
EACH(NULL, remove_pins);

TEST(pinned_maps_stay)
{
	struct dirent **names;
	__u32 first, second;

	bpf_object__close(pin_object(false));
	first = pinned("first");
	second = pinned("second");
	assert_true(first && second && first != second);
	assert_int_equal(scandir(pins, &names, NULL, NULL), 4); /* ., .., and the maps */
	for (int i = 0; i < 4; i++)
		free(names[i]);
	free(names);
}

TEST(reused)
{
	const char *path = scratch_path("pins/first");
	__u32 first, second, key = 0;
	struct stat before, after;
	struct bpf_object *object;
	__u64 value = 42;

	object = pin_object(true); /* nothing there yet: new maps */
	first = pinned("first");
	second = pinned("second");
	assert_int_equal(bpf_map_update_elem(map_of(object, "first"), &key, &value, BPF_ANY), 0);
	bpf_object__close(object);
	assert_int_equal(stat(path, &before), 0);
	value = 0;

	object = pin_object(true);
	assert_int_equal(pinned("first"), first);
	assert_int_equal(pinned("second"), second);
	assert_int_equal(bpf_map_lookup_elem(map_of(object, "first"), &key, &value), 0);
	assert_int_equal(value, 42);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(after.st_ino, before.st_ino); /* it was not pinned anew */
	bpf_object__close(object);
}

/* One map is there, the other is not. */
TEST(partly_reused)
{
	__u32 first;

	bpf_object__close(pin_object(false));
	first = pinned("first");
	assert_int_equal(unlink(scratch_path("pins/second")), 0);
	bpf_object__close(pin_object(true));
	assert_int_equal(pinned("first"), first);
	assert_true(pinned("second"));
}

TEST(replaced)
{
	__u32 first;

	bpf_object__close(pin_object(false));
	first = pinned("first");
	bpf_object__close(pin_object(false));
	assert_true(pinned("first"));
	assert_int_not_equal(pinned("first"), first);
}

TEST(another_layout)
{
	struct bpf_object *object = open_object();

	bpf_object__close(pin_object(false));
	bpf_map__set_value_size(bpf_object__find_map_by_name(object, "second"), 16);
	assert_refused(object, pins, -EINVAL, scratch_path("pins/second"),
		       "cannot be reused: another layout");
	assert_int_equal(map_pins_prepare(object, pins, false), 0);
	bpf_object__close(object);

	object = open_object();
	bpf_map__set_type(bpf_object__find_map_by_name(object, "first"), BPF_MAP_TYPE_HASH);
	assert_refused(object, pins, -EINVAL, scratch_path("pins/first"),
		       "cannot be reused: another layout");
	bpf_object__close(object);
}

TEST(cannot_be_pinned)
{
	struct bpf_object *object = open_object();

	assert_int_equal(bpf_loader_load(object), 0);
	assert_int_equal(mkdir(pins, 0700), 0);
	assert_int_equal(mkdir(scratch_path("pins/first"), 0700), 0);
	assert_true(HEARD(map_pins_set(object, pins)) < 0);
	assert_non_null(strstr(heard.err, "/pins/first: not pinned: "));
	assert_int_equal(rmdir(scratch_path("pins/first")), 0);
	bpf_object__close(object);
}

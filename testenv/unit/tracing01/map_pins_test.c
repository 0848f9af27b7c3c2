// SPDX-License-Identifier: GPL-2.0
/* map_pins: directories that are in no BPF file system are refused before anything is loaded. */
#include "map_pins_fixture.h"

static void assert_dir_refused(const char *dir, int err, const char *message)
{
	struct bpf_object *object = open_object();

	assert_refused(object, dir, err, dir, message);
	bpf_object__close(object);
}

GROUP(scratch_make, scratch_remove);

TEST(no_bpf_file_system)
{
	const char message[] = "not in a BPF file system (/sys/fs/bpf)";

	assert_dir_refused(scratch, -EINVAL, message);
	assert_dir_refused(scratch_path("absent"), -EINVAL, message);
	assert_dir_refused("/proc", -EINVAL, message);
	assert_int_equal(scratch_size(scratch_path("absent")), -1);
}

TEST(no_such_directory)
{
	char message[] = "No such file or directory";

	assert_dir_refused(scratch_path("absent/absent"), -ENOENT, message);
	scratch_write(scratch_path("file"), "");
	assert_dir_refused(scratch_path("file/absent"), -ENOTDIR, "Not a directory");
}

// SPDX-License-Identifier: GPL-2.0
/* common/map_pins: directories that are in no BPF file system are refused before anything is loaded. */
#include <errno.h>

#include "map_pins_fixture.h"

static void assert_dir_refused(const char *dir, int err, const char *message)
{
	struct bpf_object *object = open_object();

	assert_refused(object, dir, err, dir, message);
	bpf_object__close(object);
}

static void test_no_bpf_file_system(void **state)
{
	const char message[] = "not in a BPF file system (/sys/fs/bpf)";

	(void)state;
	assert_dir_refused(scratch, -EINVAL, message);
	assert_dir_refused(scratch_path("absent"), -EINVAL, message);
	assert_dir_refused("/proc", -EINVAL, message);
	assert_int_equal(scratch_size(scratch_path("absent")), -1);
}

static void test_no_such_directory(void **state)
{
	char message[] = "No such file or directory";

	(void)state;
	assert_dir_refused(scratch_path("absent/absent"), -ENOENT, message);
	scratch_write(scratch_path("file"), "");
	assert_dir_refused(scratch_path("file/absent"), -ENOTDIR, "Not a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_bpf_file_system),
		cmocka_unit_test(test_no_such_directory),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

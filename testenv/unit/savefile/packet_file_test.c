// SPDX-License-Identifier: GPL-2.0
/* common/packet_file: records of parts, kept in memory until they are flushed. */
#include <errno.h>

#include "heard.h"
#include "packet_file.h"
#include "scratch.h"
#include "unit.h"

static struct heard heard;
static char big[PACKET_FILE_RECORD_MAX];

static struct packet_file *start(const char *filename)
{
	struct packet_file *file = packet_file_open(filename);

	assert_non_null(file);
	assert_int_equal(packet_file_start(file), 0);
	return file;
}

static void test_parts(void **state)
{
	const struct iovec parts[] = { { "one", 3 }, { NULL, 0 }, { ", two", 5 } };
	const char *filename = scratch_path("parts");
	struct packet_file *file = start(filename);
	char bytes[11];

	(void)state;
	assert_int_equal(packet_file_add(file, parts, 3, 2), 0);
	assert_int_equal(packet_file_add(file, parts, 1, 0), 0);
	assert_int_equal(packet_file_stored(file), 0);
	assert_int_equal(scratch_size(filename), 0);
	assert_int_equal(packet_file_flush(file), 0);
	assert_int_equal(packet_file_flush(file), 0);
	assert_int_equal(packet_file_stored(file), 2);
	packet_file_close(file);
	assert_int_equal(scratch_size(filename), 11);
	scratch_read(filename, bytes, 11);
	assert_memory_equal(bytes, "one, twoone", 11);
}

/* What fills the memory is written only when something more comes. */
static void test_records_wait(void **state)
{
	const struct iovec half = { big, sizeof(big) / 2 }, byte = { big, 1 };
	const char *filename = scratch_path("wait");
	struct packet_file *file = start(filename);

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(packet_file_add(file, &half, 1, 1), 0);
	assert_int_equal(scratch_size(filename), 0);
	assert_int_equal(packet_file_add(file, &byte, 1, 1), 0);
	assert_int_equal(scratch_size(filename), sizeof(big));
	assert_int_equal(packet_file_stored(file), 2);
	packet_file_close(file);
	assert_int_equal(scratch_size(filename), sizeof(big) + 1);
}

static void test_largest_record(void **state)
{
	const struct iovec parts[] = { { big, sizeof(big) }, { "x", 1 } };
	const char *filename = scratch_path("largest");
	struct packet_file *file = start(filename);
	char message[256];
	int err, again;

	(void)state;
	assert_int_equal(packet_file_add(file, parts + 1, 1, 1), 0);
	assert_int_equal(packet_file_add(file, parts, 1, 1), 0);
	hear_begin(&heard);
	err = packet_file_add(file, parts, 2, 1);
	again = packet_file_add(file, parts + 1, 1, 1);
	hear_end(&heard);
	snprintf(message, sizeof(message), "%s: %s\n", filename, strerror(EMSGSIZE));
	assert_string_equal(heard.err, message);
	assert_int_equal(err, -EMSGSIZE);
	assert_int_equal(again, -EMSGSIZE);
	assert_int_equal(packet_file_stored(file), 2);
	packet_file_close(file);
	assert_int_equal(scratch_size(filename), sizeof(big) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_records_wait),
		cmocka_unit_test(test_largest_record),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

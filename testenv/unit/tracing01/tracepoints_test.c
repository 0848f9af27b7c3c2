// SPDX-License-Identifier: GPL-2.0
/* tracing01/tracepoints, base/tracefs: against format files that a test writes, in a mount namespace of its own. */
#include <sys/stat.h>

#include "bpf_loader.h"
#include "child.h"
#include "namespaces.h"
#include "tracefs.h"
#include "tracepoints.h"
#include "unit.h"

#define TRACEFS "/sys/kernel/tracing"

/* A format file as kernels write it; the print fmt is longer than any line with a field. */
#define FORMAT(fields)                                                                  \
	"name: event\nID: 77\nformat:\n"                                                \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"          \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n" fields             \
	"\nprint fmt: \"act=%s\", __print_symbolic(REC->act, { 0, \"ABORTED\" }, " LONG \
	"{ 1, \"DROP\" }, { 2, \"PASS\" }, { 3, \"TX\" }, { 4, \"REDIRECT\" })\n"

#define LONG SAME SAME SAME SAME
#define SAME "/* 60 bytes of text, which stand here to make a line longer */"

#define IFINDEX "\tfield:int ifindex;\toffset:8;\tsize:4;\tsigned:1;\n"
#define ACT	"\tfield:u32 act;\toffset:12;\tsize:4;\tsigned:0;\n"
#define NAME	"\tfield:char name[16];\toffset:16;\tsize:16;\tsigned:0;\n"
#define MESSAGE "\tfield:__data_loc char[] message;\toffset:32;\tsize:4;\tsigned:0;\n"
#define ADDRESS "\tfield:const void * address;\toffset:40;\tsize:8;\tsigned:0;\n"
#define GOOD	FORMAT(IFINDEX ACT NAME MESSAGE ADDRESS)

static void write_format(const char *event, const char *format)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), TRACEFS "/events/unit/%s", event);
	mkdir(path, 0755);
	strcat(path, "/format");
	file = fopen(path, "w");
	if (!file || fputs(format, file) < 0 || fclose(file))
		abort();
}

static bool root; /* of the machine, and not of a user namespace alone */

static int check(const char *filename)
{
	struct bpf_object *object = bpf_loader_open(filename);
	int err;

	assert_non_null(object);
	err = HEARD(tracepoints_check(object));
	bpf_object__close(object);
	assert_string_equal(heard.out, "");
	return err;
}

/* File systems of the test's hide the kernel's. */
FIXTURE(hide_tracefs)
{
	if (mount("unit", "/sys/kernel/debug", "tmpfs", 0, NULL) && errno != ENOENT)
		return -1;
	return mount("unit", TRACEFS, "tmpfs", 0, NULL) || mkdir(TRACEFS "/events", 0755) ||
	       mkdir(TRACEFS "/events/unit", 0755);
}

FIXTURE(good_formats)
{
	write_format("event", GOOD);
	write_format("other", GOOD);
	return 0;
}

NEEDS(!access(TRACEFS, F_OK), "this kernel has no " TRACEFS);
NEEDS(!mount_namespace(&root), "no mount namespace for an ordinary user here: run as root");
GROUP(hide_tracefs, NULL);
EACH(good_formats, NULL);

TEST(where_it_is)
{
	assert_string_equal(tracefs_find(), TRACEFS);
}

TEST(same)
{
	assert_int_equal(check("tracepoints_kern.o"), 0);
	assert_string_equal(heard.err, "");
	write_format("event", FORMAT(ADDRESS NAME MESSAGE ACT IFINDEX));
	assert_int_equal(check("tracepoints_kern.o"), 0);
}

TEST(differs)
{
#define FIELD(name)   "unit/event: field \"" name "\" is at offset "
#define MISSING(name) "unit/event: this kernel's has no field \"" name "\"\n"
	static const char *const formats[][2] = {
		{ FORMAT("\tfield:int ifindex;\toffset:16;\tsize:4;\tsigned:1;\n" ACT NAME MESSAGE
				 ADDRESS),
		  FIELD("ifindex") "16 with 4 bytes in this kernel, the program reads 4 bytes at "
				   "8\n" },
		{ FORMAT(IFINDEX
			 "\tfield:u8 act;\toffset:12;\tsize:1;\tsigned:0;\n" NAME MESSAGE ADDRESS),
		  FIELD("act") "12 with 1 bytes in this kernel, the program reads 4 bytes at "
			       "12\n" },
		{ FORMAT(IFINDEX ACT
			 "\tfield:char name[32];\toffset:16;\tsize:32;\tsigned:0;\n" MESSAGE
				 ADDRESS),
		  FIELD("name") "16 with 32 bytes in this kernel, the program reads 16 bytes at "
				"16\n" },
		{ FORMAT(IFINDEX NAME MESSAGE ADDRESS), MISSING("act") },
		{ FORMAT(IFINDEX ACT NAME ADDRESS), MISSING("message") },
		{ "", MISSING("ifindex") },
	};

	for (size_t i = 0; i < COUNT(formats); i++) {
		write_format("event", formats[i][0]);
		assert_int_equal(check("tracepoints_kern.o"), -EPROTO);
		assert_string_equal(heard.err, formats[i][1]);
		write_format("event", GOOD);
		write_format("other", formats[i][0]);
		assert_int_equal(check("tracepoints_kern.o"), -EPROTO);
		ASSERT_SAID_OF("unit/other: ");
		write_format("other", GOOD);
	}
}

TEST(no_such_tracepoint)
{
	unlink(TRACEFS "/events/unit/event/format");
	assert_int_equal(check("tracepoints_kern.o"), -ENOENT);
	assert_string_equal(heard.err, TRACEFS "/events/unit/event/format: no such tracepoint: "
					       "No such file or directory\n");
}

/* It is mounted, and closed to us. */
static int find_what_is_closed(void)
{
	WANT(!chmod(TRACEFS, 0));
	WANT(!drop_capabilities());
	WANT(!tracefs_find());
	return 0;
}

TEST(closed)
{
	int failed = HEARD(in_child(find_what_is_closed));

	chmod(TRACEFS, 0755);
	assert_int_equal(failed, 0);
	assert_string_equal(heard.err, TRACEFS ": Permission denied: run as root, or with "
					       "CAP_DAC_READ_SEARCH\n");
}

/* A tracepoint that this kernel has, and does not show. */
static int check_what_is_closed(void)
{
	WANT(!chmod(TRACEFS "/events/unit/event", 0));
	WANT(!drop_capabilities());
	WANT(check("tracepoints_kern.o") == -EACCES);
	return strcmp(heard.err, TRACEFS "/events/unit/event/format: Permission denied\n");
}

TEST(closed_tracepoint)
{
	assert_int_equal(in_child(check_what_is_closed), 0);
	chmod(TRACEFS "/events/unit/event", 0755);
}

TEST(no_struct)
{
	assert_int_equal(check("tracepoints_untyped_kern.o"), -EINVAL);
	assert_string_equal(heard.err, "at_event: its context is not a pointer to a struct\n");
}

/* Nowhere to be seen, and not permitted to mount it. */
static int find_without_capabilities(void)
{
	WANT(!mount("unit", TRACEFS, "tmpfs", 0, NULL));
	WANT(!drop_capabilities());
	WANT(!tracefs_find());
	return 0;
}

TEST(no_tracefs)
{
	int failed = HEARD(in_child(find_without_capabilities));

	umount(TRACEFS);
	assert_int_equal(failed, 0);
	assert_string_equal(heard.err, TRACEFS ": no tracefs to be seen, and none can be mounted: "
					       "Operation not permitted: run as root "
					       "(mount -t tracefs tracefs " TRACEFS ")\n");
}

/* Nowhere to be seen: root mounts it. */
static int find_what_is_not_mounted(void)
{
	const char *place;

	WANT(!mount("unit", TRACEFS, "tmpfs", 0, NULL));
	place = tracefs_find();
	WANT(root ? place && !access(TRACEFS "/events", F_OK) : !place);
	return 0;
}

TEST(mounts_tracefs)
{
	int failed = HEARD(in_child(find_what_is_not_mounted));

	while (access(TRACEFS "/events/unit", F_OK) && !umount(TRACEFS))
		;
	assert_int_equal(failed, 0);
	assert_int_equal(!*heard.err, root);
}

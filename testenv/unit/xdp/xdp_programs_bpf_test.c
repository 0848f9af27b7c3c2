// SPDX-License-Identifier: GPL-2.0
/* xdp_programs and xdp_table: what stands on interfaces of a new network namespace. */
#include <sys/resource.h>

#include "xdp_fixture.h"
#include "xdp_table.h"
#include "xdp_target.h"

static void assert_one(int fd, enum xdp_attach_mode mode, const char *name)
{
	struct xdp_programs *there = xdp_programs_get(veth);
	struct bpf_prog_info info = info_of(fd);

	assert_non_null(there);
	assert_int_equal(there->ifindex, veth);
	assert_int_equal(there->mode, mode);
	assert_int_equal(there->id, info.id);
	assert_false(there->dispatcher);
	assert_int_equal(there->count, 1);
	assert_int_equal(there->programs[0].id, info.id);
	assert_true(there->programs[0].btf);
	assert_memory_equal(there->programs[0].tag, info.tag, BPF_TAG_SIZE);
	assert_string_equal(there->programs[0].kernel_name, "name_of_15_char");
	assert_string_equal(there->programs[0].name, name);
	free(there);
}

ON_VETH9(load);

TEST(one)
{
	assert_int_equal(attach(fd_of("name_of_15_char"), SKB), 0);
	assert_one(fd_of("name_of_15_char"), XDP_MODE_SKB, "name_of_15_char");
	assert_int_equal(attach(-1, SKB), 0);
	assert_int_equal(attach(fd_of(LONG_NAME), XDP_FLAGS_DRV_MODE), 0);
	assert_one(fd_of(LONG_NAME), XDP_MODE_NATIVE, LONG_NAME);
}

TEST(none)
{
	struct xdp_programs *there = xdp_programs_get(veth);

	assert_non_null(there);
	assert_int_equal(there->count, 0);
	assert_int_equal(there->id, 0);
	assert_int_equal(there->mode, XDP_MODE_UNSPEC);
	free(there);
}

TEST(no_interface)
{
	assert_null(HEARD(xdp_programs_get(77777)));
	assert_string_equal(heard.err, "if 77777: cannot ask for its XDP programs: No such device "
				       "(more with -v)\n");
}

/* A program that was loaded without BTF: its name is what the kernel keeps. */
TEST(no_btf)
{
	const struct bpf_insn pass[] = {
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_PASS },
		{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "without_btf", "GPL", pass, 2, NULL);
	struct xdp_programs *there;

	assert_true(fd >= 0);
	assert_int_equal(attach(fd, SKB), 0);
	there = xdp_programs_get(veth);
	assert_non_null(there);
	assert_false(there->programs[0].btf);
	assert_string_equal(there->programs[0].kernel_name, "without_btf");
	assert_string_equal(there->programs[0].name, "without_btf");
	free(there);
	close(fd);
}

static struct xdp_program_info watched;

static int check(struct xdp_programs *there)
{
	return HEARD(xdp_target_check(there, &watched, 1));
}

TEST(check)
{
	struct xdp_programs *there;

	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	there = xdp_programs_get(veth);
	assert_non_null(there);
	watched = there->programs[0];
	assert_int_equal(check(there), 0);
	assert_string_equal(heard.err, "");
	assert_int_equal(attach(fd_of("name_of_15_char"), SKB), 0);
	assert_int_equal(check(there), -ENODEV);
	ASSERT_SAID("veth9: program " LONG_NAME " (id %u) was replaced\n", watched.id);
	assert_int_equal(attach(-1, SKB), 0);
	assert_int_equal(check(there), -ENODEV);
	ASSERT_SAID("veth9: program " LONG_NAME " (id %u) was taken off\n", watched.id);
	there->ifindex = 77777; /* as if it had been removed */
	assert_int_equal(check(there), -ENXIO);
	assert_string_equal(heard.err, "veth9: the interface is gone\n");
	free(there);
}

TEST(name_by_id)
{
	char name[128];

	assert_int_equal(xdp_programs_name(info_of(fd_of(LONG_NAME)).id, name, sizeof(name)), 0);
	assert_string_equal(name, LONG_NAME);
	assert_int_equal(xdp_programs_name(info_of(fd_of(LONG_NAME)).id, name, 8), 0);
	assert_string_equal(name, "name_of");
	assert_int_equal(xdp_programs_name(0, name, sizeof(name)), -ENOENT);
	assert_int_equal(xdp_programs_name(~0U, name, sizeof(name)), -ENOENT);
}

TEST(map_by_name)
{
	__u32 id = info_of(fd_of(LONG_NAME)).id;
	int fd = xdp_programs_map(id, "used_map");
	struct bpf_map_info info = {};
	__u32 len = sizeof(info);

	assert_true(fd >= 0);
	assert_int_equal(bpf_obj_get_info_by_fd(fd, &info, &len), 0);
	assert_string_equal(info.name, "used_map");
	close(fd);
	assert_int_equal(xdp_programs_map(id, "nonesuch"), -ENOENT);
	assert_int_equal(xdp_programs_map(info_of(fd_of("name_of_15_char")).id, "used_map"),
			 -ENOENT);
	assert_int_equal(xdp_programs_map(~0U, "used_map"), -ENOENT);
}

#define TITLE \
	"Interface        Prio  Program name      Mode     ID   Tag               Chain actions\n"
#define LINE43 "-------------------------------------------"
#define HEADER TITLE LINE43 LINE43 "\n"

TEST(table)
{
	struct bpf_prog_info info = info_of(fd_of(LONG_NAME));
	char want[512], *end = want;
	int err;

	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	err = HEARD(xdp_table_print(veth));
	end += sprintf(end, HEADER "veth9                  " LONG_NAME " skb      %-4u ", info.id);
	for (int i = 0; i < BPF_TAG_SIZE; i++)
		end += sprintf(end, "%02x", info.tag[i]);
	strcpy(end, "\n");
	assert_int_equal(err, 0);
	assert_string_equal(heard.out, want);
	assert_string_equal(heard.err, "");
}

TEST(table_of_all)
{
	assert_int_equal(HEARD(xdp_table_print(0)), 0);
	assert_memory_equal(heard.out, HEADER, strlen(HEADER));
	assert_non_null(strstr(heard.out, "\nlo                     <No XDP program loaded!>\n"));
	assert_non_null(strstr(heard.out, "\nveth9                  <No XDP program loaded!>\n"));
	assert_non_null(strstr(heard.out, "\nveth8                  <No XDP program loaded!>\n"));
}

/* That there are none is not said when nobody could ask for them. */
TEST(table_fails)
{
	struct rlimit usual, none;
	int err;

	getrlimit(RLIMIT_NOFILE, &usual);
	none = usual;
	none.rlim_cur = 0;
	hear_begin(&heard);
	setrlimit(RLIMIT_NOFILE, &none);
	err = xdp_table_print(0);
	setrlimit(RLIMIT_NOFILE, &usual);
	hear_end(&heard);
	assert_int_equal(err, -EMFILE);
	assert_string_equal(heard.err, "interfaces: Too many open files\n");
}

// SPDX-License-Identifier: GPL-2.0
/* xdp_install: programs that stay, by themselves, and that go by their names. */
#include "xdp_fixture.h"
#include "xdp_install.h"

static struct xdp_installed installed;

/* Installs a program of a new object, without a dispatcher, which not every kernel permits. */
static int install(const char *program, enum xdp_attach_mode mode)
{
	struct bpf_object *opened = bpf_loader_open("xdp_programs_kern.o");
	int err = HEARD(xdp_install(opened, program, veth, mode, true, &installed));

	bpf_object__close(opened);
	return err;
}

static int uninstall(const char *program, bool all)
{
	return HEARD(xdp_uninstall(veth, program, all));
}

static void assert_uninstall(const char *program, bool all, int count, const char *said)
{
	assert_int_equal(uninstall(program, all), count);
	assert_string_equal(heard.err, said);
}

ON_VETH9(load);

TEST(install)
{
	assert_int_equal(install(HUNDRED_NAME, XDP_MODE_UNSPEC), 0);
	assert_string_equal(installed.name, HUNDRED_NAME);
	assert_int_equal(installed.mode, XDP_MODE_NATIVE);
	assert_int_not_equal(installed.id, 0);
	assert_int_equal(installed.id, attached());
	assert_int_equal(uninstall(HUNDRED_NAME, false), 1);
	assert_int_equal(install(SHORT_NAME, XDP_MODE_SKB), 0);
	assert_int_equal(installed.mode, XDP_MODE_SKB);
	assert_int_equal(installed.id, attached());
}

TEST(refused)
{
	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	assert_int_equal(install(SHORT_NAME, XDP_MODE_SKB), -EBUSY);
	assert_string_equal(heard.err,
			    "veth9: busy: an XDP program is attached; --force replaces it\n");
	assert_int_equal(attached(), info_of(fd_of(LONG_NAME)).id);
	assert_int_equal(install("nonesuch", XDP_MODE_SKB), -ENOENT);
	assert_memory_equal(heard.err, "nonesuch: no such program", 25);
}

/* Two that share the 15 characters which the kernel keeps are told apart. */
TEST(uninstall)
{
	assert_uninstall(NULL, false, -ENOENT, "veth9: an XDP program is not attached\n");
	assert_uninstall(LONG_NAME, false, -ENOENT, "veth9: " LONG_NAME " is not attached\n");
	assert_uninstall(NULL, true, 0, "");
	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	assert_uninstall(SHORT_NAME, false, -ENOENT, "veth9: " SHORT_NAME " is not attached\n");
	assert_int_equal(attached(), info_of(fd_of(LONG_NAME)).id);
	assert_uninstall(LONG_NAME, false, 1, "");
	assert_int_equal(attached(), 0);
	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	assert_uninstall(NULL, false, 1, "");
	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	assert_uninstall(SHORT_NAME, true, 1, "");
	assert_int_equal(attached(), 0);
}

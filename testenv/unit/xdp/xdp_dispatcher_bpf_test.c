// SPDX-License-Identifier: GPL-2.0
/* xdp_dispatcher: components, whichever libxdp loaded them, by links and by pins. */
#include <sys/stat.h>

#include <bpf/btf.h>

#include "xdp_dispatcher.h"
#include "xdp_fixture.h"
#include "xdp_install.h"
#include "xdp_table.h"
#include "xdp_target.h"

#define FIRST "component_of_the_first_slot"
#define LAST  "component_of_the_last_slot"
#define PINS  "/sys/fs/bpf/unit"

static struct bpf_object *dispatcher, *components;
static int first_link = -1, last_link = -1;

static int dispatcher_fd(void)
{
	return bpf_program__fd(bpf_loader_program(dispatcher, "xdp_dispatcher"));
}

static int component_fd(const char *name)
{
	return bpf_program__fd(bpf_loader_program(components, name));
}

/* The last slot first, so that their order is not that of the links. */
static int put_in(const char *name, const char *slot)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);

	opts.target_btf_id =
		btf__find_by_name_kind(bpf_object__btf(dispatcher), slot, BTF_KIND_FUNC);
	return bpf_link_create(component_fd(name), dispatcher_fd(), 0, &opts);
}

/* Returns 0, or a negative errno where this kernel refuses programs of this type. */
static int load_dispatcher(void)
{
	struct bpf_program *program;
	int err;

	dispatcher = bpf_loader_open("xdp_dispatcher_kern.o");
	components = bpf_loader_open("xdp_components_kern.o");
	assert_int_equal(bpf_loader_load(dispatcher), 0);
	bpf_object__for_each_program (program, components)
		bpf_program__set_attach_target(program, dispatcher_fd(),
					       strcmp(bpf_program__name(program), FIRST) ? "prog2" :
											   "prog0");
	err = HEARD(bpf_loader_load(components));
	return err;
}

/* Linux 5.13 and newer */
static bool tells_target(int link)
{
	struct bpf_link_info info = {};
	__u32 len = sizeof(info);

	return !bpf_obj_get_info_by_fd(link, &info, &len) && info.tracing.target_obj_id;
}

FIXTURE(unload_dispatcher)
{
	detach(state);
	close(first_link);
	close(last_link);
	bpf_object__close(components);
	bpf_object__close(dispatcher);
	return 0;
}

static void assert_component(const struct xdp_program_info *program, const char *name,
			     __u32 priority, __u32 chain)
{
	assert_string_equal(program->name, name);
	assert_int_equal(program->id, info_of(component_fd(name)).id);
	assert_int_equal(program->priority, priority);
	assert_int_equal(program->chain, chain);
}

static void assert_listed(void)
{
	struct xdp_programs *there = xdp_programs_get(veth);

	assert_non_null(there);
	assert_true(there->dispatcher);
	assert_int_equal(there->count, 3);
	assert_string_equal(there->programs[0].name, "xdp_dispatcher");
	assert_component(&there->programs[1], FIRST, 10, 1 << XDP_PASS);
	assert_component(&there->programs[2], LAST, 30, 0);
	free(there);
}

FIXTURE(begin)
{
	setenv("LIBXDP_BPFFS", PINS, true);
	return load(state);
}

NEEDS(capability_bpf() && !mount_namespace(&(bool){ 0 }) && !net_namespace(),
      "may not load BPF programs: run as root");
NEEDS(!mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL), "no BPF file system can be mounted");
GROUP(begin, unload);
EACH(NULL, unload_dispatcher);

TEST(by_links)
{
	if (load_dispatcher())
		LEAVE_OUT("this kernel refuses freplace");
	assert_int_equal(attach(dispatcher_fd(), SKB), 0);
	last_link = put_in(LAST, "prog2");
	first_link = put_in(FIRST, "prog0");
	assert_true(first_link >= 0 && last_link >= 0);
	if (!tells_target(first_link))
		LEAVE_OUT("this kernel's links do not tell what they replace");
	assert_listed();

	HEAR(xdp_table_print(veth));
	assert_non_null(strstr(heard.out, "\nveth9                  xdp_dispatcher    skb "));
	assert_non_null(strstr(heard.out, "\n =>              10     " FIRST " "));
	assert_non_null(strstr(heard.out, "\n =>              30     " LAST " "));

	assert_int_equal(HEARD(xdp_uninstall(veth, LAST, false)), -EOPNOTSUPP);
	assert_string_equal(heard.err, "veth9: " LAST " cannot be taken off alone: another version "
				       "of libxdp loaded the dispatcher; --unload --all takes off "
				       "all\n");
	assert_int_equal(xdp_uninstall(veth, NULL, true), 2);
	assert_int_equal(attached(), 0);
}

/* Pins as libxdp makes them, of programs that need no permission but to be loaded. */
static void pin(int attached_fd, const char *slot, const char *program)
{
	char path[128];

	mkdir(PINS, 0700);
	mkdir(PINS "/xdp", 0700);
	snprintf(path, sizeof(path), PINS "/xdp/dispatch-%d-%u", veth, info_of(attached_fd).id);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), PINS "/xdp/dispatch-%d-%u/%s-prog", veth,
		 info_of(attached_fd).id, slot);
	assert_int_equal(bpf_obj_pin(fd_of(program), path), 0);
}

FIXTURE(unpin)
{
	detach(state);
	xdp_dispatcher_unpin(veth, info_of(fd_of(SHORT_NAME)).id);
	xdp_dispatcher_unpin(veth, info_of(fd_of(HUNDRED_NAME)).id);
	rmdir(PINS "/xdp");
	return rmdir(PINS);
}

EACH(NULL, unpin);

TEST(by_pins)
{
	struct xdp_programs *there;

	pin(fd_of(SHORT_NAME), "prog1", HUNDRED_NAME);
	pin(fd_of(SHORT_NAME), "prog0", LONG_NAME);
	assert_int_equal(attach(fd_of(SHORT_NAME), SKB), 0);
	there = xdp_programs_get(veth);
	assert_non_null(there);
	assert_true(there->dispatcher);
	assert_int_equal(there->count, 3);
	assert_string_equal(there->programs[1].name, LONG_NAME);
	assert_string_equal(there->programs[2].name, HUNDRED_NAME);
	free(there);
	assert_int_equal(xdp_uninstall(veth, NULL, true), 2);
	assert_int_equal(attached(), 0);
	assert_int_equal(rmdir(PINS "/xdp"), 0); /* no pin is left */
}

static struct xdp_program_info watched[3];

static int check(struct xdp_programs *there, int from, int count)
{
	return HEARD(xdp_target_check(there, &watched[from], count));
}

/* Another dispatcher takes the place, with one of the components: that one is still watched. */
TEST(still_there)
{
	struct xdp_programs *there;

	pin(fd_of(SHORT_NAME), "prog0", LONG_NAME);
	pin(fd_of(SHORT_NAME), "prog1", SHORT_NAME);
	pin(fd_of(HUNDRED_NAME), "prog0", LONG_NAME);
	assert_int_equal(attach(fd_of(SHORT_NAME), SKB), 0);
	there = xdp_programs_get(veth);
	assert_non_null(there);
	assert_int_equal(there->count, 3);
	memcpy(watched, there->programs, sizeof(watched));
	assert_int_equal(check(there, 1, 1), 0);
	assert_int_equal(attach(fd_of(HUNDRED_NAME), SKB), 0);
	assert_int_equal(check(there, 1, 2), 0);
	ASSERT_SAID("veth9: program " SHORT_NAME " (id %u) was replaced\n", watched[2].id);
	assert_int_equal(check(there, 1, 2), 0); /* which is said once */
	assert_string_equal(heard.err, "");
	assert_int_equal(attach(-1, SKB), 0);
	assert_int_equal(check(there, 1, 1), -ENODEV);
	ASSERT_SAID("veth9: program " LONG_NAME " (id %u) was taken off\n", watched[1].id);
	free(there);
}

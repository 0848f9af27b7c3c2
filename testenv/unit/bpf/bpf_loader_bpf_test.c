// SPDX-License-Identifier: GPL-2.0
/* bpf_loader in the kernel: what is loaded, and why it is not. */
#include <linux/types.h>

#include <bpf/bpf.h>

#include "bpf_knob.h"
#include "bpf_loader_fixture.h"
#include "child.h"
#include "privileges.h"

/* Loads one program alone; what is said is heard. */
static int load_only(struct bpf_object *object, const char *name)
{
	int err;

	bpf_loader_only(object, bpf_loader_program(object, name));
	err = HEARD(bpf_loader_load(object));
	assert_string_equal(heard.out, "");
	return err;
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
EACH(open_object, close_object);

TEST(knobs_reach_the_program)
{
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet, .data_size_in = sizeof(packet));
	struct bpf_program *program = bpf_loader_program(*state, "accepted");
	const __u64 wide = 0x100000000000;
	const __u32 action = 7;
	__u32 zero = 0;
	__u64 seen;
	int map_fd;

	assert_int_equal(bpf_knob_set(*state, "action_knob", &action, sizeof(action)), 0);
	assert_int_equal(bpf_knob_set(*state, "wide_knob", &wide, sizeof(wide)), 0);
	assert_int_equal(bpf_knob_set(*state, "text_knob", "abcde", 6), 0);
	assert_int_equal(load_only(*state, "accepted"), 0);
	assert_string_equal(heard.err, "");
	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(program), &run), 0);
	assert_int_equal(run.retval, 7);
	map_fd = bpf_loader_map(*state, "seen", sizeof(zero), sizeof(seen));
	assert_int_equal(bpf_map_lookup_elem(map_fd, &zero, &seen), 0);
	assert_int_equal(seen, wide + 0x11 + 'e');
	assert_true(bpf_program__fd(bpf_loader_program(*state, "rejected")) < 0);
}

TEST(too_late_for_a_knob)
{
	const __u32 action = 7;

	assert_int_equal(load_only(*state, "accepted"), 0);
	assert_int_equal(HEARD(bpf_knob_set(*state, "action_knob", &action, sizeof(action))),
			 -EBUSY);
	assert_string_equal(heard.err,
			    "action_knob: the knob is not set: Device or resource busy\n");
}

/* No such map, or not one for these variables: the reason is logged. */
static void assert_no_map(const struct bpf_object *object, const char *name, __u32 key_size,
			  __u32 value_size, int want, const char *reason)
{
	assert_int_equal(HEARD(bpf_loader_map(object, name, key_size, value_size)), want);
	assert_string_equal(heard.err, reason);
}

TEST(maps)
{
	assert_int_equal(load_only(*state, "accepted"), 0);
	assert_true(bpf_loader_map(*state, "seen", 4, 8) >= 0);
	assert_no_map(*state, "nonesuch", 4, 8, -ENOENT, "nonesuch: the object has no such map\n");
	assert_no_map(*state, "seen", 8, 8, -EINVAL,
		      "seen: the map's keys have 4 bytes and its values 8, not 8 and 8\n");
	assert_no_map(*state, "seen", 4, 4, -EINVAL,
		      "seen: the map's keys have 4 bytes and its values 8, not 4 and 4\n");
}

TEST(rejected)
{
	assert_int_equal(load_only(*state, "rejected"), -EACCES);
	ASSERT_SAID_OF("rejected: not loaded: the verifier rejects it: ");
}

/* It is not the first program of the object, which is all right, that is named. */
TEST(the_rejected_one_is_named)
{
	bpf_program__set_autoload(bpf_loader_program(*state, "absent"), false);
	assert_int_equal(HEARD(bpf_loader_load(*state)), -EACCES);
	ASSERT_SAID_OF("rejected: not loaded: the verifier rejects it: ");
}

TEST(no_target)
{
	assert_int_equal(load_only(*state, "absent"), -ESRCH);
	ASSERT_SAID_OF("absent: not loaded: ");
}

static struct bpf_object *unprivileged_object;

static int load_without_capabilities(void)
{
	WANT(!drop_capabilities());
	WANT(bpf_loader_load(unprivileged_object) == -EPERM);
	return 0;
}

TEST(an_ordinary_user)
{
	unprivileged_object = *state;
	assert_int_equal(HEARD(in_child(load_without_capabilities)), 0);
	ASSERT_SAID_OF("bpf_loader_kern: not loaded: Operation not permitted: run as root, or with "
		       "CAP_BPF, CAP_PERFMON, "
		       "CAP_NET_ADMIN");
}

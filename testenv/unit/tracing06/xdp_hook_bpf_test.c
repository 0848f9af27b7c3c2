// SPDX-License-Identifier: GPL-2.0
/* xdp_hook with owners of every kind: what fits there is found out, and who is in it. */
#include <sys/wait.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "namespaces.h"
#include "privileges.h"
#include "scratch.h"
#include "unit.h"
#include "xdp_hook.h"

#define OWNED  XDP_PASS /* what the owner decides */
#define FILLED XDP_TX	/* what the program in the hook makes of it */

static struct xdp_hook hook;
static struct bpf_object *object;
static int owner; /* the program that jumps to the hook */

FIXTURE(mount_bpffs)
{
	bool root;

	return scratch_make(state) || mount_namespace(&root) ||
	       mount("bpf", scratch, "bpf", 0, NULL);
}

FIXTURE(umount_bpffs)
{
	return umount(scratch) ?: scratch_remove(state);
}

/* A program that ends by a jump to the map's slot OWNED. */
static int load_owner(int map_fd, enum bpf_attach_type attach_type, bool frags)
{
	const struct bpf_insn insns[] = {
		{ BPF_LD | BPF_IMM | BPF_DW, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, map_fd },
		{ 0 },
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, OWNED },
		{ BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call },
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, OWNED },
		{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach_type,
		    .prog_flags = frags ? BPF_F_XDP_HAS_FRAGS : 0);

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "owner", "GPL", insns, COUNT(insns), &opts);
}

/* Makes a hook as programs in C have it, pins it, and leaves the owner, if the kernel takes it. */
static bool make_hook(int slots, enum bpf_attach_type attach_type, bool frags)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "hook", 4, 4, slots, NULL);

	unlink(scratch_path("hook"));
	assert_true(fd >= 0);
	assert_int_equal(bpf_obj_pin(fd, scratch_path("hook")), 0);
	owner = load_owner(fd, attach_type, frags);
	close(fd);
	return owner >= 0;
}

static int verdict(void)
{
	char packet[64] = "";
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	assert_int_equal(bpf_prog_test_run_opts(owner, &opts), 0);
	return opts.retval;
}

/* As xdpcap does it: a program that is loaded so that it fits, and signed, into each slot. */
static int fill(void)
{
	int err = 0, fd;

	object = bpf_loader_open("xdp_hook_kern.o");
	assert_non_null(object);
	xdp_hook_prepare(&hook, object);
	assert_int_equal(bpf_loader_load(object), 0);
	fd = bpf_program__fd(bpf_loader_program(object, "capture"));
	for (int slot = 0; !err && slot < hook.slots; slot++)
		err = xdp_hook_sign(&hook, slot, fd) ?:
			      bpf_map_update_elem(hook.fd, &slot, &fd, BPF_ANY);
	return err;
}

static void empty(void)
{
	for (int slot = 0; slot < hook.slots; slot++)
		bpf_map_delete_elem(hook.fd, &slot);
}

static void make_and_get(void)
{
	assert_true(make_hook(XDP_HOOK_ACTIONS, BPF_XDP, false));
	assert_int_equal(xdp_hook_get(&hook, scratch_path("hook")), 0);
}

FIXTURE(end)
{
	xdp_hook_close(&hook);
	bpf_object__close(object);
	object = NULL;
	close(owner);
	unlink(scratch_path("hook"));
	return 0;
}

static void try_owner(int slots, enum bpf_attach_type attach_type, bool frags)
{
	__u32 program;

	if (!make_hook(slots, attach_type, frags))
		return; /* before 5.18 there are no fragments */
	assert_int_equal(xdp_hook_get(&hook, scratch_path("hook")), 0);
	assert_int_equal(hook.slots, slots);
	assert_int_equal(verdict(), OWNED);
	assert_int_equal(xdp_hook_claim(&hook, false), 0);
	assert_int_equal(fill(), 0);
	assert_int_equal(verdict(), FILLED);
	assert_int_equal(xdp_hook_check(&hook), 0);
	empty();
	assert_int_equal(verdict(), OWNED);
	for (int action = 0; action < slots; action++)
		assert_int_equal(xdp_hook_user(&hook, action, &program), XDP_HOOK_FREE);
	end(NULL);
}

NEEDS(capability_bpf(), "may not create BPF maps: run as root");
GROUP(mount_bpffs, umount_bpffs);

TEST(every_owner)
{
	for (int slots = 4; slots <= 5; slots++)
		for (int frags = 0; frags <= 1; frags++) {
			try_owner(slots, BPF_XDP, frags);
			try_owner(slots, 0, frags);
		}
}

EACH(NULL, end);

TEST(another_capture_is_busy)
{
	struct xdp_hook other;
	__u32 program;

	make_and_get();
	assert_int_equal(fill(), 0);
	assert_int_equal(xdp_hook_get(&other, scratch_path("hook")), 0);
	assert_int_equal(xdp_hook_user(&other, XDP_PASS, &program), XDP_HOOK_CAPTURE);
	assert_int_equal(HEARD(xdp_hook_claim(&other, false)), -EBUSY);
	assert_non_null(
		strstr(heard.err, "/hook: busy: another capture runs: program capture (id "));
	assert_int_equal(xdp_hook_claim(&other, true), 0);

	/* the other one takes the place: the first says so, and takes out nothing of it */
	assert_int_equal(bpf_map_delete_elem(hook.fd, &(int){ XDP_PASS }), 0);
	assert_int_equal(HEARD(xdp_hook_check(&hook)), -ENODEV);
	assert_non_null(strstr(heard.err, "our program at XDP_PASS was taken out"));
	xdp_hook_close(&other);
}

/* Force or not: it stays, and so do those in slots that no hook has. */
TEST(a_foreign_program_is_busy)
{
	static const struct {
		int entries, slot;
		const char *where;
	} tables[] = {
		{ XDP_HOOK_ACTIONS, XDP_DROP,
		  "is at XDP_DROP; --force takes a capture's place only" },
		{ 64, 63, "is at a slot beyond; --force takes a capture's place only" },
		{ 2, 0, "is at entry; --force takes a capture's place only" },
	};
	__u32 program;

	for (size_t i = 0; i < COUNT(tables); i++) {
		assert_true(make_hook(tables[i].entries, BPF_XDP, false));
		assert_int_equal(xdp_hook_open(&hook, scratch_path("hook")), 0);
		assert_int_equal(bpf_map_update_elem(hook.fd, &tables[i].slot, &owner, BPF_ANY), 0);
		assert_int_equal(xdp_hook_user(&hook, tables[i].slot, &program), XDP_HOOK_FOREIGN);
		for (int force = 0; force <= 1; force++) {
			assert_int_equal(HEARD(xdp_hook_claim(&hook, force)), -EBUSY);
			assert_non_null(strstr(heard.err,
					       "/hook: busy: not a capture's: program owner (id "));
			assert_non_null(strstr(heard.err, tables[i].where));
		}
		assert_int_equal(bpf_map_delete_elem(hook.fd, &tables[i].slot), 0);
		end(NULL);
	}
}

/* What a capture leaves that ends without a word. */
TEST(killed)
{
	enum xdp_hook_user user = XDP_HOOK_CAPTURE;
	__u32 program;
	int status;
	pid_t child;

	make_and_get();
	child = fork();
	if (!child) {
		if (xdp_hook_get(&hook, scratch_path("hook")) || fill())
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(verdict(), FILLED);
	for (int i = 0; user == XDP_HOOK_CAPTURE && i < 1000;
	     i++) { /* the kernel does it a little later */
		usleep(1000);
		user = xdp_hook_user(&hook, XDP_PASS, &program);
	}
	assert_int_equal(user, XDP_HOOK_ABANDONED);
	assert_int_equal(HEARD(xdp_hook_claim(&hook, false)), 0);
	assert_non_null(strstr(heard.err, "/hook: a capture was killed here"));
}

/* assert_refused - it is no hook, and why */
static void assert_refused(const char *name, const char *reason)
{
	assert_true(HEARD(xdp_hook_get(&hook, scratch_path(name))) < 0);
	ASSERT_SAID_OF("%s: %s", scratch_path(name), reason);
}

TEST(no_hook)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "array", 4, 4, 5, NULL);

	assert_int_equal(bpf_obj_pin(fd, scratch_path("array")), 0);
	close(fd);
	assert_true(make_hook(XDP_HOOK_ACTIONS, BPF_XDP, false));
	assert_int_equal(bpf_obj_pin(owner, scratch_path("program")), 0);
	fd = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "hook", 4, 4, 5, NULL);
	assert_int_equal(bpf_obj_pin(fd, scratch_path("lonely")), 0);
	close(fd);
	assert_refused("nonesuch", "No such file or directory");
	assert_refused("array", "not a hook: no prog array");
	assert_refused("program", "not a hook: no prog array");
	assert_refused("lonely", "no XDP program with this hook has been loaded");
}

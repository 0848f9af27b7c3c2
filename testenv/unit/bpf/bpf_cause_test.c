// SPDX-License-Identifier: GPL-2.0
/* bpf_cause: the reason that one reads for what the kernel and the libraries said. */
#include <limits.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "child.h"
#include "library_says.h"
#include "log.h"
#include "privileges.h"
#include "unit.h"

#define REJECTED  "the verifier rejects it: "
#define VERBOSE	  " (more with -v)"
#define PROCESSED "processed 3 insns (limit 1000000) max_states_per_insn 0\n"
#define NETLINK	  "libbpf: Kernel error message: "
#define AS_ROOT	  "Operation not permitted: run as root, or with "

#define libbpf_warns(...) library_says(LIBBPF_WARN, __VA_ARGS__)

/* What libbpf says of a program whose verifier log is @log. */
static void say_rejected(const char *log)
{
	libbpf_warns("libbpf: prog 'p': BPF program load failed: Permission denied\n");
	library_says(LIBBPF_WARN,
		     "libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n%s-- END PROG LOAD LOG --\n",
		     log);
	libbpf_warns("libbpf: prog 'p': failed to load: -13\n");
	libbpf_warns("libbpf: failed to load object 'x'\n");
}

EACH(says_nothing, NULL);

/* Longer than what is kept, as one message. */
TEST(a_giant_verifier_log)
{
	static char log[300000];
	const char end[] = "\nR0 !read_ok\nprocessed 9 insns (limit 1000000)\n";

	memset(log, '-', sizeof(log));
	strcpy(log + sizeof(log) - sizeof(end), end);
	say_rejected(log);
	assert_string_equal(bpf_cause(-EACCES, NULL), REJECTED "R0 !read_ok" VERBOSE);
}

/* A reason of more than one can print. */
TEST(a_giant_reason)
{
	char longest[1000] = "";

	memset(longest, 'x', sizeof(longest) - 1);
	libbpf_warns("%s\nprocessed 1 insns\n", longest);
	assert_memory_equal(bpf_cause(-EINVAL, NULL), REJECTED "xxx", strlen(REJECTED "xxx"));
	assert_in_range(strlen(bpf_cause(-EINVAL, NULL)), 300, 600);
	log_forget();
	assert_null(strstr(bpf_cause(-EINVAL, NULL), "xxx"));
}

TEST(nothing_found)
{
	bool btf = !access("/sys/kernel/btf/vmlinux", F_OK);

	assert_string_equal(bpf_cause(-ENOENT, NULL),
			    btf ? "No such file or directory" VERBOSE :
				  "the kernel has no BTF (/sys/kernel/btf/vmlinux)");
	assert_string_equal(bpf_cause(-ESRCH, NULL),
			    btf ? "No such process" VERBOSE :
				  "the kernel has no BTF (/sys/kernel/btf/vmlinux)");
}

static int say_cause_without_capabilities(void)
{
	WANT(!drop_capabilities());
	printf("%s", bpf_cause(-EPERM, NULL));
	return 0;
}

TEST(an_ordinary_user)
{
	assert_int_equal(HEARD(in_child(say_cause_without_capabilities)), 0);
	assert_string_equal(heard.out, AS_ROOT "CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN");
}

/* As libbpf 1.1 on Linux 6.18 said it of real programs, but for what repeats. */
#define INFINITE_LOOP                                                                 \
	"libbpf: prog 'loops': BPF program load failed: Invalid argument\n"           \
	"libbpf: prog 'loops': -- BEGIN PROG LOAD LOG --\n"                           \
	"; SEC(\"xdp\") int loops(struct xdp_md *ctx) { while (i < 10) ; } @ b.c:3\n" \
	"6: (6d) if r1 s> r2 goto pc-4         ; R1=10 R2=0\n"                        \
	"infinite loop detected at insn 3\n"                                          \
	"cur state: R1=10 R2=0 R10=fp0 fp-8=0000????\n"                               \
	"old state: R1=P10 R2=0 R10=fp0 fp-8=0000????\n"                              \
	"processed 16 insns (limit 1000000) max_states_per_insn 0 total_states 1 "    \
	"peak_states 1 mark_read 0\n-- END PROG LOAD LOG --\n"                        \
	"libbpf: prog 'loops': failed to load: -22\n"
#define POINTERS                                                                    \
	"libbpf: prog 'p': BPF program load failed: Permission denied\n"            \
	"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n"                             \
	"; stats->bytes += ctx->data_end - ctx->data; @ xdp_stats.h:48\n"           \
	"19: (1f) r2 -= r3\nR2 pointer -= pointer prohibited\n"                     \
	"processed 16 insns (limit 1000000) max_states_per_insn 0 total_states 1\n" \
	"-- END PROG LOAD LOG --\nlibbpf: prog 'p': failed to load: -13\n"
/* The second line is "R1 offset is outside of the packet" up to Linux 6.19. */
#define BEYOND_PACKET                                                              \
	"libbpf: prog 'p': BPF program load failed: Permission denied\n"           \
	"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n"                            \
	"; return ip6->hop_limit; @ b.c:20\n7: (71) r1 = *(u8 *)(r1 +21)\n"        \
	"invalid access to packet, off=21 size=1, R1(id=0,off=21,r=14)\n"          \
	"R1 min value is outside of the allowed memory range\n"                    \
	"processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0\n" \
	"-- END PROG LOAD LOG --\nlibbpf: prog 'p': failed to load: -13\n"
#define HALF_A_POINTER                                                             \
	"libbpf: prog 'p': BPF program load failed: Permission denied\n"           \
	"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n"                            \
	"; void *data_end = (void *)(long)ctx->data_end; @ b.c:28\n"               \
	"2: (63) *(u32 *)(r10 -48) = r1\ninvalid size of register spill\n"         \
	"processed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0\n" \
	"-- END PROG LOAD LOG --\nlibbpf: prog 'p': failed to load: -13\n"
#define NO_DESCRIPTOR_LEFT                                                         \
	"libbpf: prog 'p': BPF program load failed: Too many open files\n"         \
	"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n"                            \
	"processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0\n" \
	"-- END PROG LOAD LOG --\nlibbpf: prog 'p': failed to load: -24\n"

/* What is said, and what is made of it; a row with a log goes on where the one before ends. */
static const struct {
	const char *log; /* of the verifier, as libbpf says it; or NULL */
	const char *said;
	int err;
	const char *cause;
} logs[] = {
	{ NULL, INFINITE_LOOP, -EINVAL,
	  REJECTED "infinite loop detected at insn 3, at: SEC(\"xdp\") int loops(struct "
		   "xdp_md *ctx) { while (i < 10) ; } @ b.c:3" VERBOSE },
	{ NULL, POINTERS, -EACCES,
	  REJECTED "R2 pointer -= pointer prohibited, at: stats->bytes += "
		   "ctx->data_end - ctx->data; @ xdp_stats.h:48" VERBOSE },
	{ NULL, BEYOND_PACKET, -EACCES,
	  REJECTED "invalid access to packet, off=21 size=1, R1(id=0,off=21,r=14), at: "
		   "return ip6->hop_limit; @ b.c:20" VERBOSE },
	{ NULL, HALF_A_POINTER, -EACCES,
	  REJECTED "invalid size of register spill: half of a pointer is stored, at: "
		   "void *data_end = (void *)(long)ctx->data_end; @ b.c:28" VERBOSE },
	{ NULL, NO_DESCRIPTOR_LEFT, -EMFILE, "Too many open files (ulimit -n)" },
	/* the verifier's last word, on the latest program */
	{ "; return *byte; @ b.c:7\n2: (71) r0 = *(u8 *)(r2 +0)\n"
	  "invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)\n" PROCESSED,
	  "", -EACCES,
	  REJECTED "invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0), at: "
		   "return *byte; @ b.c:7" VERBOSE },
	/* whose source is not that of the program before */
	{ "second reason\n" PROCESSED, "", -EINVAL, REJECTED "second reason" VERBOSE },
	/* a log that begins with its end, and what is none */
	{ NULL, "only\nprocessed 1 insns\n", -EINVAL, REJECTED "only" VERBOSE },
	{ NULL, "this was processed 1 insns\n", -EINVAL, "Invalid argument" VERBOSE },
	/* what netlink says last */
	{ NULL,
	  NETLINK "XDP is busy\n" NETLINK "Peer MTU is too large to set XDP\n"
		  "libxdp: Error attaching XDP program\n",
	  -ERANGE, "Peer MTU is too large to set XDP" },
	{ NULL, NETLINK "without an end", -ERANGE, "without an end" },
	/* nothing but the errno */
	{ NULL, "libbpf: something else\n", -E2BIG, "Argument list too long" VERBOSE },
};

#define REAL 5 /* of these logs, at first */

static void assert_causes(size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!logs[i].log)
			log_forget();
		else
			say_rejected(logs[i].log);
		libbpf_warns("%s", logs[i].said);
		assert_string_equal(bpf_cause(logs[i].err, NULL), logs[i].cause);
	}
}

TEST(real_logs)
{
	if (!capability_bpf())
		LEAVE_OUT("other causes for an ordinary user");
	assert_causes(0, REAL);
}

TEST(logs)
{
	assert_causes(REAL, COUNT(logs));
	log_forget();
	library_says(LIBBPF_INFO, NETLINK "no warning, so not kept\n");
	assert_string_equal(bpf_cause(-EBUSY, NULL), "Device or resource busy" VERBOSE);
}

static int say_cause_without_perfmon(void)
{
	WANT(!drop_capabilities());
	libbpf_warns("%s", POINTERS);
	printf("%s", bpf_cause(-EACCES, NULL));
	return 0;
}

TEST(pointers_without_perfmon)
{
	assert_int_equal(HEARD(in_child(say_cause_without_perfmon)), 0);
	assert_string_equal(heard.out, AS_ROOT "CAP_PERFMON");
}

static void assert_not_opened(int err, const char *want)
{
	assert_int_equal(HEARD(bpf_cause_not_opened("x.o", err)), err);
	ASSERT_SAID("x.o: %s\n", want);
}

TEST(not_opened)
{
	assert_not_opened(-EINVAL, "not a BPF object file: Invalid argument");
	libbpf_warns("libbpf: failed to find BTF for extern 'printf': -2\n");
	assert_not_opened(-ENOENT,
			  "calls printf(), which is not in it: BPF programs cannot call libc");
	log_forget();
	libbpf_warns("libbpf: BTF is required, but is missing or corrupted.\n");
	assert_not_opened(-ENOENT, "built without type information: clang needs -g");
}

static void assert_not_loaded(const struct bpf_object *object, int err, const char *name,
			      const char *cause)
{
	assert_int_equal(HEARD(bpf_cause_not_loaded(object, err)), err);
	ASSERT_SAID("%s: not loaded: %s\n", name, cause);
}

TEST(what_was_refused)
{
	static const char cause[] = "Argument list too long" VERBOSE;
	struct bpf_object *object = bpf_loader_open("bpf_quiesce_kern.o");
	const char *map, *program;

	assert_non_null(object);
	map = bpf_map__name(bpf_object__next_map(object, NULL));
	program = bpf_program__name(bpf_object__next_program(object, NULL));
	assert_not_loaded(object, -E2BIG, bpf_object__name(object), cause);
	library_says(LIBBPF_WARN,
		     "libbpf: Error in bpf_create_map_xattr(first):Invalid "
		     "argument(-22). Retrying without BTF.\n"
		     "libbpf: map '%s': failed to create: Invalid argument(-22)\n",
		     map);
	assert_not_loaded(object, -E2BIG, map, cause);
	log_forget();
	libbpf_warns("libbpf: prog '%s': BPF program load failed: Invalid argument\n", program);
	assert_not_loaded(object, -E2BIG, program, cause);
	bpf_object__close(object);
}

static struct bpf_object *tracing;

static int refuse_without_capabilities(void)
{
	WANT(!drop_capabilities());
	WANT(bpf_cause_not_loaded(tracing, -EPERM) == -EPERM);
	return 0;
}

/* Where libbpf has named none, what was to be loaded first tells what it takes. */
TEST(what_it_was_for)
{
	tracing = bpf_loader_open("bpf_cause_kern.o");
	assert_non_null(tracing);
	bpf_loader_only(tracing, bpf_loader_program(tracing, "traced"));
	assert_int_equal(HEARD(in_child(refuse_without_capabilities)), 0);
	ASSERT_SAID_OF("bpf_cause_kern: not loaded: " AS_ROOT "CAP_BPF, CAP_PERFMON");
	assert_null(strstr(heard.err, "CAP_NET_ADMIN"));
	bpf_object__close(tracing);
}

TEST(no_dispatcher)
{
	static const char check[] = "libbpf: prog 'xdp_pass': BPF program load failed: ";

	assert_false(bpf_cause_changes_packets());
	if (!capability_bpf())
		LEAVE_OUT("other causes for an ordinary user");
	assert_string_equal(bpf_cause_no_dispatcher(), "libxdp's dispatcher cannot be used here");
	libbpf_warns("%sOperation not permitted\n", check);
	assert_string_equal(bpf_cause_no_dispatcher(), "this kernel refuses freplace");
	libbpf_warns("%sUnknown error 524\n", check); /* 5.10 on arm64 */
	assert_string_equal(bpf_cause_no_dispatcher(), "this kernel refuses freplace");
	libbpf_warns("%sInvalid argument\n", check);
	assert_string_equal(bpf_cause_no_dispatcher(), "libxdp's dispatcher cannot be used here");
	library_says(LIBBPF_WARN,
		     "Extension program changes packet data, while original does not\n");
	assert_true(bpf_cause_changes_packets());
}

/* The cause of EPERM for a program of the object, for one that is permitted to load it. */
static void assert_not_permitted(const char *name, const char *want)
{
	struct bpf_object *object = bpf_loader_open("bpf_cause_kern.o");
	struct bpf_program *program = bpf_loader_program(object, name);

	assert_non_null(program);
	if (!capability_bpf())
		want = NULL;
	else if (capability_lockdown())
		want = "Operation not permitted: the kernel is locked down";
	if (want)
		assert_string_equal(bpf_cause(-EPERM, program), want);
	else
		assert_memory_equal(bpf_cause(-EPERM, program), AS_ROOT, strlen(AS_ROOT));
	bpf_object__close(object);
}

/* Linux says so when a program is attached; the tracepoint's number is not everybody's to read. */
TEST(beyond_the_tracepoint)
{
	struct bpf_object *object = bpf_loader_open("bpf_cause_kern.o");
	struct bpf_program *program = bpf_loader_program(object, "traced");

	assert_non_null(program);
	if (!capability_bpf())
		LEAVE_OUT("other causes for an ordinary user");
	assert_string_equal(bpf_cause(-EACCES, program), "Permission denied" VERBOSE);
	libbpf_warns("libbpf: prog 'traced': failed to create BPF link for perf_event "
		     "FD 9: -13 (Permission denied)\n");
	assert_string_equal(bpf_cause(-EACCES, program),
			    "it reads past the tracepoint's fields, which "
			    "/sys/kernel/tracing/events/xdp/xdp_exception/format lists");
	bpf_object__close(object);
}

#define BESIDE "../testenv" /* from this program, which is not where a lesson's would be */

static const char *beside(void)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s" BESIDE, bpf_loader_find(""));
	return path;
}

FIXTURE(remove_beside)
{
	unlink(beside());
	return 0;
}

EACH(says_nothing, remove_beside);

TEST(not_permitted)
{
	const char trampoline[] = "this kernel refuses programs that need a trampoline "
				  "(fentry, fexit, freplace)";
	const char lab[] = "this kernel refuses programs that need a trampoline "
			   "(fentry, fexit, freplace); testenv/vm.sh runs one that permits them";

	assert_not_permitted("plain", "Operation not permitted" VERBOSE);
	assert_not_permitted("tracing", trampoline);
	assert_not_permitted("extension", trampoline);
	if (symlink(".", beside()))
		LEAVE_OUT("the directory of the tests cannot be written to");
	assert_not_permitted("tracing", lab);
}

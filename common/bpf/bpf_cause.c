// SPDX-License-Identifier: GPL-2.0
/* The causes behind the errno of a bpf(2) call, and the words of others that tell them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "log.h"
#include "privileges.h"

#define MORE " (more with -v)"

static char text[512]; /* the cause, for the caller */

/* Where it goes on after these words, when they were said last; or NULL. */
static const char *said(const char *words)
{
	const char *found = NULL, *next = log_kept();

	while ((next = strstr(next, words)))
		found = next += strlen(words);
	return found;
}

static bool begins(const char *line, const char *words)
{
	return !strncmp(line, words, strlen(words));
}

static const char *line_start(const char *at)
{
	while (at > log_kept() && at[-1] != '\n')
		at--;
	return at;
}

static const char *line_before(const char *line)
{
	line = line_start(line);
	return line == log_kept() ? NULL : line_start(line - 1);
}

/* The verifier quotes the source, "; LINE", before each instruction made of it. */
static const char *verifier_source(const char *line)
{
	while (line && !begins(line, "; ") && !begins(line, "libbpf: "))
		line = line_before(line);
	return line && begins(line, "; ") ? line + 2 : NULL;
}

/* The states that it compared when it found that a loop has no end. */
static bool is_state(const char *line)
{
	return begins(line, "old state:") || begins(line, "cur state:");
}

/*
 * The verifier ends its log with the reason, then counts its instructions; the latest log
 * counts. Of what lies out of bounds it says first where, then why it thinks so, in words
 * that change from kernel to kernel: the first tells more.
 * Returns where the reason's line begins, or NULL: it has accepted the program.
 */
static const char *verifier_line(void)
{
	const char *line = said("\nprocessed "), *before;

	do
		line = line ? line_before(line) : NULL;
	while (line && is_state(line));
	if (!line || begins(line, "libbpf: "))
		return NULL;
	before = line_before(line);
	return before && begins(before, "invalid access to ") ? before : line;
}

/* What it lets only those do who may read kernel memory anyway. */
static bool for_the_privileged(const char *reason)
{
	static const char *const words[] = {
		"pointer prohibited",
		"pointer comparison prohibited",
		"leaks addr",
		"prohibited for !root",
		"cannot use helper",
		"unknown func",
		"partial copy of pointer",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (memmem(reason, strcspn(reason, "\n"), words[i], strlen(words[i])))
			return true;
	return false;
}

/* What its words do not tell. */
static const char *in_other_words(const char *line)
{
	return begins(line, "invalid size of register spill") ? ": half of a pointer is stored" :
								"";
}

static const char *verifier_reason(void)
{
	const char *line = verifier_line(), *source, *missing;

	if (!line)
		return NULL;
	missing = capability_missing(CAPABILITY(CAP_PERFMON));
	if (missing && for_the_privileged(line))
		return missing;
	source = verifier_source(line);
	snprintf(text, sizeof(text), "the verifier rejects it: %.*s%s%s%.*s" MORE,
		 (int)strcspn(line, "\n"), line, in_other_words(line), source ? ", at: " : "",
		 source ? (int)strcspn(source, "\n") : 0, source ? source : "");
	return text;
}

/* What the kernel answered a netlink request with (extack); the latest counts. */
static const char *netlink_words(void)
{
	const char *words = said("Kernel error message: ");

	if (!words)
		return NULL;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(words, "\n"), words);
	return text;
}

static bool needs_trampoline(enum bpf_prog_type type)
{
	return type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_EXT ||
	       type == BPF_PROG_TYPE_LSM;
}

#define NO_TRAMPOLINE \
	"this kernel refuses programs that need a trampoline (fentry, fexit, freplace)"

static bool is_there(const char *beside)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", bpf_loader_find(""), beside);
	return !faccessat(AT_FDCWD, path, X_OK, AT_EACCESS);
}

/*
 * What helps is named where it is: the lab, or, as installed, xdpcap, by a name that begins
 * as ours does.
 */
static const char *no_trampoline(void)
{
	const char *own = program_invocation_short_name, *xdp = strstr(own, "xdp");

	if (is_there("../testenv/vm.sh"))
		return NO_TRAMPOLINE "; testenv/vm.sh runs one that permits them";
	if (!is_there("../tracing06-xdp-hook/xdpcap"))
		return NO_TRAMPOLINE;
	snprintf(text, sizeof(text),
		 NO_TRAMPOLINE "; one in a virtual machine may permit them, and %.*sxdpcap "
			       "needs none, at a hook in the program",
		 xdp ? (int)(xdp - own) : 0, own);
	return text;
}

/* What loading and attaching takes. */
static __u64 capabilities(enum bpf_prog_type type)
{
	switch (type) {
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACING:
		return CAPABILITY_TRACING;
	default:
		return CAPABILITY_XDP;
	}
}

/* Before Linux 5.11 maps count as locked memory, whose limit libbpf lifts if it may. */
static __u64 memory_capability(void)
{
	struct utsname kernel;
	int major, minor;

	if (uname(&kernel) || sscanf(kernel.release, "%d.%d", &major, &minor) != 2 || major > 5 ||
	    (major == 5 && minor > 10))
		return 0;
	return CAPABILITY(CAP_SYS_RESOURCE);
}

/* Who has what loading takes lacks what it takes to open the programs and maps of others. */
static const char *not_permitted(enum bpf_prog_type type)
{
	const char *missing = capability_missing(capabilities(type) | memory_capability());

	if (!missing)
		missing = capability_missing(CAPABILITY(CAP_SYS_ADMIN));
	if (missing)
		return missing;
	if (capability_lockdown())
		return "Operation not permitted: the kernel is locked down";
	if (needs_trampoline(type))
		return no_trampoline();
	return NULL;
}

/* kernel.perf_event_paranoid: Debian has added 3, which leaves perf events to CAP_SYS_ADMIN. */
static int perf_paranoid(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "r");
	int level = 0;

	if (file && fscanf(file, "%d", &level) != 1)
		level = 0;
	if (file)
		fclose(file);
	return level;
}

/* The kernel compares when it attaches, not when it verifies; tracepoint: SYSTEM/NAME. */
static const char *beyond_tracepoint(const struct bpf_program *program)
{
	const char *slash = strchr(bpf_program__section_name(program), '/');

	if (bpf_program__type(program) != BPF_PROG_TYPE_TRACEPOINT || !slash ||
	    !said("perf_event FD "))
		return NULL;
	snprintf(text, sizeof(text),
		 "it reads past the tracepoint's fields, which "
		 "/sys/kernel/tracing/events%s/format lists",
		 slash);
	return text;
}

static const char *by_errno(int err, enum bpf_prog_type type)
{
	switch (-err) {
	case EPERM:
		return not_permitted(type);
	case EACCES:
		return perf_paranoid() > 2 ? capability_missing(CAPABILITY(CAP_SYS_ADMIN)) : NULL;
	case EMFILE:
		return "Too many open files (ulimit -n)";
	case ENOENT:
	case ESRCH:
		if (access("/sys/kernel/btf/vmlinux", F_OK))
			return "the kernel has no BTF (/sys/kernel/btf/vmlinux)";
	}
	return NULL;
}

const char *bpf_cause(int err, const struct bpf_program *program)
{
	enum bpf_prog_type type = program ? bpf_program__type(program) : BPF_PROG_TYPE_UNSPEC;
	const char *cause = verifier_reason() ?: netlink_words() ?: by_errno(err, type);

	if (!cause && err == -EACCES && program)
		cause = beyond_tracepoint(program);
	if (cause)
		return cause;
	snprintf(text, sizeof(text), "%s" MORE, strerror(-err));
	return text;
}

int bpf_cause_not_opened(const char *name, int err)
{
	const char *function = said("failed to find BTF for extern '");
	char reason[128];

	if (-err < __LIBBPF_ERRNO__START && said("elf: failed to open "))
		return log_error(err, "%s: %s", name, strerror(-err));
	if (said("BTF is required"))
		return log_error(err, "%s: built without type information: clang needs -g", name);
	if (function)
		return log_error(err,
				 "%s: calls %.*s(), which is not in it: BPF programs cannot call "
				 "libc",
				 name, (int)strcspn(function, "'\n"), function);
	libbpf_strerror(err, reason, sizeof(reason)); /* which has numbers of its own */
	return log_error(err, "%s: not a BPF object file: %s", name, reason);
}

static bool said_of(const char *kind, const char *name, const char *words)
{
	char line[640];

	snprintf(line, sizeof(line), "%s '%s': %s", kind, name, words);
	return said(line);
}

/*
 * When one program is refused, libbpf unloads them all, but has said the name of that one, or
 * of a map. @program becomes the program; else one that tells what the object is for.
 */
static const char *refused(const struct bpf_object *object, struct bpf_program **program)
{
	struct bpf_program *each;
	const struct bpf_map *map;

	*program = NULL;
	bpf_object__for_each_program (each, object)
		if (!*program && bpf_program__autoload(each))
			*program = each;
	bpf_object__for_each_map (map, object)
		if (said_of("map", bpf_map__name(map), "failed to create"))
			return bpf_map__name(map);
	bpf_object__for_each_program (each, object)
		if (said_of("prog", bpf_program__name(each), "")) {
			*program = each;
			return bpf_program__name(each);
		}
	return bpf_object__name(object);
}

int bpf_cause_not_loaded(const struct bpf_object *object, int err)
{
	struct bpf_program *program;
	const char *name = refused(object, &program), *cause = bpf_cause(err, program);

	if (program && bpf_program__type(program) == BPF_PROG_TYPE_UNSPEC)
		cause = "its section says no type of program: SEC(\"xdp\"), "
			"SEC(\"tracepoint/SYSTEM/NAME\")";
	return log_error(err, "%s: not loaded: %s", name, cause);
}

int bpf_cause_not_attached(const struct bpf_program *program, int err)
{
	return log_error(err, "%s: not attached: %s", bpf_program__section_name(program),
			 bpf_cause(err, program));
}

/* Some machines refuse freplace with EPERM, Linux 5.10 on arm64 with ENOTSUPP, which has no name. */
const char *bpf_cause_no_dispatcher(void)
{
	const char *err = said("BPF program load failed: "); /* the one that libxdp tries it with */

	if (capability_missing(CAPABILITY(CAP_SYS_ADMIN)))
		return "libxdp's dispatcher needs CAP_SYS_ADMIN";
	if (err && (begins(err, "Operation not permitted") || begins(err, "Unknown error 524")))
		return "this kernel refuses freplace";
	return "libxdp's dispatcher cannot be used here";
}

bool bpf_cause_changes_packets(void)
{
	return said("changes packet data, while original does not");
}

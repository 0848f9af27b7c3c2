// SPDX-License-Identifier: GPL-2.0
/* The causes behind the errno of a bpf(2) call. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf_cause.h"
#include "bpf_loader.h"
#include "capability.h"
#include "log.h"

static const char *line_start(const char *at)
{
	while (at > log_kept() && at[-1] != '\n')
		at--;
	return at;
}

/* The verifier quotes the source, "; LINE", before each instruction made of it. */
static const char *verifier_source(const char *line)
{
	while (line > log_kept() && strncmp(line, "; ", 2) != 0) {
		line = line_start(line - 1);
		if (!strncmp(line, "-- BEGIN", 8))
			return NULL;
	}
	return line > log_kept() ? line + 2 : NULL;
}

/* The verifier ends its log with the reason, then counts its instructions; the latest log counts. */
static const char *verifier_reason(char *reason, size_t size)
{
	const char *start, *source, *end = NULL, *next = log_kept();

	while ((next = strstr(next, "\nprocessed ")))
		end = next++;
	if (!end)
		return NULL;
	start = line_start(end);
	source = verifier_source(start);
	snprintf(reason, size, "the verifier rejects it: %.*s%s%.*s (more with -v)",
		 (int)(end - start), start, source ? ", at: " : "",
		 source ? (int)strcspn(source, "\n") : 0, source ? source : "");
	return reason;
}

/* What the kernel answered a netlink request with (extack); the latest counts. */
static const char *netlink_words(char *words, size_t size)
{
	static const char mark[] = "Kernel error message: ";
	const char *found = NULL, *next = log_kept();

	while ((next = strstr(next, mark)))
		found = next += strlen(mark);
	if (!found)
		return NULL;
	snprintf(words, size, "%.*s", (int)strcspn(found, "\n"), found);
	return words;
}

static bool needs_trampoline(const struct bpf_program *program)
{
	enum bpf_prog_type type = program ? bpf_program__type(program) : BPF_PROG_TYPE_UNSPEC;

	return type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_EXT ||
	       type == BPF_PROG_TYPE_LSM;
}

#define NO_TRAMPOLINE \
	"this kernel refuses programs that need a trampoline (fentry, fexit, freplace)"

/* A lesson may be copied without the lab: that is named where it is. */
static const char *no_trampoline(void)
{
	if (faccessat(AT_FDCWD, bpf_loader_own("../testenv/vm.sh"), X_OK, AT_EACCESS))
		return NO_TRAMPOLINE;
	return NO_TRAMPOLINE "; testenv/vm.sh runs one that permits them";
}

const char *bpf_cause(int err, const struct bpf_program *program)
{
	static char text[512];

	if (verifier_reason(text, sizeof(text)) || netlink_words(text, sizeof(text)))
		return text;
	switch (-err) {
	case EPERM:
		if (!capability_bpf())
			return "Operation not permitted: run as root";
		if (capability_lockdown())
			return "Operation not permitted: the kernel is locked down";
		if (needs_trampoline(program))
			return no_trampoline();
		break;
	case ENOENT:
	case ESRCH:
		if (access("/sys/kernel/btf/vmlinux", F_OK))
			return "the kernel has no BTF (/sys/kernel/btf/vmlinux)";
		break;
	}
	snprintf(text, sizeof(text), "%s (more with -v)", strerror(-err));
	return text;
}

const char *bpf_cause_open(int err)
{
	static char text[256];
	char reason[128];

	if (-err < __LIBBPF_ERRNO__START && strstr(log_kept(), "elf: failed to open "))
		return strerror(-err);
	if (strstr(log_kept(), "BTF is required"))
		return "built without type information: clang needs -g";
	libbpf_strerror(err, reason, sizeof(reason));
	snprintf(text, sizeof(text), "not a BPF object file: %s", reason);
	return text;
}

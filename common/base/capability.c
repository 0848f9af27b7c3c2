// SPDX-License-Identifier: GPL-2.0
/* Capabilities of this process, and the kernel's lockdown mode. */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capability.h"

static __u64 effective(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	if (syscall(SYS_capget, &header, data))
		return 0;
	return data[0].effective | (__u64)data[1].effective << 32;
}

__u64 capability_has(__u64 asked)
{
	return effective() & asked;
}

bool capability_bpf(void)
{
	__u64 has = effective();

	return has & CAPABILITY(CAP_SYS_ADMIN) || (has & CAPABILITY_XDP) == CAPABILITY_XDP;
}

const char *capability_missing(__u64 wanted)
{
	static const struct {
		int number;
		const char *name;
	} known[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		{ CAP_NET_RAW, "CAP_NET_RAW" },
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
		{ CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE" },
		{ CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE" },
		{ CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH" },
		{ CAP_SETUID, "CAP_SETUID" },
		{ CAP_SETGID, "CAP_SETGID" },
	};
	static const char start[] = "Operation not permitted: run as root, or with";
	static char text[sizeof(start) + sizeof(known) / sizeof(*known) * 24];
	__u64 has = effective();
	size_t len = snprintf(text, sizeof(text), "%s", start), none = len;

	if (has & CAPABILITY(CAP_SYS_ADMIN))
		has |= CAPABILITY_TRACING;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (wanted & ~has & CAPABILITY(known[i].number))
			len += snprintf(text + len, sizeof(text) - len, "%s %s",
					len == none ? "" : ",", known[i].name);
	return len == none ? NULL : text;
}

bool capability_lockdown(void)
{
	char mode[64] = "";
	FILE *file = fopen("/sys/kernel/security/lockdown", "r");

	if (!file)
		return false;
	if (!fgets(mode, sizeof(mode), file))
		mode[0] = '\0';
	fclose(file);
	return strstr(mode, "[confidentiality]");
}

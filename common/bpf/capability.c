// SPDX-License-Identifier: GPL-2.0
/* Capabilities of this process, and the kernel's lockdown mode. */
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capability.h"

static bool has(const struct __user_cap_data_struct *data, int capability)
{
	return data[capability / 32].effective >> (capability % 32) & 1;
}

bool capability_bpf(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	if (syscall(SYS_capget, &header, data))
		return false;
	return has(data, CAP_SYS_ADMIN) ||
	       (has(data, CAP_BPF) && has(data, CAP_PERFMON) && has(data, CAP_NET_ADMIN));
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

// SPDX-License-Identifier: GPL-2.0
/* Versions, as xdp-tools print them. */
#include <errno.h>
#include <stdio.h>

#include <bpf/libbpf.h>

#include "version.h"

int version_print(void)
{
	printf("%s version %s using libbpf version %u.%u\n", program_invocation_short_name, VERSION,
	       libbpf_major_version(), libbpf_minor_version());
	return 0;
}

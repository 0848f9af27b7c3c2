// SPDX-License-Identifier: GPL-2.0
/* BPF programs run inside RCU read-side sections, and membarrier waits for those. */
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf_quiesce.h"

void bpf_quiesce(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

// SPDX-License-Identifier: GPL-2.0
/* BPF programs run inside RCU read-side sections; two system calls wait for those. */
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_quiesce.h"
#include "log.h"

/*
 * Whoever changes a map of maps is to know that no program uses the old map any more, so
 * the kernel waits for a grace period. The map need not be anybody's (Linux 5.0).
 */
static int change_map_of_maps(void)
{
	int inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "quiesce", 4, 4, 1, NULL), zero = 0;
	LIBBPF_OPTS(bpf_map_create_opts, opts, .inner_map_fd = inner);
	int outer, err;

	if (inner < 0)
		return inner;
	outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "quiesce", 4, 4, 1, &opts);
	err = outer < 0 ? outer : bpf_map_update_elem(outer, &zero, &inner, BPF_ANY);
	if (outer >= 0)
		close(outer);
	close(inner);
	return err;
}

int bpf_quiesce(void)
{
	int err;

	/* refused on kernels with nohz_full CPUs, and where a sandbox does not know it */
	if (!syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		return 0;
	err = change_map_of_maps();
	if (!err)
		return 0;
	return log_error(err,
			 "membarrier: no waiting for programs that still run, whose last "
			 "packets may be missing: %s",
			 bpf_cause(err, NULL));
}

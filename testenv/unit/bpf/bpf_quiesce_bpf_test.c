// SPDX-License-Identifier: GPL-2.0
/* bpf_quiesce: what had begun has ended. */
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <bpf/bpf.h>

#include "bpf_loader.h"
#include "bpf_quiesce.h"
#include "child.h"
#include "privileges.h"
#include "unit.h"

static bool refuse; /* membarrier, as kernels with nohz_full CPUs do */

long __real_syscall(long number, long first, long second, long third);

long __wrap_syscall(long number, long first, long second, long third)
{
	if (number != SYS_membarrier || !refuse)
		return __real_syscall(number, first, second, third);
	errno = EINVAL;
	return -1;
}

struct progress {
	uint32_t begun, ended; /* runs, as bpf_quiesce_kern.c counts them */
};

static void *run(void *context)
{
	static const char packet[64];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	bpf_prog_test_run_opts(*(int *)context, &opts);
	return NULL;
}

/* The program runs on one CPU and is watched from another, if there are two. */
static void start(pthread_t *thread, int *prog_fd)
{
	cpu_set_t all, one;
	pthread_attr_t attr;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_getaffinity(0, sizeof(all), &all);
	if (CPU_COUNT(&all) > 1)
		CPU_XOR(&all, &all, &one);
	pthread_attr_init(&attr);
	pthread_attr_setaffinity_np(&attr, sizeof(all), &all);
	assert_int_equal(pthread_create(thread, &attr, run, prog_fd), 0);
	pthread_attr_destroy(&attr);
}

static void assert_what_runs_has_ended(void)
{
	struct bpf_object *object = bpf_loader_open("bpf_quiesce_kern.o");
	volatile struct progress *progress;
	uint32_t ended;
	pthread_t thread;
	int map_fd, prog_fd;

	assert_non_null(object);
	assert_int_equal(bpf_loader_load(object), 0);
	prog_fd = bpf_program__fd(bpf_loader_program(object, "slow"));
	map_fd = bpf_loader_map(object, "progress", sizeof(uint32_t), sizeof(*progress));
	progress = mmap(NULL, sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED, map_fd, 0);
	assert_ptr_not_equal(progress, MAP_FAILED);
	for (uint32_t round = 1; round <= 5; round++) {
		start(&thread, &prog_fd);
		while (progress->begun < round)
			;
		assert_int_equal(bpf_quiesce(), 0);
		ended = progress->ended;
		pthread_join(thread, NULL);
		assert_int_equal(ended, round);
	}
	munmap((void *)progress, sysconf(_SC_PAGESIZE));
	bpf_object__close(object);
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");

TEST(what_runs_has_ended)
{
	assert_what_runs_has_ended();
	refuse = true;
	assert_what_runs_has_ended();
	refuse = false;
}

static int quiesce_without_capabilities(void)
{
	refuse = true;
	WANT(!drop_capabilities());
	WANT(bpf_quiesce() == -EPERM);
	return 0;
}

/* Who cannot wait is told so. */
TEST(no_way_to_wait)
{
	static const char said[] = "membarrier: no waiting for programs that still run, whose "
				   "last packets may be missing: ";

	assert_int_equal(HEARD(in_child(quiesce_without_capabilities)), 0);
	assert_memory_equal(heard.err, said, strlen(said));
}

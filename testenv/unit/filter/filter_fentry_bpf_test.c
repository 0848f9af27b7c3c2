// SPDX-License-Identifier: GPL-2.0
/* A filter at the entry and at the exit of another XDP program says what libpcap says. */
#include <linux/types.h>

#include "filter_expressions.h"
#include "filter_programs.h"
#include "privileges.h"

#define PACKETS 60

static struct filter_packet packets[PACKETS];
static struct filter_image image;
static struct filter_program target;
static struct bpf_link *links[2]; /* at its entry and its exit */

static void detach(struct filter_program *watcher)
{
	for (size_t i = 0; i < COUNT(links); i++) {
		bpf_link__destroy(links[i]);
		links[i] = NULL;
	}
	filter_program_unload(watcher);
	filter_program_unload(&target);
}

/* Loads the programs with a filter, and attaches them to the target. */
static int attach(struct filter_program *watcher, const struct sock_fprog *filter)
{
	struct bpf_link **link = links;
	struct bpf_program *program;
	int err = filter_program_open(watcher, &image, filter);

	if (err)
		return err;
	bpf_object__for_each_program (program, watcher->object)
		err = err ?: bpf_program__set_attach_target(program, target.fd, "filter_linear");
	err = err ?: filter_program_start(watcher);
	if (err)
		return err;
	bpf_object__for_each_program (program, watcher->object)
		if (!(*link++ = bpf_program__attach(program)))
			err = -errno;
	return err;
}

/* A kernel that refuses trampolines cannot tell. */
static bool may_attach(void)
{
	struct filter_program watcher;
	int err;

	if (filter_image_read(&filter_linear_image, "filter_kern.o") ||
	    filter_image_read(&image, "filter_fentry_kern.o") ||
	    filter_program_load(&target, &filter_linear_image, NULL))
		return true; /* the test will say why */
	err = HEARD(attach(&watcher, NULL));
	detach(&watcher);
	return err != -EPERM;
}

NEEDS(capability_bpf(), "may not load BPF programs: run as root");
NEEDS(may_attach(), "this kernel refuses programs that need a trampoline");

TEST(entry_and_exit)
{
	struct filter_fentry_says *says;
	struct filter_program watcher;
	struct sock_fprog filter;
	unsigned int matches = 0;

	filter_packets_make(packets, PACKETS);
	for (__u32 n = 0; n < COUNT(filter_expressions); n += 20) {
		assert_int_equal(pcap_filter_compile(filter_expressions[n], PCAP_FILTER_ETHERNET,
						     &filter),
				 0);
		assert_int_equal(filter_program_load(&target, &filter_linear_image, NULL), 0);
		assert_int_equal(attach(&watcher, &filter), 0);
		says = watcher.shared;
		for (__u32 i = 0; i < PACKETS; i++) {
			bool want = pcap_filter_matches(&filter, packets[i].bytes, packets[i].size,
							packets[i].size);

			filter_program_run(&target, packets[i].bytes, packets[i].size);
			assert_int_equal(says->entry, want);
			assert_int_equal(says->exit, want);
			assert_int_equal(says->runs, i + 1);
			matches += want;
		}
		detach(&watcher);
		pcap_filter_free(&filter);
	}
	assert_true(matches);
}

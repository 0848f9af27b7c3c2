// SPDX-License-Identifier: GPL-2.0
/* xdp_evict: what stands in the way goes, comes back, and nothing else is touched. */
#include "xdp_evict.h"
#include "xdp_fixture.h"

static int attach_in_between; /* a program's descriptor: somebody attaches it just now */

int __real_bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts);

int __wrap_bpf_xdp_detach(int ifindex, __u32 flags, const struct bpf_xdp_attach_opts *opts)
{
	if (attach_in_between)
		attach(attach_in_between, flags);
	return __real_bpf_xdp_detach(ifindex, flags, opts);
}

static struct xdp_programs *there;
static int evicted; /* its descriptor */

static int evict(int *program_fd)
{
	free(there);
	there = xdp_programs_get(veth);
	assert_non_null(there);
	return xdp_evict(there, program_fd);
}

static void undo(void)
{
	xdp_evict_undo(there, evicted);
}

ON_VETH9(load);

TEST(none)
{
	assert_int_equal(evict(&evicted), -ENOENT);
	assert_int_equal(evicted, -1);
	undo();
}

/* However long its name; and in the mode it had. */
TEST(and_back)
{
	const char *const names[] = { SHORT_NAME, LONG_NAME, HUNDRED_NAME };
	const __u32 modes[] = { SKB, XDP_FLAGS_DRV_MODE };

	for (unsigned int i = 0; i < COUNT(names) * COUNT(modes); i++) {
		int fd = fd_of(names[i / COUNT(modes)]);
		__u32 mode = modes[i % COUNT(modes)], id;

		assert_int_equal(attach(fd, mode), 0);
		assert_int_equal(evict(&evicted), 0);
		assert_int_equal(attached(), 0);
		undo();
		assert_int_equal(bpf_xdp_query_id(veth, mode, &id), 0);
		assert_int_equal(id, info_of(fd).id);
		detach(NULL);
	}
}

TEST(not_back)
{
	assert_int_equal(attach(fd_of(HUNDRED_NAME), SKB), 0);
	assert_int_equal(evict(&evicted), 0);
	assert_int_equal(attach(fd_of(SHORT_NAME), SKB), 0);
	HEAR(undo());
	ASSERT_SAID("veth9: XDP program " HUNDRED_NAME " (id %u) is not back: %s\n",
		    info_of(fd_of(HUNDRED_NAME)).id, strerror(EBUSY));
	assert_int_equal(attached(), info_of(fd_of(SHORT_NAME)).id);
}

/* One that another process holds by a link goes, and cannot come back. */
TEST(a_link)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = SKB);
	int link = bpf_link_create(fd_of(LONG_NAME), veth, BPF_XDP, &opts);

	assert_true(link >= 0);
	assert_int_equal(attached(), info_of(fd_of(LONG_NAME)).id);
	assert_int_equal(evict(&evicted), 0);
	assert_int_equal(evicted, -1);
	assert_int_equal(attached(), 0);
	undo();
	assert_int_equal(attached(), 0);
	close(link);
}

TEST(not_another)
{
	int err;

	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	attach_in_between = fd_of(SHORT_NAME);
	err = evict(&evicted);
	attach_in_between = 0;
	assert_int_equal(err, -EEXIST);
	assert_int_equal(evicted, -1);
	assert_int_equal(attached(), info_of(fd_of(SHORT_NAME)).id);
}

TEST(for_good)
{
	assert_int_equal(attach(fd_of(LONG_NAME), SKB), 0);
	assert_int_equal(evict(NULL), 0);
	assert_int_equal(attached(), 0);
	assert_int_equal(evict(NULL), -ENOENT);
}

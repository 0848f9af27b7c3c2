// SPDX-License-Identifier: GPL-2.0
/* xdp_attach: by a link, in the place of another, and why not. */
#include "xdp_attach.h"
#include "xdp_fixture.h"

static bool refuse_links;     /* as a driver that takes no XDP would */
static int attach_afterwards; /* a program's descriptor: somebody attaches it right after us */

int __real_bpf_link_create(int program_fd, int target_fd, enum bpf_attach_type type,
			   const struct bpf_link_create_opts *opts);
int __real_bpf_xdp_attach(int ifindex, int program_fd, __u32 flags,
			  const struct bpf_xdp_attach_opts *opts);

int __wrap_bpf_link_create(int program_fd, int target_fd, enum bpf_attach_type type,
			   const struct bpf_link_create_opts *opts)
{
	if (refuse_links)
		return -EINVAL;
	return __real_bpf_link_create(program_fd, target_fd, type, opts);
}

int __wrap_bpf_xdp_attach(int ifindex, int program_fd, __u32 flags,
			  const struct bpf_xdp_attach_opts *opts)
{
	int err = __real_bpf_xdp_attach(ifindex, program_fd, flags, opts);

	if (!err && attach_afterwards)
		err = __real_bpf_xdp_attach(ifindex, attach_afterwards,
					    flags & ~XDP_FLAGS_UPDATE_IF_NOEXIST, NULL);
	return err;
}

ON_VETH9(load);

TEST(attach_and_detach)
{
	struct xdp_attach *ours = xdp_attach(object, LONG_NAME, veth, XDP_MODE_UNSPEC, false);

	assert_non_null(ours);
	assert_int_equal(xdp_attach_mode(ours), XDP_MODE_NATIVE);
	assert_int_equal(attached(), info_of(fd_of(LONG_NAME)).id);
	assert_true(xdp_attach_alive(ours));
	xdp_detach(ours);
	assert_int_equal(attached(), 0);
	xdp_detach(NULL);
}

TEST(busy)
{
	struct xdp_attach *ours;

	assert_int_equal(attach(fd_of(HUNDRED_NAME), SKB), 0);
	assert_null(HEARD(xdp_attach(object, SHORT_NAME, veth, XDP_MODE_SKB, false)));
	ASSERT_SAID("veth9: busy: XDP program " HUNDRED_NAME
		    " (id %u) is attached; --force replaces it\n",
		    info_of(fd_of(HUNDRED_NAME)).id);
	ours = xdp_attach(object, SHORT_NAME, veth, XDP_MODE_SKB, true);
	assert_non_null(ours);
	assert_int_equal(attached(), info_of(fd_of(SHORT_NAME)).id);
	xdp_detach(ours);
	assert_int_equal(attached(), info_of(fd_of(HUNDRED_NAME)).id);
}

/* What we attach to hear the kernel's words goes, what somebody puts in its place stays. */
TEST(refused)
{
	struct xdp_attach *ours;
	__u32 others[2];

	refuse_links = true;
	hear_begin(&heard);
	for (int i = 0; i < 2; i++) {
		ours = xdp_attach(object, LONG_NAME, veth, XDP_MODE_SKB, false);
		others[i] = attached();
		attach_afterwards = fd_of(SHORT_NAME);
	}
	hear_end(&heard);
	refuse_links = false;
	attach_afterwards = 0;
	assert_null(ours);
	assert_int_equal(others[0], 0);
	assert_int_equal(others[1], info_of(fd_of(SHORT_NAME)).id);
	assert_memory_equal(heard.err, "veth9: not attached: ", 21);
}

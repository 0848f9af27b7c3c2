// SPDX-License-Identifier: GPL-2.0
/* A dispatcher as a libxdp might have it that is newer than the one here: of version 3. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define SLOTS 3

struct xdp_dispatcher_config {
	__u8 magic, dispatcher_version, num_progs_enabled, is_xdp_frags;
	__u64 new_in_3; /* so that the arrays stand elsewhere */
	__u32 chain_call_actions[SLOTS];
	__u32 run_prios[SLOTS];
};

static volatile const struct xdp_dispatcher_config conf = {
	.magic = 236,
	.dispatcher_version = 3,
	.num_progs_enabled = SLOTS,
	.chain_call_actions = { 1U << 31 | 1 << XDP_PASS, 1U << 31 | 1 << XDP_DROP, 1U << 31 },
	.run_prios = { 10, 20, 30 },
};

#define SLOT(name)                                 \
	__noinline int name(struct xdp_md *ctx)    \
	{                                          \
		volatile int action = 31;          \
                                                   \
		return ctx ? action : XDP_ABORTED; \
	}
SLOT(prog0)
SLOT(prog1)
SLOT(prog2)

SEC("xdp")
int xdp_dispatcher(struct xdp_md *ctx)
{
	int action = prog0(ctx);

	if (conf.chain_call_actions[0] & 1U << action)
		action = prog1(ctx);
	if (conf.chain_call_actions[1] & 1U << action)
		action = prog2(ctx);
	return conf.chain_call_actions[2] & 1U << action ? XDP_PASS : action;
}

int (*dispatcher_version)[3] SEC("xdp_metadata");
char _license[] SEC("license") = "GPL";

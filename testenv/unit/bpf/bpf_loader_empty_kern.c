// SPDX-License-Identifier: GPL-2.0
/* A BPF object without a program. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

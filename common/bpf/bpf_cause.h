/* SPDX-License-Identifier: GPL-2.0 */
/* Why the kernel refused: from an errno to a reason that one can act on. */
#ifndef COMMON_BPF_CAUSE_H
#define COMMON_BPF_CAUSE_H

#include <bpf/libbpf.h>

/*
 * bpf_cause - why the kernel refused a bpf(2) operation
 * @err: the negative errno
 * @program: the program it was about, or NULL
 *
 * Returns a text without a newline, made from @err, from the verifier's last
 * word or netlink's extack (log_kept()), and from what this process may do. It is valid until the
 * next call.
 */
const char *bpf_cause(int err, const struct bpf_program *program);

/*
 * bpf_cause_open - why libbpf did not open an object
 * @err: the negative errno, which may be one of libbpf's own
 *
 * Returns a text likewise.
 */
const char *bpf_cause_open(int err);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why the kernel refused: from an errno to a reason that one can act on. What libbpf,
 * libxdp, the verifier and the kernel's extack say is recognised by its words here, and
 * nowhere else; the words are those that log_kept() has.
 */
#ifndef COMMON_BPF_CAUSE_H
#define COMMON_BPF_CAUSE_H

#include <bpf/libbpf.h>
#include <stdbool.h>

/*
 * bpf_cause - why the kernel refused a bpf(2) operation
 * @err: the negative errno
 * @program: the program it was about, or NULL
 *
 * Returns a text without a newline, made from @err, from the verifier's last
 * word or netlink's extack, and from what this process may do. It is valid until the
 * next call.
 */
const char *bpf_cause(int err, const struct bpf_program *program);

/*
 * Why libbpf's own calls failed: each logs the reason in one line, and returns @err, a
 * negative errno.
 *
 * bpf_cause_not_opened - bpf_object__open_file() of @name returned NULL, and errno -@err
 * bpf_cause_not_loaded - bpf_object__load() returned @err; the program or map that the
 *	kernel refused is named
 * bpf_cause_not_attached - bpf_program__attach() returned NULL, and errno -@err
 */
int bpf_cause_not_opened(const char *name, int err);
int bpf_cause_not_loaded(const struct bpf_object *object, int err);
int bpf_cause_not_attached(const struct bpf_program *program, int err);

/* bpf_cause_no_dispatcher - why libxdp attached a program without its dispatcher */
const char *bpf_cause_no_dispatcher(void);

/*
 * bpf_cause_changes_packets - was a program kept out of a dispatcher for what it does?
 *
 * Newer kernels do not let a program that moves a packet's ends replace a function that
 * does not.
 */
bool bpf_cause_changes_packets(void);

#endif

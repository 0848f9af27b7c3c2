#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What watching a program costs its packets: instructions that the CPU executes, above
# those of the program itself, with xdp-tools' xdpdump and with ours. In a VM whose
# clock counts instructions (vm.sh --icount), so a nanosecond is an instruction.
#
#   xdpdump.sh [KERNEL]	default 6.12
set -u
[[ $# -eq 0 || $# -eq 1 && $1 =~ ^[0-9.]+$ ]] ||
	{ echo "xdpdump.sh: ${2-$1}: expects a KERNEL (see vm.sh kernels), and nothing else" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
repo=$(dirname "$(dirname "$here")")
if [ "$(uname -n)" != xdp-lab ]; then
	exec "$here/../vm.sh" --kernel "${1:-6.12}" --icount --timeout 600 -- "$here/xdpdump.sh"
fi
. "$here/../checks/lib.sh"

ours=$repo/tracing05-xdp-fentry/xdpdump
peer=$(command -v xdpdump) || { echo "xdpdump: not installed (package xdp-tools)" >&2; exit 1; }
clang --target=bpf -O2 -g -c -I"/usr/include/$(gcc -print-multiarch)" -o pass.o -x c - <<'END'
#include <linux/bpf.h>
__attribute__((section("xdp"), used)) int xdp_bare(struct xdp_md *ctx) { return XDP_PASS; }
END
bpftool prog load pass.o /sys/fs/bpf/bare type xdp
bpftool net attach xdpgeneric pinned /sys/fs/bpf/bare dev lo
for size in 64 1500; do head -c $size /dev/zero >packet.$size; done

# cost SIZE: ns for one packet: the median of 21 runs over 1,000 packets
cost()
{
	for _ in {1..21}; do
		bpftool prog run pinned /sys/fs/bpf/bare data_in "packet.$1" repeat 1000 |
			sed -n 's/.*duration (average): \([0-9]*\)ns.*/\1/p'
	done | sort -n | sed -n 11p
}

# watched SIZE PROGRAM: the same while the program watches
watched()
{
	start watcher "^listening" "$2" -i lo -s 96 -w /dev/null
	cost "$1"
	stop INT
}

printf 'Linux %s, entry, -s 96: instructions per packet\n' "$(uname -r)"
printf '%-10s %8s %14s %14s %8s\n' packet bare "xdp-tools'" "this one" ratio
for size in 64 1500; do
	bare=$(cost $size) theirs=$(watched $size "$peer") mine=$(watched $size "$ours")
	printf '%-10s %8d %14s %14s %8s\n' "$size B" "$bare" "+$((theirs - bare))" "+$((mine - bare))" \
		"$(awk "BEGIN { printf \"%.2f\", ($mine - $bare) / ($theirs - $bare) }")"
done

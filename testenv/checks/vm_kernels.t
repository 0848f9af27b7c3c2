#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm.sh with each of the kernels that are asked for: its name, the command's own output and status.
. "$(dirname "$0")/lib.sh"
needs vm
beside others
vm=$repo/testenv/vm.sh
for kernel in ${KERNELS:-$("$vm" kernels | sed -n 's/^default: \([0-9.]*\).*/\1/p')}; do	# those that are fetched
	exits "$kernel: uname" 7 "$vm" --kernel "$kernel" -- sh -c 'uname -r; echo told >&2; exit 7'
	like "$kernel: the release, alone" "^${kernel//./\\.}\.[0-9.]+[-+a-z0-9]*$" "$out"
	is "$kernel: one line" 1 "$(wc -l <"$tmp/run.out")"
	is "$kernel: stderr apart" told "$err"
done
done_testing

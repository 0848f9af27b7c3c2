#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm.sh --arch arm64: the other processor, this repository built for it, and kept as it is here.
# beside others
. "$(dirname "$0")/lib.sh"
[ "${LENGTH-}" = full ] || skip_all "builds everything: make test-all does"
vm=("$repo/testenv/vm.sh" --arch arm64 --kernel 6.12)
cache=$("${vm[@]}" kernels | sed -n 's/^default: .*; cache: //p')
for part in root kernels/6.12; do
	[ -e "$cache/$part" ] || skip_all "needs what testenv/vm.sh --arch arm64 fetch 6.12 fetches"
done
for tool in qemu-system-aarch64 aarch64-linux-gnu-gcc; do
	[ -x "$(command -v $tool)" ] || skip_all "needs $tool"
done
seen="$repo/testenv/checks/seen.arm64"
trap 'rm -rf "$seen" "$tmp"' EXIT
echo here >"$seen"
exits "a command there" 7 "${vm[@]}" -- sh -c "uname -m; cat $seen; $tracing04/xdp_sample_pkts_user --help | head -n 1; exit 7"
is "the processor, a file that is here, a program built for it" "aarch64 here usage:" "$(awk '{ print $1 }' <<<"$out" | xargs)"
rm "$seen"
exits "a file that went here" 1 "${vm[@]}" -- test -e "$seen"
done_testing

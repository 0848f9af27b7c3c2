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
# shellcheck source=/dev/null
[ "$(cat "$cache/root.packages" 2>/dev/null)" = "$(here=$repo/testenv && . "$here/vm/foreign.sh" && foreign_packages)" ] ||
	skip_all "needs today's packages: testenv/vm.sh --arch arm64 fetch 6.12"
for tool in qemu-system-aarch64 aarch64-linux-gnu-gcc; do
	[ -x "$(command -v $tool)" ] || skip_all "needs $tool"
done
seen="$repo/testenv/checks/seen.arm64"
trap 'rm -rf "$seen" "$tmp"' EXIT
echo here >"$seen"
exits "a command there" 7 "${vm[@]}" -- sh -c "uname -m; cat $seen; $tracing04/xdp_sample_pkts_user --help | head -n 1; exit 7"
is "the processor, a file that is here, a program built for it" "aarch64 here usage:" "$(awk '{ print $1 }' <<<"$out" | xargs)"

# packages that deps.sh names since then are fetched; here there is no network to do it by
mkdir -p "$tmp/cache/arm64"
ln -s "$cache"/{root,kernels,boot} "$tmp/cache/arm64"
sed 's/^patch$/otherwise/' "$cache/root.packages" >"$tmp/cache/arm64/root.packages"
refuses "made for other packages" 125 "^vm.sh: arm64's files: " env XDP_LAB_CACHE="$tmp/cache" "${vm[@]}" -- true

rm "$seen"
exits "a file that went here" 1 "${vm[@]}" -- test -e "$seen"
done_testing

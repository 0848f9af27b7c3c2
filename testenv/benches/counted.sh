#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a packet costs in instructions that the CPU executes: in a VM whose clock counts them
# (vm.sh --icount), so that a nanosecond is one. One round: hardly anything differs.
#
#   counted.sh [KERNEL]	default 6.12
set -u
here=$(cd "$(dirname "$0")" && pwd)
[[ $# -eq 0 || $# -eq 1 && $1 =~ ^[0-9.]+$ ]] ||
	{ echo "counted.sh: ${*: -1}: expects a KERNEL (see vm.sh kernels), and nothing else" >&2; exit 2; }
if [ "$(uname -n)" != xdp-lab ]; then
	exec "$here/../vm.sh" --kernel "${1:-6.12}" --icount --timeout 900 -- "$here/counted.sh"
fi
. "$here/figure.sh"
needs root

count() { costs --turns 21 --repeat 1000 --pause 60 64,1500 "$@"; }

begin counted-ways "Ways to user space, instructions: of a program that does nothing, and what is added" perf_event bare
reader "$benches/bench_ways" || exit
read -ra programs <"$tmp/reader.0"
count "${programs[@]:0:${#programs[@]}-1}" | above
end_readers

begin counted-hook "A hook, instructions: where nobody captures, and what a capture adds" captured "nobody captures"
hook idle
programs=("nobody captures=$id")
# at ROW EXPRESSION OPTION...: a hook of its own, where xdpcap captures
at()
{
	hook "${#programs[@]}"
	reader "$tracing06/xdpcap" "${@:3}" "$hook" /dev/null "$2" || exit
	programs+=("$1=$id")
}
at "rejected" "tcp and port 80"
at "captured, udp" udp
at "captured" ""
at "captured, -s 96" "" -s 96
count "${programs[@]}" | above
end_readers

begin counted-reader "The reader, instructions for each packet of 96 bytes: ordered, and written to /dev/null"
for cpus in 1 16; do
	result "order and write" "CPUs: $cpus" "$("$benches/bench_read" --packets 20000 --cpus $cpus)"
done

begin counted-fentry "Watching a program, -s 96, instructions: of the program alone, and what is added" "xdp-tools', entry" "nobody watches"
hook watched
bpftool net attach xdpgeneric pinned /sys/fs/bpf/bench/watched/program dev lo
# watch ROW XDPDUMP POINTS
watch()
{
	if ! type -P "$2" >/dev/null; then
		left_out "$1, $3" "not installed"
	elif ! reader "$2" --rx-capture "$3" -i lo -s 96 -w /dev/null; then
		left_out "$1, $3" "$said"
	else
		count "$1, $3=$id"
		end_readers
	fi
}
{
	count "nobody watches=$id"
	for points in entry exit entry,exit; do
		watch "xdp-tools'" xdpdump $points
		watch "this one" "$tracing05/xdpdump" $points
	done
} | above
bpftool net detach xdpgeneric dev lo

# Several have libxdp's dispatcher before them, which is watched as they are.
begin counted-programs "Watching all programs of an interface, -s 96, 64 bytes, instructions: alone, and what is added" "" "nobody watches"
iface=lo loaded=0
for watched in 1 3 5 9; do
	while [ $loaded -lt $((watched > 1 ? watched - 1 : 1)) ]; do
		"$tracing01/xdp_loader" -d lo -S -q --progsec xdp_pass
		loaded=$((loaded + 1))
	done
	{
		costs --turns 21 --repeat 1000 --pause 60 64 "nobody watches=$(xdp_id $iface)"
		reader "$tracing05/xdpdump" -i lo -p all -s 96 -w /dev/null
		costs --turns 21 --repeat 1000 --pause 60 64 "all are watched=$(xdp_id $iface)"
		end_readers
	} | above | sed "s/64 B/programs: $watched/"
done

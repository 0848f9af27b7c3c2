#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Three ways from an XDP program to user space, the same record by each, and what they add
# to a program that does nothing.
. "$(dirname "$0")/figure.sh"
needs root

begin ways "Ways to user space: ns that a program costs a packet, and what sending it adds" perf_event bare
reader "$benches/bench_ways" || { left_out "all" "$said"; exit; }
read -ra programs <"$tmp/reader.0"
for ((round = 0; round < rounds; round++)); do
	turns 64,128,512,1500 "${programs[@]:0:${#programs[@]}-1}"
done
end_readers
! grep -v ' 0 lost$\|loaded$' "$tmp/reader.0" >&2

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What xdpcap costs a packet, above a hook where nobody captures; and tracing04 for comparison.
[ $# -eq 0 ] || { echo "xdpcap.sh: $1: unexpected: it takes no arguments" >&2; exit 2; }
. "$(dirname "$0")/../checks/lib.sh"
needs tailcall
setup veth-bench
bench=$repo/testenv/benches/bench_run
hook=/sys/fs/bpf/bench/xdpcap_hook
attached() { ip link show dev veth-bench | sed -n 's,.*prog/xdp id \([0-9]*\).*,\1,p'; }
load() { "$tracing01/xdp_loader" -d veth-bench -q --single --filename "$tracing06/xdp_hook_kern.o" --pin-path "${hook%/*}"; }
lost() { sed -nE 's/^(.*[^0-9])?([0-9]+) (packet samples )?lost$/\2/p' | tail -n 1; }

sizes=(64 128 512 1500)
declare -A bare all perf

# measure TEXT SIZE [ABOVE]: 200,000 packets, with time to read between; leaves the ns in $ns
measure()
{
	ns=$("$bench" "$(attached)" "$2" 200000 2000 20)
	printf '%-58s %5d ns' "$1, $2 bytes" "$ns"
	[ -z "${3-}" ] || printf '   %+5d' $((ns - $3))
	echo
}

load || exit 1
for size in "${sizes[@]}"; do
	measure "hook, nobody captures" "$size"
	bare[$size]=$ns
done

# capture TEXT ARGUMENT...: measure at all sizes while xdpcap runs so; leaves the costs in all
capture()
{
	local text=$1
	shift
	start cap "^listening" "$tracing06/xdpcap" -q $hook /dev/null "$@"
	for size in "${sizes[@]}"; do
		measure "$text" "$size" "${bare[$size]}"
		all[$size]=$((ns - bare[$size]))
	done
	stop INT
	echo "  of these packets lost: $(lost <cap.err)"
}
capture "rejected, tcp and port 80" tcp and port 80
capture "captured, udp" udp
capture "captured, -s 96" -s 96
capture "captured, no filter"
measure "hook, nobody captures any more" 64 "${bare[64]}"

# how long a lone packet takes through a pipe, until somebody else has it as a line
"$tracing06/xdpcap" -q -c 20 $hook - icmp6 2>lone.err | tcpdump -ttlnr - 2>/dev/null |
	while read -r time _; do echo "$EPOCHREALTIME $time"; done >lone.out &
other=$!
await grep -q "^listening" lone.err
in_env ping -q -i 0.05 -c 20 fc00:dead:cafe:1::1 >/dev/null
wait $other
awk '{ print ($1 - $2) * 1000 }' lone.out | sort -n |
	awk '{ ms[NR] = $1 } END { printf "a lone packet to a pipe: %.1f ms in the median, %.1f at most\n", ms[int((NR + 1) / 2)], ms[NR] }'

# from the start of the program until tcpdump, through a pipe, shows the first packet
in_env ping -i 0.002 fc00:dead:cafe:1::1 >ping.out 2>&1 &
other=$!
began=${EPOCHREALTIME/./}
read -r _ < <("$tracing06/xdpcap" -flush -c 1 $hook - icmp6 2>first.err | tcpdump -lnr - 2>/dev/null)
echo "from start to the first packet shown: $(((${EPOCHREALTIME/./} - began) / 1000)) ms"
kill "$other"

"$tracing01/xdp_loader" -d veth-bench -q -U --all
start sample "sampling in" "$tracing04/xdp_sample_pkts_user" -d veth-bench -q --filename /dev/null
for size in "${sizes[@]}"; do
	measure "tracing04: a perf event" "$size" "${bare[$size]}"
	perf[$size]=$((ns - bare[$size]))
done
stop INT
echo "  of these packets lost: $(cat sample.out sample.err | lost)"
for size in "${sizes[@]}"; do
	awk -v s="$size" -v a="${all[$size]}" -v p="${perf[$size]}" 'BEGIN {
		printf "xdpcap : perf event = %.2f : 1 at %d bytes\n", a / p, s }'
done

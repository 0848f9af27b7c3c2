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

# measure TEXT SIZE TURN PAUSE [ABOVE]: 10^6 packets; leaves the ns in $ns
measure()
{
	ns=$("$bench" "$(attached)" "$2" 1000000 "$3" "$4")
	printf '%-58s %5d ns' "$1, $2 bytes" "$ns"
	[ -z "${5-}" ] || printf '   %+5d' $((ns - $5))
	echo
}

load || exit 1
measure "hook, nobody captures" 64 100000 0
bare64=$ns
measure "hook, nobody captures" 1500 100000 0
bare1500=$ns

# capture TEXT ARGUMENT...: measure at both sizes while xdpcap runs so
capture()
{
	local text=$1
	shift
	start cap "^listening" "$tracing06/xdpcap" -q $hook /dev/null "$@"
	measure "$text" 64 10000 60 "$bare64"
	cost64=$((ns - bare64))
	measure "$text" 1500 2000 60 "$bare1500"
	cost1500=$((ns - bare1500))
	stop INT
	echo "  of these packets lost: $(lost <cap.err)"
}
capture "rejected, tcp and port 80" tcp and port 80
capture "captured, udp" udp
capture "captured, no filter"
all64=$cost64 all1500=$cost1500
measure "hook, nobody captures any more" 64 100000 0 "$bare64"

# from the start of the program until tcpdump, through a pipe, shows the first packet
in_env ping -i 0.002 fc00:dead:cafe:1::1 >ping.out 2>&1 &
other=$!
began=${EPOCHREALTIME/./}
read -r _ < <("$tracing06/xdpcap" -flush -c 1 $hook - icmp6 2>first.err | tcpdump -lnr - 2>/dev/null)
echo "from start to the first packet shown: $(((${EPOCHREALTIME/./} - began) / 1000)) ms"
kill "$other"

"$tracing01/xdp_loader" -d veth-bench -q -U --all
start sample "sampling in" "$tracing04/xdp_sample_pkts_user" -d veth-bench -q --filename /dev/null
measure "tracing04: a perf event" 64 10000 60
perf64=$ns
measure "tracing04: a perf event" 1500 2000 60
perf1500=$ns
stop INT
echo "  of these packets lost: $(cat sample.out sample.err | lost)"
awk -v a=$all64 -v p="$perf64" -v b=$all1500 -v q="$perf1500" 'BEGIN {
	printf "xdpcap : perf event = 1 : %.1f at 64 bytes, 1 : %.1f at 1500 bytes\n", p / a, q / b }'

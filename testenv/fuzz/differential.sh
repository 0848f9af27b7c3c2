#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Filters against libpcap's interpreter, at length: every expression of
# unit/fixture/filter_expressions.h and its negation, on packets captured here and on made ones.
#
#   differential.sh [PACKETS]
packets=${1-4000}
[[ $# -le 1 && $packets =~ ^[1-9][0-9]{0,8}$ ]] ||
	{ echo "differential.sh: ${2-$packets}: expects how many PACKETS, and nothing else" >&2; exit 2; }
. "$(dirname "$0")/../checks/lib.sh"
vlan=()
! modprobe 8021q 2>/dev/null || vlan=(--vlan)
setup veth-filter --legacy-ip "${vlan[@]}"
ip link set veth-filter mtu 9000
in_env ip link set veth0 mtu 9000
ok "built" make -s -C "$repo/testenv/unit" filter_bpf_test filter_kern.o filter_frags_kern.o
start dump "listening on" tcpdump -i veth-filter -s 0 -w "$tmp/real.pcap"

# what is sent to the addresses of an environment in so many ways
send()
{
	local address size port
	for address; do
		for size in 0 56 1400 3000 8900 20000; do
			in_env ping -c 10 -i 0.01 -W 1 -s $size "$address"
		done
		for port in 22 53 80 443 8080; do
			# shellcheck disable=SC2016 # the shell inside expands it
			in_env bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$address" $port
			# shellcheck disable=SC2016
			in_env bash -c 'echo GET / >"/dev/udp/$0/$1"' "$address" $port
		done
	done
}
mapfile -t addresses < <(ip -o address show scope global | awk '{ sub("/.*", "", $4); print $4 }')
send "${addresses[@]}" >sent.out 2>&1
in_env ping -c 3 -i 0.01 -I veth0 ff02::1 >>sent.out 2>&1
in_env ping -c 2 -W 1 10.255.255.254 >>sent.out 2>&1
stop INT
captured=$(tcpdump -nr real.pcap 2>/dev/null | wc -l)
diag "$captured packets captured from ${#addresses[@]} addresses"
ok "captured some hundred packets" test "$captured" -ge 200
run "$repo/testenv/unit/filter_bpf_test" "$packets" "$tmp/real.pcap"
grep '^#' <<<"$out"
ok "no verdict differs" test "$status" -eq 0 || diag "$out" "$err"
done_testing

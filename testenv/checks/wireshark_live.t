#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tshark's live capture at the entry and the exit of an XDP program, with the post-dissector.
[ "${LENGTH-}" = full ] || [ "$(uname -n)" = xdp-lab ] ||
	{ echo "1..0 # SKIP takes long: make test-all has it"; exit; }
. "$(dirname "$0")/lib.sh"
needs fentry
extcap=$repo/tracing05-xdp-fentry/wireshark
command -v tshark >/dev/null || skip_all "no tshark here"
where=$(tshark -G folders 2>/dev/null | sed -n 's/^Extcap path:[[:space:]]*//p')
mkdir extcap
ln -s "$extcap/xdp-extcap" extcap/xdp
mount --bind extcap "$where"
setup veth-basic02
exits "a program" 0 "$testenv" load
in_env ping -q -i 0.1 -w 600 fc00:dead:cafe:1::1 >ping.out & pings=$!

run timeout 120 tshark -n -l -i xdp-both-veth-basic02 -c 6 -f icmp6 -X "lua_script:$extcap/xdp.lua" -T fields -e xdp.point -e xdp.verdict -e xdp.id -e xdp.entry
is "a packet at entry and exit, linked" "entry||1| exit|XDP_PASS|1|1 entry||2| exit|XDP_PASS|2|3 entry||3| exit|XDP_PASS|3|5" "$(tr '\t' '|' <<<"$out" | xargs)"
run timeout 120 tshark -n -i xdp-exit-veth-basic02 -c 2 -X "lua_script:$extcap/xdp.lua" -T fields -e xdp.point -e xdp.program
is "at the exit alone" "exit exit" "$(cut -f 1 <<<"$out" | xargs)"
like "the program is named" "xdp_(pass|dispatcher)$" "$out"
run timeout 120 tshark -n -i xdp-entry-veth-basic02 -o extcap.xdp_entry_veth_basic02.snaplen:64 -o extcap.xdp_entry_veth_basic02.program:xdp_pass -c 2 \
	-T fields -e frame.cap_len -e frame.interface_name
is "what the dialog asks for is passed on" "64	veth-basic02:xdp_pass()@fentry 64	veth-basic02:xdp_pass()@fentry" "$(xargs -d '\n' <<<"$out")"
is "no process is left" "" "$(pgrep -x xdpdump)"

setup veth-basic03
exits "a program on another interface" 0 "$testenv" load
in_env ping -q -i 0.1 -w 600 fc00:dead:cafe:2::1 >ping2.out & other=$!
# both FRAMES: of the two interfaces, some of each
both()
{
	is "$1: packets of each interface" "veth-basic02:xdp_pass()@fentry veth-basic03:xdp_pass()@fentry" \
		"$(grep -o 'veth.*@fentry' <<<"$out" | sort -u | xargs)"
	is "$1: no process is left" "" "$(pgrep -a xdpdump; pgrep -af -- --fifo)"
}
run timeout 120 tshark -n -i xdp-entry-any -c 12 -f icmp6 -T fields -e frame.interface_name
both "any"
run timeout 120 tshark -n -i xdp-entry-veth-basic02 -i xdp-entry-veth-basic03 -c 40 -T fields -e frame.interface_name
both "two at once"
kill $pings $other
done_testing

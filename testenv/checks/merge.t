#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Captures of several machines at once, merged as the README of tracing05 says: two hosts with
# interfaces of one name, whose packets can be told apart, live and as files.
. "$(dirname "$0")/lib.sh"
beside others
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
lua=$repo/tracing05-xdp-fentry/wireshark/xdp.lua
command -v mergecap >/dev/null || skip_all "no mergecap here"

# host N: a network namespace and a name of its own, and an interface eth0, to which another one pings
host()
{
	ip netns add "$1"
	ip link add "to-$1" type veth peer name eth0 netns "$1"
	ip netns exec "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
	ip address add "fc00:beef:$2::1/64" dev "to-$1" nodad
	inside "$1" ip address add "fc00:beef:$2::2/64" dev eth0 nodad
	ip link set "to-$1" up
	inside "$1" ip link set eth0 up
	ping -q -i 0.02 "fc00:beef:$2::2" >"$1.ping" & pings+=($!)
}
# ssh HOST COMMAND...: what it does here
ssh() { inside "$1" unshare --uts sh -c "hostname $1 && exec \"\$@\"" sh "${@:2}"; }
described() { tshark -r "$1" -Y icmpv6.type==128 -T fields -e frame.interface_name -e frame.interface_description 2>/dev/null | sort | uniq -c | sed 's/^ *//'; }
one() { echo "$1 eth0:xdpdump()@fe$2	eth0:xdpdump()@fe$2 on $3"; }

# capture POINTS: three pings of each host, both at once, into FIFOs called after the hosts
capture()
{
	local host
	for host in web1 web2; do
		[ -p $host.fifo ] || mkfifo $host.fifo
		ssh $host "$xdpdump" -i eth0 --load-xdp-program --rx-capture "$1" -a duration:30 -c "$2" -w - \
			"icmp6 and ip6[40] == 128" 2>said >$host.fifo &
	done
}

pings=()
host web1 1
host web2 2
capture entry 3
run timeout 60 mergecap -w merged.pcapng web1.fifo web2.fifo
is "two machines at once, live, by mergecap" 0 "$status"
is "each packet tells where it was captured" "$(one 3 ntry web1; one 3 ntry web2)" "$(described merged.pcapng)"
is "in the order of time" "True" "$(capinfos -Mo merged.pcapng | sed -n 's/^Strict time order: *//p')"

# with verdicts, which mergecap 4.0 stores as what they are not: of two sections xdpdump makes one
capture entry,exit 6
cat web1.fifo >one.pcapng & cat web2.fifo >other.pcapng
wait $!
exits "files are put together" 0 bash -c "cat one.pcapng other.pcapng | $xdpdump -r - -w both.pcapng"
is "each packet at entry and exit tells where it was captured" \
	"$(one 3 ntry web1; one 3 ntry web2; one 3 xit web1; one 3 xit web2)" "$(described both.pcapng)"
is "an exit leads to the entry of its own machine, where each has a packet 1" "2:1 4:3 6:5 8:7 10:9 12:11" \
	"$(tshark -2 -r both.pcapng -X "lua_script:$lua" -Y xdp.entry -T fields -E separator=: -e frame.number -e xdp.entry 2>/dev/null | xargs)"
is "and has its verdict" "6 XDP_PASS" "$(tshark -r both.pcapng -X "lua_script:$lua" -Y xdp.verdict -T fields -e xdp.verdict 2>/dev/null | sort | uniq -c | xargs)"
kill "${pings[@]}"
done_testing

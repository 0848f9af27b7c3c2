#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# testenv.sh: environments come, work, and go, whatever happened before.
. "$(dirname "$0")/lib.sh"
beside others
outer=fc00:dead:cafe:1::1
left() { ip -o link show | grep -v ' lo:'; ip netns list; find /sys/fs/bpf -type f -not -name '*.debug'; }
feature() { ethtool -k "$1" | sed -n "s/^$2: //p"; }

# setup, its parts, setup again, teardown, teardown again
exits "setup" 0 "$testenv" setup --name veth-basic02
like "tells the addresses" "veth-basic02: UP $outer/64" "$out"
ok "ping works at once" "$testenv" ping --name veth-basic02 -c 1 -W 5
exits "exec returns the command's status" 7 "$testenv" exec -n veth-basic02 sh -c 'exit 7'
like "exec is inside" "veth0" "$("$testenv" exec ip -o link show)"
# shellcheck disable=SC2016 # it is the shell inside that expands it
like "enter takes commands from a pipe" "^veth-basic02 veth0$" \
	"$("$testenv" enter <<<'echo "$TESTENV_NAME" /sys/class/net/veth*' | sed 's,/sys/class/net/,,')"
for feature in tx-checksumming tcp-segmentation-offload generic-receive-offload rx-vlan-offload tx-vlan-offload; do
	is "outer: no $feature" off "$(feature veth-basic02 $feature | cut -d' ' -f1)"
	is "inner: no $feature" off "$("$testenv" exec ethtool -k veth0 | sed -n "s/^$feature: //p" | cut -d' ' -f1)"
done
mkdir /sys/fs/bpf/seen
ok "one bpffs, seen from both sides" "$testenv" exec test -d /sys/fs/bpf/seen
rmdir /sys/fs/bpf/seen
exits "setup again" 0 "$testenv" setup --name veth-basic02
like "says that it is there" "exists already" "$out"
ok "and still works" "$testenv" ping --name veth-basic02 -c 1 -W 5
exits "load" 0 "$testenv" load
like "status names the program" "xdp_(pass|dispatcher)" "$("$testenv" status)"
exits "stats" 0 "$testenv" stats --interval 1 --count 1
exits "unload" 0 "$testenv" unload
ok "nothing is on the interface" not xdp_on veth-basic02
start dump "listening on veth-basic02" "$testenv" tcpdump -c 1 icmp6
run "$testenv" ping -c 1
wait "$pid"
like "tcpdump sees the request" "ICMP6, echo request" "$(cat dump.out)"
start dump "listening on veth0" "$testenv" tcpdump --inner -c 1 icmp6
run "$testenv" ping -c 1
wait "$pid"
like "tcpdump --inner sees it, too" "ICMP6, echo request" "$(cat dump.out)"
exits "alias" 0 "$testenv" alias
like "alias is for eval" "^alias t='.*testenv.sh'" "$out"

# several at once
exits "a second one" 0 "$testenv" setup --name second
ok "has another prefix" ip addr show dev second to fc00:dead:cafe:2::1/64
ok "pings its own outside" "$testenv" ping --name second -c 1 -W 5
ok "the first one pings, too" "$testenv" ping --name veth-basic02 -c 1 -W 5
exits "a generated name" 0 "$testenv" setup --gen-new
is "three are there" 3 "$("$testenv" status | grep -c "outer")"

# TCP gets through, with checksums that are right
start dump "listening on second" tcpdump -nvvi second -c 4 tcp
"$testenv" exec --name second bash -c 'exec 3<>/dev/tcp/fc00:dead:cafe:2::1/9' 2>/dev/null
"$testenv" exec --name second bash -c 'exec 3<>/dev/tcp/fc00:dead:cafe:2::1/9' 2>/dev/null
wait "$pid"
like "TCP checksums are right" "cksum 0x[0-9a-f]+ \(correct\)" "$(cat dump.out)"
unlike "and none is wrong" "incorrect" "$(cat dump.out)"

# IPv4, VLANs, a program on the peer
exits "IPv4" 0 "$testenv" reset --name second --legacy-ip
ok "IPv4 ping" "$testenv" ping --legacy-ip -c 1 -W 5
if modinfo 8021q >/dev/null 2>&1 || [ -d /proc/net/vlan ]; then
	exits "VLANs" 0 "$testenv" reset --name second --vlan
	ok "a ping with a tag" "$testenv" ping --vlan -c 1 -W 5
else
	refuses "VLANs, which this kernel has not" 1 "^testenv.sh: vlans: .*type vlan" \
		"$testenv" setup --name vlans --vlan
	ok "leaves nothing behind" not ip link show dev vlans
fi
exits "a program on the peer" 0 "$testenv" setup --name peer --peer-pass
ok "is there" "$testenv" exec --name peer sh -c "ip -d link show dev veth0 | grep -q prog/xdp"

# processes inside, and things that stand in the way
start inside "^inside" "$testenv" exec --name second sh -c 'echo inside; exec sleep 1000'
exits "teardown ends what runs inside" 0 "$testenv" teardown --name second
like "and names it" "ending process [0-9]+ \(sleep\)" "$out"
for name in veth-basic02 peer "$("$testenv" status | sed -n 's/.*outer \(trace-[0-9a-f]*\):.*/\1/p')"; do
	exits "teardown of $name" 0 "$testenv" teardown --name "$name"
done
is "nothing is left" "" "$(left)"
exits "teardown again" 0 "$testenv" teardown --name veth-basic02
ip link add name mine type veth peer name yours
refuses "somebody else's interface" 1 "^testenv.sh: mine: an interface of this name" "$testenv" setup --name mine
ok "is not touched" ip link show dev mine
ip link del dev mine

# killed at any moment, the next setup works
for try in 1 2 3 4 5 6 7 8 9 10; do
	"$testenv" setup --name crash >/dev/null 2>&1 &
	victim=$!
	read -rt "0.0$((RANDOM % 9 + 1))" <><(:)
	kill -KILL $victim 2>/dev/null
	wait $victim 2>/dev/null
	"$testenv" setup --name crash >crash.out 2>&1 && "$testenv" ping -n crash -c 1 -W 5 >ping.out 2>&1 &&
		"$testenv" teardown -n crash >teardown.out 2>&1 && continue
	break
done
is "setup works after it was killed, $try times over" 10 "$try"
is "nothing is left of that" "" "$(left)"

# bad input
refuses "an unknown command" 2 "^testenv.sh: fly: unknown" "$testenv" fly
refuses "an unknown option" 2 "^testenv.sh: --fly: unknown" "$testenv" setup --fly
refuses "no command" 2 "^testenv.sh: " "$testenv"
refuses "a name too long" 2 "^testenv.sh: veth-far-too-long: longer" "$testenv" setup --name veth-far-too-long
refuses "a name with a slash" 2 "^testenv.sh: a/b: " "$testenv" setup --name a/b
refuses "an environment that is not there" 1 "^testenv.sh: nonesuch: no such environment" \
	"$testenv" ping --name nonesuch
refuses "not root" 1 "needs root" as_nobody "$testenv" setup --name nobody
exits "help" 0 "$testenv" --help
like "help is on stdout" "--legacy-ip" "$out"
done_testing

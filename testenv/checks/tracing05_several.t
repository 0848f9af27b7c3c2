#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05 on several interfaces: one file, an interface of it for each, and dumpcap beside it.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
loader=$tracing01/xdp_loader
setup veth-basic02
setup veth-basic06
a=veth-basic02 b=veth-basic06
both=(-i "$a" -i "$b")
requests='icmp6 and ip6[40] == 128'
outside() { ip -6 -o addr show dev "$1" scope global | sed -n 's,.* inet6 \([^/]*\)/.*,\1,p'; }
to_a=$(outside $a) to_b=$(outside $b)
# send IFACE COUNT
send()
{
	local to=$to_a
	[ "$1" = $a ] || to=$to_b
	inside "$1" ping -q -i 0.01 -c "$2" -W 5 "$to" >/dev/null
}
mixed() { send $a 3; send $b 2; send $a 1; }
# runs: how many lines are alike, one after the other: "3 eth0, 2 eth1"
runs() { uniq -c | awk '{ print $1, $2 }' | paste -sd , | sed 's/,/, /g'; }
names() { fields "$1" frame.interface_name | sed 's/:.*//' | runs; }
by_name() { sed -E 's/.* if_name "([^"]*)".*/\1/' "$1" | runs; }
gone() { grep -q "^$1: " dump.err; }
send $a 1
send $b 1

# a program of ours on both
start dump "^listening on $b, ingress XDP program ID [0-9]+ func xdpdump, capture mode entry/exit, " \
	"$xdpdump" "${both[@]}" --load-xdp-program --rx-capture entry,exit -w two.pcapng "$requests"
like "each is told of" "^listening on $a, ingress XDP program ID [0-9]+ func xdpdump, capture mode entry/exit, " "$(<dump.err)"
like "and that it had no program" "^WARNING: $a does not have an XDP program loaded!$" "$(<dump.err)"
mixed
stop INT
is "it ends" 0 "$status"
is "the packets of both, in the order of time" "6 $a, 4 $b, 2 $a" "$(names two.pcapng)"
like "in strict time order" "^Strict time order: +True" "$(capinfos two.pcapng)"
is "an interface for each point of each" "$(printf '%s:xdpdump()@%s\n' $a fentry $a fexit $b fentry $b fexit)" \
	"$(capinfos two.pcapng | sed -n 's/^ *Name = //p')"
is "each with its statistics" 4 "$(capinfos two.pcapng | grep -c 'Number of stat entries = 1$')"
is "ids count on over all, the same at entry and exit" "$(seq 6 | sed p)" "$(fields two.pcapng frame.packet_id)"
is "a verdict at each exit" "6 2" "$(fields two.pcapng frame.verdict.ebpf_xdp | sort | uniq -c | awk 'NF > 1' | xargs)"
like "the summary: all" "^12 packets captured$" "$(<dump.err)"
like "the summary: the one" "^$a: [0-9]+ packets seen, 8 matched, 0 dropped$" "$(<dump.err)"
like "the summary: the other" "^$b: [0-9]+ packets seen, 4 matched, 0 dropped$" "$(<dump.err)"
is "tcpdump reads it" 12 "$(tcpdump -nr two.pcapng 2>/dev/null | wc -l)"
ok "no program is left" not eval "xdp_on $a || xdp_on $b"
"$xdpdump" -r two.pcapng >again.out 2>/dev/null
is "-r: lines name them" "6 $a, 4 $b, 2 $a" "$(by_name again.out)"
is "--json: so does it" "6 $a, 4 $b, 2 $a" "$("$xdpdump" -r two.pcapng --json 2>/dev/null | jq -r .interface | runs)"
start dump "^listening" "$xdpdump" "${both[@]}" --load-xdp-program -c 3 "$requests"
send $b 1
send $a 3
ok "-c ends it" await not kill -0 "$pid"
is "lines name them, live" "1 $b, 2 $a" "$(by_name dump.out)"
run "$xdpdump" "${both[@]}" --load-xdp-program -w many.pcapng -C 1k -- bash -c "ip netns exec $a ping -q -c 20 -i 0.01 $to_a; ip netns exec $b ping -q -c 20 -i 0.01 $to_b"
is "-C: each file has both" "Number of interfaces in file: 4" "$(for file in many*.pcapng; do capinfos -MI "$file" | grep 'Number of interfaces'; done | sort -u)"

# without XDP, and dumpcap on the same packets
start theirs "^File: " dumpcap -q "${both[@]}" -f icmp6 -w theirs.pcapng
start dump "^listening on $b, link-type EN10MB" "$xdpdump" "${both[@]}" -w live.pcapng icmp6
mixed
echoes() { [ "$(tcpdump -nr "$1" 'ip6[40] == 128 or ip6[40] == 129' 2>/dev/null | wc -l)" = 12 ]; }
ok "dumpcap has all" await echoes theirs.pcapng	# what it has not read it forgets when it ends
stop INT
pkill -INT -x dumpcap
ok "dumpcap ends" await not pgrep -x dumpcap
packets() { fields "$1" frame.interface_name frame.len icmpv6.type icmpv6.echo.sequence_number | grep -P '\t12[89]\t' | sort; }
is "without XDP: both directions" "6 $a, 4 $b, 2 $a" "$(fields live.pcapng frame.interface_name icmpv6.type | awk '$2 == 128 || $2 == 129 { print $1 }' | runs)"
is "beside dumpcap: the same packets of the same interfaces" "$(packets theirs.pcapng)" "$(packets live.pcapng)"
is "beside dumpcap: the same interfaces" "$(capinfos theirs.pcapng | sed -n 's/^ *Name = //p')" "$(capinfos live.pcapng | sed -n 's/^ *Name = //p')"
like "in strict time order, without XDP" "^Strict time order: +True" "$(capinfos live.pcapng)"

# wrong usage, and what one file cannot hold
refuses "the same twice" 2 "^--interface: $a: given twice$" "$xdpdump" -i $a "${both[@]}"
refuses "pcap" 2 "^--use-pcap: a pcap file does not tell interfaces apart$" "$xdpdump" "${both[@]}" --use-pcap -w new.pcap
refuses "one that is not there" 1 "^nonesuch: no such interface$" "$xdpdump" -i $a -i nonesuch
refuses "any, where there is no program" 1 "^any: no interface has an XDP program$" "$xdpdump" -i any
if ip tuntap add dev tun0 mode tun 2>/dev/null && ip link set tun0 up; then
	refuses "two link types" 1 "^tun0: link-type RAW .*, and before it EN10MB" "$xdpdump" -i $a -i tun0
	ip link del tun0
fi

# fentry: programs of others
if "$repo/testenv/doctor.d/probe" fentry >/dev/null; then
	exits "a program" 0 "$loader" -d $a -q --progsec xdp_pass
	exits "another one" 0 "$loader" -d $b -q --progsec xdp_pass --single
	start dump "^listening on $b, ingress XDP program ID [0-9]+ func xdp_pass, " "$xdpdump" -i any --rx-capture entry,exit -w two.pcapng "$requests"
	like "any: as it is now" "^any: interfaces that have an XDP program now, not those that get one later$" "$(<dump.err)"
	unlike "any: no others" "^listening on lo" "$(<dump.err)"
	mixed
	stop INT
	is "any: the packets of both" "6 $a, 4 $b, 2 $a" "$(names two.pcapng)"
	is "any: ids" "$(seq 6 | sed p)" "$(fields two.pcapng frame.packet_id)"
	is "any: the points" "$(printf '%s:xdp_pass()@%s\n' $a fentry $a fexit $b fentry $b fexit)" \
		"$(capinfos two.pcapng | sed -n 's/^ *Name = //p' | sed 's/xdp_dispatcher/xdp_pass/')"
	run "$loader" -d $a -U
	run "$loader" -d $b -U

	# one program, which stands on a third interface as well
	exits "a program alone" 0 "$loader" -d $a -q --progsec xdp_pass --single
	id=$(prog_id xdp_pass)
	setup veth-basic04
	for dev in $b veth-basic04; do
		bpftool net attach xdpdrv id "$id" dev "$dev"
	done
	start dump "^listening on $b, ingress XDP program ID $id func xdp_pass, " "$xdpdump" "${both[@]}" -p xdp_pass --rx-capture entry,exit -w two.pcapng "$requests"
	is "one program on both: it is watched once" "1 1" "$(for name in on_entry on_exit; do bpftool prog list | grep -c " name $name "; done | xargs)"
	to_b=$(outside veth-basic04) send veth-basic04 3
	mixed
	stop INT
	is "one program on both: and not the third interface" "6 $a, 4 $b, 2 $a" "$(names two.pcapng)"
	is "one program on both: ids" "$(seq 6 | sed p)" "$(fields two.pcapng frame.packet_id)"
	like "one program on both: counts" "^$b: [0-9]+ packets seen, 4 matched, 0 dropped$" "$(<dump.err)"

	# a program and none; what goes while the others are captured
	bpftool net detach xdpdrv dev $b
	start dump "^listening on $b, link-type" "$xdpdump" "${both[@]}" -i veth-basic04 -w two.pcapng "$requests"
	mixed
	ip link del veth-basic04
	ok "an interface goes: is told" await gone veth-basic04
	mixed
	stop INT
	is "a program and none: all packets" "3 $a, 2 $b, 4 $a, 2 $b, 1 $a" "$(names two.pcapng)"
	is "it ends well" 0 "$status"
	start dump "^listening on $a, ingress XDP program ID $id" "$xdpdump" -i $a -i lo --load-xdp-program --load-xdp-mode skb -c 6
	send $a 2
	ping -q -c 2 127.0.0.1 >/dev/null
	ok "a program and ours: ends" await not kill -0 "$pid"
	ok "a program and ours: both" grep -q 'xdpdump()@entry.* on if_name "lo"' dump.out

	# --follow
	bpftool net attach xdpdrv id "$id" dev $b
	start dump "^listening on $b" "$xdpdump" "${both[@]}" --follow -w follow.pcapng "$requests"
	mixed
	bpftool net detach xdpdrv dev $b
	exits "another program on one of them" 0 "$loader" -d $b -q --progsec xdp_pass --single
	ok "--follow: goes on" await grep -q "^$b: going on with program ID $(prog_id xdp_pass) func xdp_pass$" dump.err
	mixed
	stop INT
	is "--follow: the packets of both, before and after" "3 $a, 2 $b, 4 $a, 2 $b, 1 $a" "$(names follow.pcapng)"
	run "$loader" -d $a -U
	run "$loader" -d $b -U
else
	skip "fentry" "this kernel refuses trampolines; the other kernels' runs have it"
fi

# interfaces that go: the last one ends it
start dump "^listening" "$xdpdump" "${both[@]}" -w gone.pcapng icmp6
send $a 1
ip link del $a
ok "without XDP, one goes: is told" await gone $a
send $b 2
ip link del $b
ok "without XDP, the last one goes: it ends" await not kill -0 "$pid"
wait "$pid"
is "status 1" 1 $?
is "and the file is whole" "$a $b" "$(fields gone.pcapng frame.interface_name | sort -u | xargs)"
done_testing

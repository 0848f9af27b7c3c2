#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing06: xdpcap at the hook of an XDP program, and bpfoff.
. "$(dirname "$0")/lib.sh"
needs tailcall
setup veth-basic06
xdpcap=$tracing06/xdpcap
bpfoff=$tracing06/bpfoff
hook=/sys/fs/bpf/xdpcap/xdpcap_hook
outer=fc00:dead:cafe:1::1
ready="^listening on $hook of xdp_hook_prog\(\), capture size [0-9]+ bytes$"

# load FILE: an XDP program with a hook
load() { "$tracing01/xdp_loader" -d veth-basic06 -q -F -N --single --filename "$tracing06/$1" --pin-path "${hook%/*}"; }

# udp PORT...: a packet to each of them
udp()
{
	local port
	for port; do
		# shellcheck disable=SC2016 # the shell inside expands it
		in_env bash -c 'echo hello >"/dev/udp/$0/$1"' $outer "$port"
	done
}
# tcp PORT...: a SYN, or several, to each
tcp()
{
	local port
	for port; do
		# shellcheck disable=SC2016
		in_env bash -c 'exec 3<>"/dev/tcp/$0/$1"' $outer "$port" 2>tcp.err
	done
}
number() { sed -n "s/.*[^0-9]\([0-9]*\) $1.*/\1/p" "$2" | tail -n 1; }
in_use() { "$xdpcap" --list | sed -n 's/^ *slots in use: //p' | sort -u; }

exits "--list without a hook" 0 "$xdpcap" --list
is "--list without a hook: says so" ":/sys/fs/bpf: no hook is pinned there" "$out:$err"
exits "an XDP program with a hook" 0 load xdp_hook_kern.o
program=$(xdp_id veth-basic06)
run "$xdpcap" --list
is "--list" "$hook
  programs:     xdp_hook_prog (id $program)
  interfaces:   veth-basic06
  slots in use: none" "$out"
run setpriv --bounding-set -sys_admin "$xdpcap" --list
is "--list by one who may not see programs" "$hook
  programs:     unknown: needs CAP_SYS_ADMIN
  interfaces:   unknown: needs CAP_SYS_ADMIN
  slots in use: none" "$out"
refuses "--list by one who may not see pins" 1 "^/sys/fs/bpf: not all of it may be looked at: run as root$" \
	as_nobody "$xdpcap" --list
like "--list in another network namespace" "^  interfaces:   none of this network namespace, nor of one with a name$" \
	"$(in_env "$xdpcap" --list)"
exits "an XDP program inside of the environment" 0 in_env "$tracing01/xdp_loader" -d veth0 -q -S --single \
	--filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf/inside
like "--list of another network namespace" "^  interfaces:   veth0 \(netns veth-basic06\)$" "$("$xdpcap" --list)"
exits "is taken off" 0 in_env "$tracing01/xdp_loader" -d veth0 -q -U --all
rm -r /sys/fs/bpf/inside

# what goes into the file, by action and filter
start cap "$ready" "$xdpcap" $hook dump.pcap udp
like "--list shows the capture" "slots in use: XDP_ABORTED: capture, XDP_DROP: capture, XDP_PASS: capture, XDP_TX: capture, XDP_REDIRECT: capture$" "$("$xdpcap" -list)"
udp 1 7 9 1234 9
in_env ping -c 2 -i 0.1 $outer >ping.out
received='XDP_ABORTED: 1/1  XDP_DROP: 2/2  XDP_PASS: [0-9]+/1  XDP_TX: 1/1  XDP_REDIRECT: 0/0  \(received/matched packets\)'
ok "received and matched, once a second" await grep -Exq "$received" cap.err
stop INT
is "SIGINT: exit status" 0 "$status"
like "the summary" "^[0-9]+ packets received, 5 matched, 5 captured, 0 lost$" "$(cat cap.err)"
is "each action is an interface, and the verdict" "xdpcap_hook@XDP_ABORTED	0	1
xdpcap_hook@XDP_TX	3	7
xdpcap_hook@XDP_DROP	1	9
xdpcap_hook@XDP_PASS	2	1234
xdpcap_hook@XDP_DROP	1	9" "$(fields dump.pcap frame.interface_name frame.verdict.ebpf_xdp udp.dstport)"
info=$(capinfos dump.pcap)
like "the filter is in the file" "Filter string = udp$" "$info"
like "whose description it is" "Description = xdp_hook_prog\(\) returned XDP_DROP on $(uname -n)$" "$info"
like "in nanoseconds, and in order" "nanoseconds" "$info"
is "tcpdump reads it" 5 "$(tcpdump -nr dump.pcap 2>tcpdump.err | grep -c UDP)"
is "no slot is in use afterwards" none "$(in_use)"

start cap "$ready" "$xdpcap" $hook dump.pcap "tcp and port 80"
tcp 80 8080 81
udp 80
stop INT
is "tcp and port 80: nothing else" "80" "$(ports dump.pcap | sort -u)"
mkfifo pipe
tcpdump -lnr pipe >tcpdump.out 2>tcpdump.err &
reader=$!
"$xdpcap" $hook - "tcp and port 80" >pipe 2>pipe.err &
pid=$!
await grep -Eq "$ready" pipe.err
tcp 80 81
udp 80
ok "a packet is shown at once" await grep -q "\.80: Flags \[S\]" tcpdump.out
stop INT
wait $reader
is "to stdout: as many as matched" "$(number captured pipe.err)" "$(grep -c '\.80: Flags \[S\]' tcpdump.out)"
is "and nothing else" 0 "$(grep -vc '\.80: ' tcpdump.out)"
unlike "without numbers once a second" "received/matched" "$(cat pipe.err)"

# actions, options
start cap "$ready" "$xdpcap" -q -flush -buffer 65536 -watermark 4096 -actions drop,3 --linktype EN10MB \
	-print-verifier-logs -verifier-log-size=4096 -s 60 $hook dump.pcap
is "-actions: the other slots stay free" "XDP_DROP: capture, XDP_TX: capture" "$(in_use)"
udp 1 7 9 1234
stop TERM
is "SIGTERM: exit status" 0 "$status"
is "-actions: only these" "7 9" "$(ports dump.pcap | xargs)"
is "-s: cut, but the length is true" "60 68 60 68" "$(fields dump.pcap frame.cap_len frame.len | xargs)"
unlike "-q" "received/matched" "$(cat cap.err)"
start cap "$ready" "$xdpcap" -c 1 -linktype RAW $hook raw.pcap
udp 9
ok "-linktype: the packet has come" await not kill -0 "$pid"
like "-linktype: the file says so" "^File encapsulation: *Raw IP" "$(capinfos raw.pcap)"
start cap "$ready" "$xdpcap" -c 2 $hook dump.pcap udp port 9
udp 1234 9 9 9
ok "-c ends it" await not kill -0 "$pid"
is "words make the filter" "9 9" "$(ports dump.pcap | xargs)"

# classic BPF in numbers
is "bpfoff" "10,48 0 0 14,84 0 0 240,21 0 3 64,48 0 0 23,21 0 1 17,6 0 0 262144,5 0 0 2,21 1 0 0,22 0 0 0,6 0 0 0" \
	"$("$bpfoff" 14 ip proto 17)"
start cap "$ready" "$xdpcap" $hook dump.pcap "$("$bpfoff" 14,54 "udp dst port 9")"
udp 1234 9
# Ethernet, IPv6, and in it IPv4 with UDP to port 9, or to another
{
	printf '\x02\0\0\0\0\1\x02\0\0\0\0\2\x86\xdd\x60\0\0\0\0\x1c\x04\x40%032d' 0 | tr 0 '\0'
	printf '\x45\0\0\x1c\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2\x30\x39\0\x09\0\x08\0\0'
} >inner9
sed 's/\x00\x09\x00\x08/\x00\x0a\x00\x08/' inner9 >inner10
bpftool prog run id "$program" data_in inner10 >/dev/null
bpftool prog run id "$program" data_in inner9 >/dev/null
stop INT
is "bpfoff's filter: plain and encapsulated" "9 9" "$(ports dump.pcap | xargs)"

# a VLAN tag: the filter must name it, and what stands behind "vlan" is looked for behind the tag
{
	printf '\x02\0\0\0\0\1\x02\0\0\0\0\2\x81\0\0\5\x86\xdd\x60\0\0\0\0\x08\x11\x40%032d' 0 | tr 0 '\0'
	printf '\x30\x39\0\x0a\0\x08\0\0'
} >tagged
vlan() # EXPRESSION: how many of an untagged and a tagged packet it matches
{
	start cap "$ready" "$xdpcap" $hook vlan.pcap "$1"
	udp 10
	bpftool prog run id "$program" data_in tagged >/dev/null
	stop INT
	tcpdump -enqr vlan.pcap 2>/dev/null | sed 's/.*vlan.*/tagged/; t; s/.*/untagged/' | xargs
}
is "udp: not behind a tag" "untagged" "$(vlan "udp port 10")"
is "vlan and udp: behind it" "tagged" "$(vlan "vlan 5 and udp port 10")"
is "udp or vlan: both" "untagged tagged" "$(vlan "udp port 10 or vlan 5")"
is "vlan or udp: not what has no tag" "tagged" "$(vlan "vlan 5 or udp port 10")"

# one capture at a time
start first "$ready" "$xdpcap" $hook first.pcap
first=$pid
echo precious >second.pcap
refuses "an occupied hook" 1 "^$hook: busy: another capture runs: program xdpcap_aborted \(id [0-9]+\) .*--force" \
	"$xdpcap" $hook second.pcap
is "the file is as it was" precious "$(cat second.pcap)"
start second "$ready" "$xdpcap" --force $hook second.pcap udp
wait "$first"
is "one whose place is taken: exit status" 1 $?
like "one whose place is taken: says so" "^$hook: our program at XDP_ABORTED was replaced" "$(cat first.err)"
udp 9
stop INT
is "and takes nothing with it" "9" "$(ports second.pcap)"
is "nobody is there" none "$(in_use)"

# somebody's programs in a prog array, and no capture's: these stay, whatever is said
table=/sys/fs/bpf/table
bpftool map create $table type prog_array key 4 value 4 entries 8 name table
exits "somebody's tail-call table" 0 bpftool prog load "$tracing06/xdp_hook_kern.o" /sys/fs/bpf/owner map name xdpcap_hook pinned $table
for slot in 2 7; do
	bpftool map update pinned $table key $slot 0 0 0 value pinned /sys/fs/bpf/owner
	refuses "slot $slot is somebody's" 1 "^$table: busy: not a capture's: program xdp_hook_prog \(id [0-9]+\) is at " \
		"$xdpcap" -a duration:1 $table new.pcap
	refuses "slot $slot is somebody's, with --force, too" 1 "^$table: busy: not a capture's" \
		"$xdpcap" --force -a duration:1 -actions pass $table new.pcap
	like "slot $slot is as it was" "^key: 0?$slot 00 00 00 *value: [0-9a-f ]*[1-9a-f]" "$(bpftool map dump pinned $table)"
	bpftool map delete pinned $table key $slot 0 0 0
done
rm $table /sys/fs/bpf/owner

# ends that are not the user's
# shellcheck disable=SC2317 # await calls it
killed() { in_use | grep -q "^XDP_ABORTED: killed capture"; }
start cap "$ready" "$xdpcap" $hook dump.pcap
stop KILL
ok "SIGKILL: --list says so" await killed
start cap "$ready" "$xdpcap" $hook dump.pcap
stop KILL
start cap "$ready" "$xdpcap" -actions pass $hook dump.pcap
like "the next one says so" "^$hook: a capture was killed here: what it left is taken out$" "$(cat cap.err)"
is "and has taken it out" "XDP_PASS: capture" "$(in_use)"
stop INT
is "nothing is left of either" none "$(in_use)"
kill_anywhere "$ready" "$xdpcap" $hook killed.pcap
start cap "$ready" "$xdpcap" $hook dump.pcap udp port 9
udp 9
stop INT
is "killed at any moment: the next one works" "1 none" "$(number captured cap.err) $(in_use)"
ok "killed at any moment: no program is left" await not loaded xdpcap_pass

# a program that is loaded again, and with it another map
start cap "$ready" "$xdpcap" $hook dump.pcap
exits "the program is loaded again" 0 load xdp_hook_kern.o
ok "loaded again: that ends it" await not kill -0 "$pid"
wait "$pid"
is "loaded again: status" 1 $?
like "loaded again: says so" "^$hook: another hook is pinned there now" "$(cat cap.err)"
program=$(xdp_id veth-basic06)

# a flood
start cap "$ready" "$xdpcap" -buffer 65536 $hook flood.pcap icmp6
kill -STOP "$pid"
in_env ping -f -c 3000 -s 1000 $outer >ping.out
kill -CONT "$pid"
# shellcheck disable=SC2317 # await calls it
told() { in_env ping -c 1 "$outer" >ping.out; fields flood.pcap frame.drop_count | grep -q .; }
ok "a loss is in the file while it is written" await told
stop INT
ok "the flood overran the ring" test "$(number lost cap.err)" -gt 0
is "matched = captured + lost" "$(number matched cap.err)" $(($(number captured cap.err) + $(number lost cap.err)))
is "the packets behind a loss tell of all of it" "$(number lost cap.err)" "$(fields flood.pcap frame.drop_count | awk '{ sum += $1 } END { print sum }')"
is "the file holds what was captured" "$(number captured cap.err)" "$(capinfos -Mc flood.pcap | sed -n 's/^Number of packets: *//p')"

start cap "$ready" "$xdpcap" $hook /dev/null
woken in_env ping -q -f -w 1 $outer
stop INT
ok "a flood wakes it at most 1,100 times a second, here $rate" test "$rate" -le 1100

# what it refuses
refuses "no words" 2 "^MAP: required" "$xdpcap"
refuses "a pin without a name" 2 "^MAP: empty" "$xdpcap" "" new.pcap
refuses "nonsense" 2 '^filter "tcp and nonsense": ' "$xdpcap" $hook new.pcap tcp and nonsense
refuses "a filter of numbers that is none" 2 "^filter: instruction 2 of 2: not" "$xdpcap" $hook new.pcap "2,6 0 0 0"
refuses "an invalid filter of numbers" 1 "^filter: not translated" "$xdpcap" $hook new.pcap "1,5 0 0 7"
# each pair of paths that its jumps take is another one to the verifier: a million instructions,
# and too many of them for an emulated machine
if [ "$(uname -n)" != xdp-lab ]; then
	paths="1 0 0 0"
	for bit in {0..19}; do
		paths+=",32 0 0 0,69 0 3 $((1 << bit)),135 0 0 0,4 0 0 $((1 << bit)),7 0 0 0"
	done
	paths="103,$paths,80 0 0 0,22 0 0 0"
	refuses "what the verifier rejects" 1 "^xdpcap_aborted: not loaded: the verifier rejects it: BPF program is too large" \
		"$xdpcap" $hook new.pcap "$paths"
	exits "-print-verifier-logs" 1 "$xdpcap" -print-verifier-logs $hook new.pcap "$paths"
	like "-print-verifier-logs: from its beginning" "^; int xdpcap_aborted\(" "$err"
	like "-print-verifier-logs: to its end" "^processed 1000001 insns" "$err"
	exits "-verifier-log-size" 1 "$xdpcap" -print-verifier-logs -verifier-log-size 500 $hook new.pcap "$paths"
	like "-verifier-log-size: the end" "^processed 1000001 insns" "$err"
	is "-verifier-log-size: so many bytes" 500 "$(tail -n +2 run.err | wc -c)"
fi
refuses "no such pin" 1 "^/sys/fs/bpf/nonesuch: No such file" "$xdpcap" /sys/fs/bpf/nonesuch new.pcap
refuses "a file that is no map" 1 "^/etc/passwd: not a pinned BPF map" "$xdpcap" /etc/passwd new.pcap
bpftool map create /sys/fs/bpf/array type array key 4 value 4 entries 5 name array
refuses "another map" 1 "^/sys/fs/bpf/array: not a hook: no prog array" "$xdpcap" /sys/fs/bpf/array new.pcap
bpftool map create /sys/fs/bpf/lonely type prog_array key 4 value 4 entries 5 name lonely
refuses "a hook that nobody has" 1 "^/sys/fs/bpf/lonely: no XDP program with this hook" "$xdpcap" /sys/fs/bpf/lonely new.pcap
refuses "a file that cannot be written" 1 "^no/dump.pcap: No such file" "$xdpcap" $hook no/dump.pcap
refuses "an action that is none" 2 "^--actions: accept: not one of" "$xdpcap" -actions accept $hook new.pcap
refuses "an action's number that is none" 2 "^--actions: 5: not one of aborted,drop,pass,tx,redirect,0,1,2,3,4$" \
	"$xdpcap" -actions 5 $hook new.pcap
refuses "a link type that is none" 2 "^nonsense: no link type" "$xdpcap" -linktype nonsense $hook new.pcap
refuses "an unknown option" 2 "^-nonsense: unknown option" "$xdpcap" -nonsense $hook new.pcap
refuses "not root" 1 "^$hook: (Operation not permitted: run as root|Permission denied)" as_nobody "$xdpcap" $hook /dev/null
refuses "bpfoff: no words" 2 "^OFFSETS: required" "$bpfoff"
refuses "bpfoff: an empty offset" 2 "^OFFSETS: empty" "$bpfoff" "" ip
refuses "bpfoff: no offset" 2 "^OFFSETS: 14,x: not up to 64 of 0 to 65535$" "$bpfoff" 14,x ip
refuses "bpfoff: the packet's length" 2 '^filter "greater 100": depends on the packet.s length, which cannot be shifted$' \
	"$bpfoff" 14 greater 100
refuses "bpfoff: nonsense" 2 '^filter "nonsense": ' "$bpfoff" 14 nonsense
ok "nothing was written" test ! -e new.pcap
is "the hook is as it was" none "$(in_use)"

# in libxdp's dispatcher, whose components are of another type; kernels differ in what they call its owner
if "$repo/testenv/doctor.d/probe" freplace >/dev/null; then
	rm -r /sys/fs/bpf/xdpcap
	exits "through the dispatcher" 0 "$tracing01/xdp_loader" -d veth-basic06 -q -F -N --filename "$tracing06/xdp_hook_kern.o" \
		--pin-path "${hook%/*}"
	if "$xdpcap" --list | grep -qx $hook; then
		start cap "$ready" "$xdpcap" $hook dump.pcap udp port 9
		udp 9
		stop INT
		is "through the dispatcher: captured" 1 "$(number captured cap.err)"
	else
		refuses "through the dispatcher" 1 "^$hook: the program with this hook is not of type XDP: .* without libxdp's dispatcher$" \
			"$xdpcap" $hook dump.pcap
	fi
	run "$tracing01/xdp_loader" -d veth-basic06 -U --all
fi
rm -r /sys/fs/bpf/xdpcap

# at the entry: a program that sends packets back
entry=/sys/fs/bpf/xdpcap/entry_hook
exits "a hook at the entry" 0 "$tracing01/xdp_loader" -d veth-basic06 -q -F -N --single --filename "$tracing06/xdp_entry_kern.o" \
	--progname xdp_entry_prog --pin-path "${entry%/*}"
program=$(xdp_id veth-basic06)
printf '\x0a\x0b\x0c\x0d\x0e\x0f\x02\0\0\0\0\x02\x08\0%050d' 0 >packet
# reflects: one packet through the program, and what becomes of it
reflects()
{
	local verdict
	verdict=$(bpftool -j prog run id "$program" data_in packet data_out reflected | sed -n 's/.*"retval":\([0-9]*\).*/\1/p')
	is "$1: sent back" "3 $(head -c 6 packet | od -An -tx1)" "$verdict $(tail -c +7 reflected | head -c 6 | od -An -tx1)"
}
reflects "entry, nobody captures"
start cap "^listening on $entry of xdp_entry_prog\(\), capture size 65000 bytes$" "$xdpcap" $entry entry.pcap ether dst a:b:c:d:e:f
like "entry: --list" "^  programs:     xdp_entry_prog \(id $program\)$" "$("$xdpcap" --list)"
like "entry: --list shows the capture" "^  slots in use: entry: capture$" "$("$xdpcap" --list)"
reflects "entry, captured"
cp packet first
printf '\x02' | dd of=packet bs=1 conv=notrunc status=none
reflects "entry, not what the filter wants"
cp first packet
ok "entry: received and matched, once a second" await grep -Exq 'entry: [0-9]+/1  \(received/matched packets\)' cap.err
stop INT
is "entry: as it was before the program, without a verdict" "entry_hook@entry		0a:0b:0c:0d:0e:0f	64" \
	"$(fields entry.pcap frame.interface_name frame.verdict.ebpf_xdp eth.dst frame.cap_len)"
reflects "entry, nobody captures any more"
start cap "^listening" "$xdpcap" $entry entry.pcap
stop KILL
reflects "entry, a capture was killed"
start cap "^listening" "$xdpcap" $entry entry.pcap
like "entry: the next one says so" "^$entry: a capture was killed here" "$(cat cap.err)"
stop INT
refuses "entry: -actions" 1 "^$entry: the hook is at the entry, before any action" "$xdpcap" -actions drop $entry entry.pcap
bpftool map delete pinned $entry key 1 0 0 0
reflects "entry, without its second slot"
refuses "entry: nowhere to go on" 1 "^$entry: slot 1 is empty" "$xdpcap" $entry entry.pcap
rm -r /sys/fs/bpf/xdpcap

# packets in several buffers
if [ "$(printf '%s\n' 5.18 "$(uname -r)" | sort -V | head -n 1)" = 5.18 ]; then
	load xdp_frags_kern.o
	ip link set veth-basic06 mtu 9000
	in_env ip link set veth0 mtu 9000
	start cap "^listening on" "$xdpcap" $hook frags.pcap "udp or ip6[8000] == 0x41"
	in_env ping -c 2 -i 0.05 -s 8500 -p 41 $outer >ping.out
	in_env ping -c 2 -i 0.05 -s 8500 -p 42 $outer >ping.out
	udp 9
	stop INT
	is "fragments: whole, and what matches" "8562 8562 8562 8562 68 68" "$(fields frags.pcap frame.cap_len frame.len | xargs)"
	start cap "^listening on" "$xdpcap" -buffer $((128 << 20)) $hook frags.pcap "greater 9000"
	in_env ping -q -f -c 3000 -s 8952 $outer >/dev/null
	stop INT
	is "fragments, faster than any reader: none lost" "3000 3000 0" \
		"$(number matched cap.err) $(number captured cap.err) $(number lost cap.err)"
fi
done_testing

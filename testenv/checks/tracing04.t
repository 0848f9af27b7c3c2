#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xdp_sample_print; xdp_sample_pkts_user: what it prints, what it stores, what it loses, and what it refuses.
. "$(dirname "$0")/lib.sh"
setup veth-basic02
sample=$tracing04/xdp_sample_pkts_user
outer=fc00:dead:cafe:1::1
ready="sampling in (native|skb) mode"
# shellcheck disable=SC2016 # awk expands it
tx() { in_env awk '$1 == "veth0:" { print $11 }' /proc/net/dev; }
number() { sed -n "s/^\([0-9]*\) $1.*/\1/p" <<<"$2"; }
# shellcheck disable=SC2317 # await runs it
matched() { [ "$(grep -cE "$2" "$3")" -ge "$1" ]; }
packets() { capinfos -Mc "$1" | sed -n 's/^Number of packets: *//p'; }

# the first program: a line for each packet
start print "printing its packets" "$tracing04/xdp_sample_print" -d veth-basic02
in_env ping -c 3 -i 0.05 -s 100 $outer >ping.out
await matched 3 "^veth-basic02: CPU [0-9]+: 162 bytes$" print.out
stop INT
is "xdp_sample_print, SIGINT: exit status" 0 "$status"
is "a line for each echo request" 3 "$(grep -cE "^veth-basic02: CPU [0-9]+: 162 bytes$" print.out)"
ok "it leaves no program on the interface" not xdp_on veth-basic02
refuses "xdp_sample_print, an unknown interface" 1 "^nonesuch: no such interface$" "$tracing04/xdp_sample_print" -d nonesuch

# what it prints and stores
start sample "$ready" "$sample" -d veth-basic02 -F
began=$(date +%s)
in_env ping -c 3 -i 0.2 $outer >ping.out
stop INT
out=$(cat sample.out)
is "SIGINT: exit status" 0 "$status"
is "three echo requests printed" 3 "$(grep -cE '^pkt len: 118   bytes\. hdr: ([0-9a-f]{2} ){30}\.\.\.$' <<<"$out")"
stored=$(number "packet samples stored in samples.pcap" "$out")
is "all packets stored" "$(packets samples.pcap)" "$stored"
is "none lost" 0 "$(number "packet samples lost" "$out")"
dump=$(tcpdump -nr samples.pcap 2>&1)
is "tcpdump reads three echo requests" 3 "$(grep -c "IP6 fc00:dead:cafe:1::2 > $outer: ICMP6, echo request" <<<"$dump")"
like "Ethernet" "link-type EN10MB" "$dump"
first=$(tcpdump -ttnr samples.pcap icmp6 2>/dev/null | head -n 1 | cut -d. -f1)
ok "the time is now, to half a minute" test $((first - began)) -le 30 -a $((began - first)) -le 2
like "nanoseconds" "nanosecond" "$(capinfos samples.pcap)"
ok "no program is left" not xdp_on veth-basic02

# lengths, counts, files
start sample "$ready" "$sample" -d veth-basic02 -s 100 -c 3 --filename "$tmp/snap.pcap"
in_env ping -c 5 -i 0.05 -s 1372 $outer >ping.out
wait "$pid"
is "a count that is reached: exit status" 0 $?
is "a count that is reached: so many" 3 "$(packets snap.pcap)"
is "a count that is reached: so many printed" 3 "$(grep -c "^pkt len" sample.out)"
like "original and captured length apart" "length 1426|length 1434" "$(tcpdump -enr snap.pcap -c1 icmp6 2>/dev/null)"
is "captured length is the snaplen" "100 100 100" \
	"$(od -An -v -tu4 -w4 snap.pcap | awk 'NR==9 || NR==9+29 || NR==9+58' | xargs)"

start sample "$ready" "$sample" -d veth-basic02 -c 2 -q --filename samples.pcapng
in_env ping -c 2 -i 0.05 $outer >ping.out
wait "$pid"
is "pcapng: exit status" 0 $?
info=$(capinfos samples.pcapng)
like "pcapng: two packets, in nanoseconds" "^Number of packets: +2$" "$info"
like "pcapng: the application" "^Capture application: xdp_sample_pkts_user$" "$info"
like "pcapng: the interface" "Name = veth-basic02$" "$info"
like "pcapng: how it ended" "Number of stat entries = 1$" "$info"
is "pcapng: tcpdump reads it" 2 "$(tcpdump -nr samples.pcapng 2>/dev/null | grep -c "echo request")"

# an event that is no sample: another program's, whose metadata bears another cookie
sed 's/PACKET_RECORD_COOKIE;/0xbad;/' "$tracing04/xdp_sample_pkts_kern.c" >other_kern.c
clang --target=bpf -mcpu=v3 -O2 -g -iquote "$repo/headers" "-I/usr/include/$(uname -m)-linux-gnu" -c other_kern.c
start sample "$ready" "$sample" -d veth-basic02 -q --object ./other_kern.o --filename other.pcap
in_env ping -c 1 $outer >ping.out
wait "$pid"
is "an event that is no sample: exit status" 1 $?
like "an event that is no sample: says so" "^CPU [0-9]+: an event of [0-9]+ bytes: no sample$" "$(cat sample.err)"
is "an event that is no sample: is not in the file" 0 "$(packets other.pcap)"
ok "an event that is no sample: no program is left" not xdp_on veth-basic02

# flood: while the reader stands still, more comes than the rings can hold
start sample "$ready" "$sample" -d veth-basic02 -q --filename flood.pcap
sent=$(tx)
kill -STOP "$pid"
in_env ping -f -c 6000 -s 1400 $outer >ping.out &
other=$!
in_env ping -f -c 6000 -s 1400 $outer >ping.out
wait $other
sent=$(($(tx) - sent))
kill -CONT "$pid"
stop INT
stored=$(number "packet samples stored" "$(cat sample.out)")
lost=$(number "packet samples lost" "$(cat sample.out)")
is "-q prints no packet" 0 "$(grep -c "^pkt" sample.out)"
ok "the flood overran the rings ($sent sent, $stored stored, $lost lost)" test "$lost" -gt 0
is "sent = stored + lost" "$sent" $((stored + lost))
is "the file holds what was stored" "$stored" "$(packets flood.pcap)"
like "strict time order over all CPUs" "Strict time order: *True" "$(capinfos -o flood.pcap)"

start sample "$ready" "$sample" -d veth-basic02 -q --filename /dev/null
woken in_env ping -q -f -w 1 $outer
stop INT
ok "a flood wakes it at most 300 times a second, here $rate" test "$rate" -le 300
if [ "$(uname -n)" != xdp-lab ]; then	# emulation takes its own time
	start lone "$ready" bash -c "$sample -d veth-basic02 --filename - | tcpdump -ttlnr - 2>/dev/null |
		while read -r line; do echo \"\$EPOCHREALTIME \$line\"; done"
	in_env ping -q -c 21 -i 0.05 $outer >ping.out
	await matched 21 "echo request" lone.out
	pkill -INT -x xdp_sample_pkts
	wait "$pid"
	late=$(awk '/echo request/ { printf "%d\n", ($1 - $2) * 1000000 }' lone.out | sort -n | sed -n 11p)
	ok "a lone packet is in the pipe within 10 ms in the median, here $late us" test "$late" -lt 10000
fi

# modes, and what is there already
for mode in native skb; do
	start sample "sampling in $mode mode" "$sample" -d veth-basic02 "-$([ $mode = skb ] && echo S || echo N)" -c 1 -q
	in_env ping -c 1 $outer >ping.out
	wait "$pid"
	is "$mode mode: exit status" 0 $?
done
run "$tracing01/xdp_loader" -d veth-basic02 --progsec xdp_pass -q
echo precious >samples.pcap
refuses "a busy interface without -F" 1 "^veth-basic02: busy: XDP program xdp_(pass|dispatcher) .*--force" "$sample" -d veth-basic02
is "the file is as it was" precious "$(cat samples.pcap)"
refuses "a busy interface and a new file" 1 "busy" "$sample" -d veth-basic02 --filename new.pcap
ok "the new file is not there" test ! -e new.pcap
start sample "$ready" "$sample" -d veth-basic02 -F
run "$tracing01/xdp_loader" --status
like "-F takes the place" "^veth-basic02 +xdp_sample_prog +(native|skb) +[0-9]+ +[0-9a-f]{16}$" "$out"
stop TERM
is "SIGTERM: exit status" 0 "$status"
run "$tracing01/xdp_loader" --status
like "and gives it back" "^(veth-basic02| =>).* +xdp_pass " "$out"
run "$tracing01/xdp_loader" -d veth-basic02 -U -q

start first "$ready" "$sample" -d veth-basic02 --filename first.pcap
first=$pid
start second "$ready" "$sample" -d veth-basic02 -F --filename second.pcap
wait "$first"
is "a sampler whose place is taken: exit status" 1 $?
like "a sampler whose place is taken: says so" "^veth-basic02: gone, or its program was detached" "$(cat first.err)"
stop INT
ok "and nothing is left of either" await not xdp_on veth-basic02

# ends that are not the user's
kill_anywhere "$ready" "$sample" -d veth-basic02 -q --filename killed.pcap
ok "killed at any moment, it leaves no program on the interface" await not xdp_on veth-basic02
start sample "$ready" "$sample" -d veth-basic02
stop KILL
ok "SIGKILL leaves no program on the interface" await not xdp_on veth-basic02
ok "SIGKILL leaves no program in the kernel" await not loaded xdp_sample_prog
(trap '' INT; exec "$sample" -d veth-basic02 --filename ignored.pcap >ignored.out 2>&1) &
pid=$!
await grep -Eq "$ready" ignored.out
in_env ping -c 1 $outer >ping.out
stop INT
is "started with & by a script, SIGINT ends it" 0 "$status"
ok "and its file is whole" test "$(packets ignored.pcap)" -ge 1
mkfifo pipe
head -c 1 <pipe >pipe.out &
reader=$!
start sample "$ready" "$sample" -d veth-basic02 --filename pipe
wait $reader
in_env ping -c 2 -i 0.2 $outer >ping.out
wait "$pid"
is "a reader that goes away: exit status" 1 $?
like "a reader that goes away: says so" "^pipe: Broken pipe" "$(cat sample.err)"
mkdir small
mount -t tmpfs -o size=64k tmpfs small
start sample "$ready" "$sample" -d veth-basic02 -q --filename small/full.pcap
in_env ping -f -c 200 -s 1400 $outer >ping.out
wait "$pid"
is "a full disk: exit status" 1 $?
like "a full disk: says so" "^small/full.pcap: No space left" "$(cat sample.err)"
stored=$(number "packet samples stored" "$(cat sample.out)")
is "a full disk: the file holds what was stored" "$stored" "$(packets small/full.pcap)"
umount small
start sample "$ready" "$sample" -d veth-basic02 --filename gone.pcap
in_env ping -c 1 $outer >ping.out
await grep -q "^pkt" sample.out
ip link del veth-basic02
wait "$pid"
is "the interface goes away: exit status" 1 $?
like "the interface goes away: says so" "^veth-basic02: gone" "$(cat sample.err)"
ok "the interface goes away: the file is whole" test "$(packets gone.pcap)" -ge 1
"$testenv" teardown --name veth-basic02 >/dev/null
setup veth-basic02

# what it refuses
refuses "no interface" 2 "^--dev: required" "$sample"
refuses "an unknown interface" 1 "^nonesuch: no such interface" "$sample" -d nonesuch --filename refused.pcap
refuses "a missing object" 1 "/nonesuch.o: No such file" "$sample" -d lo --object nonesuch.o --filename refused.pcap
refuses "a directory that is not there" 1 "^no/refused.pcap: No such file" "$sample" -d veth-basic02 --filename no/refused.pcap
refuses "a count of 0" 2 "^--count: 0: not between" "$sample" -d veth-basic02 -c 0
refuses "a count of letters" 2 "^--count: two: not a number" "$sample" -d veth-basic02 -c two
refuses "a snaplen too long" 2 "^--snaplen: 70000: not between" "$sample" -d veth-basic02 -s 70000
refuses "an unknown option" 2 "^--nonsense: unknown option" "$sample" --nonsense
refuses "not root" 1 "Operation not permitted: run as root" \
	as_nobody "$sample" -d veth-basic02 --filename refused.pcap
ok "nothing was written" test ! -e refused.pcap
ok "nothing was attached" not xdp_on veth-basic02
done_testing

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05: xdpdump at the entry and exit of other people's programs.
. "$(dirname "$0")/lib.sh"
needs fentry
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
loader=$tracing01/xdp_loader
programs=$repo/tracing05-xdp-fentry/xdp_prog_kern.o

# send [REPEAT]: runs what is attached to lo on a packet, as if it had come by lo
send() { bpftool prog run id "$(xdp_id lo)" data_in packet repeat "${1:-1}" >/dev/null; }
printf '\x0a\x0b\x0c\x0d\x0e\x0f\x02\x00\x00\x00\x00\x02\x08\x00' >packet
head -c 50 /dev/zero | tr '\0' E >>packet	# 64 bytes

# numbers: what the summary says, captured and dropped
numbers() { sed -n 's/^\([0-9]*\) packets \(captured\|dropped by perf ring\)$/\1/p' "$1" | xargs; }

# a program by itself; its name is longer than what the kernel keeps
exits "the target" 0 "$loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_tag
target=$(prog_id xdp_rewrite_and_tag)

start dump "^listening on lo, ingress XDP program ID $target func xdp_rewrite_and_tag, capture mode entry/exit, capture size 65000 bytes$" \
	"$xdpdump" -i lo --rx-capture entry,exit -c 4
send && send
ok "-c ends it" await not kill -0 "$pid"
wait "$pid"
is "with status 0" 0 $?
where='on if_index 1, rx queue 0, id'
is "lines as xdp-tools print them" "xdp_rewrite_and_tag()@entry: packet size 64 bytes $where 1
xdp_rewrite_and_tag()@exit[PASS]: packet size 68 bytes $where 1
xdp_rewrite_and_tag()@entry: packet size 64 bytes $where 2
xdp_rewrite_and_tag()@exit[PASS]: packet size 68 bytes $where 2" "$(sed -E 's/^[0-9]{10}\.[0-9]{9}: //' dump.out)"
is "and the numbers" "4 0" "$(numbers dump.err)"

# packets come all the time, also between the two programs that are attached for them
if [ "$machine $(uname -m)" = "xdp-lab aarch64" ] && [ "$(nproc)" -gt 1 ]; then
	# there 7 captures nothing in a minute, and 6.12 soon runs into a trampoline that is gone
	skip "begun and ended among packets" "a processor emulated by QEMU 7.2 goes on in code that another has patched"
else
	bpftool prog run id "$(xdp_id lo)" data_in packet repeat 2000000000 >/dev/null 2>&1 &
	busy=$!
	for _ in 1 2 3; do
		exits "begun among packets" 0 timeout 60 "$xdpdump" -i lo --rx-capture entry,exit -c 4
		is "begun among packets: each comes in and goes out" "entry exit entry exit" \
			"$(sed -E 's/.*@(entry|exit).*/\1/' <<<"$out" | xargs)"
	done
	points() { capinfos -MI "$1" | sed -n 's/^ *Number of packets = //p' | xargs; }
	rounds=3
	[[ $(uname -r) != 5.* ]] || rounds=0	# it has no ring so large that none is lost
	for ((i = 0; i < rounds; i++)); do
		start dump "^listening" "$xdpdump" -i lo --rx-capture entry,exit -s 1 -B 131072 -w among.pcapng
		stop INT
		read -r came went < <(points among.pcapng)
		is "ended among packets: as many go out as come in, none lost" "$came, $came, 0" "$came, $went, $(numbers dump.err | cut -d ' ' -f 2)"
		ok "ended among packets: and some do" test "$came" -gt 0
	done
	kill $busy
fi

start dump "^listening" "$xdpdump" -i lo --diff --latency -c 2
send && await not kill -0 "$pid"
is "--diff: what changed, and nothing else" "  0x0000: - 0a 0b 0c 0d 0e 0f
  0x0000: + 02 00 5e 00 53 01
  0x000c: + 81 00 00 05" "$(tail -n +2 dump.out)"
like "--diff: and the length" "@exit\[PASS\]: packet size 68 bytes $where 1, took [0-9]+ ns, was 64 bytes$" "$(cat dump.out)"
like "--latency: the sum of it" "^latency: 1 packets, [0-9]+ ns at least" "$(cat dump.err)"

start dump "^listening" "$xdpdump" -i lo -x -s 20 --rx-capture exit -c 1
send && await not kill -0 "$pid"
like "-x and -s" "@exit\[PASS\]: packet size 68 bytes, captured 20 bytes $where 1$" "$(cat dump.out)"
is "-x: the bytes" "  0x0000:  02 00 5e 00 53 01 02 00 00 00 00 02 81 00 00 05  ..^.S...........
  0x0010:  08 00 45 45                                      ..EE" "$(tail -n +2 dump.out)"

start dump "^listening" "$xdpdump" -i lo --rx-capture entry,exit -w dump.pcapng
start other "^listening" "$xdpdump" -i lo --use-pcap -w dump.pcap
mapfile -t dumps < <(pgrep -x xdpdump)
for _ in 1 2 3 4 5; do send; done
ok "it ends" kill -INT "${dumps[@]}"
ok "both do" await not pgrep -x xdpdump
is "pcapng: interfaces, queue, ids, verdicts, lengths" "$(for id in 1 2 3 4 5; do
	printf 'lo:xdp_rewrite_and_tag()@fentry\t0\t%s\t\t64\nlo:xdp_rewrite_and_tag()@fexit\t0\t%s\t2\t68\n' $id $id
done)" "$(fields dump.pcapng frame.{interface_name,interface_queue,packet_id,verdict.ebpf_xdp,len})"
info=$(capinfos dump.pcapng)
like "pcapng: strict time order" "^Strict time order: +True" "$info"
like "pcapng: ns" "^File timestamp precision: +nanoseconds" "$info"
like "pcapng: application" "^Capture application: +xdpdump v[0-9]+\.[0-9]+\.[0-9]+$" "$info"
like "pcapng: comment" "Capture was taken on interface lo, with the following XDP programs loaded: .*xdp_rewrite_and_tag\(\)" "$info"
is "pcap: five packets, whole" "5 64" "$(tcpdump -nr dump.pcap 2>/dev/null | wc -l) $(tcpdump -ner dump.pcap 2>/dev/null | sed -n '1s/.*length \([0-9]*\):.*/\1/p')"

# a packet is seen at once, also through a pipe
"$xdpdump" -i lo -w - 2>dump.err | tcpdump -lnr - >tcpdump.out 2>&1 &
await grep -q ^listening dump.err
send
ok "-w -: tcpdump shows the packet while it runs" await grep -q " IP" tcpdump.out
pkill -INT -x xdpdump
wait

# filters: what matches at the entry is seen at its exit, too; elsewhere each for itself
other() { printf '\x86\xdd' | dd of=packet bs=1 seek=12 conv=notrunc status=none; send; cp small packet; }
cp packet small
filtered()	# OPTION...: what comes of one packet that matches "ip" and one that does not
{
	start dump "^listening" "$xdpdump" -i lo --rx-capture entry,exit "$@"
	send
	other
	send
	stop INT
	sed -E 's/.*@(entry|exit)[^ ]* .* id ([0-9]+)$/\1 \2/' dump.out | xargs
}
is "a filter at the entry" "entry 1 exit 1 entry 2 exit 2" "$(filtered ip)"
is "its opposite" "entry 1 exit 1" "$(filtered not ip)"
is "at the exit, where the packet has a tag" "entry 1 entry 2 entry 3" "$(filtered --filter-at exit ip)"
is "at the exit, with the tag" "entry 1 exit 1 entry 2 entry 3 exit 3" "$(filtered --filter-at exit vlan and ip)"
is "at both" "entry 1 entry 2" "$(filtered --filter-at both ip)"
like "the numbers" "^6 packets seen, 2 matched the filter$" "$(cat dump.err)"
is "the length on the wire, whatever the snaplen" "exit 2" "$(filtered --filter-at exit -s 20 greater 68 and vlan 5 and not ip | sed 's/entry [0-9] *//g; s/ $//')"

exits "it is taken off" 0 "$loader" -d lo -U
start dump "^listening.*legacy|^listening on lo, link-type" "$xdpdump" -i lo -c 1
stop INT
exits "now the other one" 0 "$loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_drop
target=$(prog_id xdp_rewrite_and_drop)
start dump "func xdp_rewrite_and_drop," "$xdpdump" -i lo --rx-capture exit
send
ok "the verdict is another one" await grep -q 'drop()@exit\[DROP\]' dump.out
stop INT

# loss is counted, not hidden: 80,000 records do not fit into 1 MiB
start dump "^listening" "$xdpdump" -i lo --rx-capture entry,exit -s 64 -B 1024 -w flood.pcapng
kill -STOP "$pid"
send 40000
kill -CONT "$pid"
later=0
# shellcheck disable=SC2317 # await calls it
told() { later=$((later + 1)) && send && fields flood.pcapng frame.drop_count | grep -q .; }
claim "a loss is in the file while it is written" await told
stop INT
read -r captured lost < <(numbers dump.err | xargs)
ok "a flood overflows the ring" test "$lost" -gt 0
is "seen = captured + lost" $((80000 + 2 * later)) $((captured + lost))
is "the packets behind a loss tell of all of it" "$lost" "$(fields flood.pcapng frame.drop_count | awk '{ sum += $1 } END { print sum }')"
is "the file holds what was captured" "$captured" "$(capinfos -Mc flood.pcapng | sed -n 's/^Number of packets: *//p')"

start dump "^listening" "$xdpdump" -i lo --rx-capture exit
send
await grep -q DROP dump.out
# what happens to the target ends the capture
exits "the target is replaced" 0 "$loader" -d lo -F -S -q --filename "$programs" --progname xdp_rewrite_and_tag
ok "that is noticed" await not kill -0 "$pid"
wait "$pid"
is "status 1" 1 $?
like "the reason" "^lo: program [a-z_]+ \(id [0-9]+\) was (replaced|taken off)" "$(cat dump.err)"
is "the numbers all the same" "1 0" "$(numbers dump.err)"
run "$loader" -d lo -U

setup veth-basic02
exits "on a veth" 0 "$loader" -d veth-basic02 -q --progsec xdp_pass
start dump "^listening" "$xdpdump" -i veth-basic02 --rx-capture entry,exit -w requests.pcapng 'icmp6 and ip6[40] == 128'
in_env ping -q -c 3 -i 0.05 fc00:dead:cafe:1::1 >/dev/null	# what comes are requests
ping -q -c 2 -i 0.05 fc00:dead:cafe:1::2 >/dev/null		# and here replies
in_env bash -c 'echo >/dev/udp/fc00:dead:cafe:1::1/9'
stop INT
is "live packets: each request that matches, at entry and exit, and nothing else" "6 packets, 3 different, 0 of them no request" \
	"$(tcpdump -tnr requests.pcapng 2>/dev/null | sort | uniq -c |
		awk '{ n += $1 } !/ echo request/ { other++ } END { printf "%d packets, %d different, %d of them no request", n, NR, other }')"
like "live packets: what did not match was there, too" "^[0-9]+ packets seen, 6 matched the filter$" "$(cat dump.err)"
ok "live packets: and was more than the requests" test "$(sed -n 's/^\([0-9]*\) packets seen, .*/\1/p' dump.err)" -ge 12
exits "another program" 0 "$loader" -d veth-basic02 -F -q --filename "$programs" --progname xdp_rewrite_and_drop
start dump "^listening" "$xdpdump" -i veth-basic02 -w gone.pcapng
in_env ping -c 1 -W 0.1 fc00:dead:cafe:1::1 >/dev/null
ip link del veth-basic02
ok "the interface goes: noticed" await not kill -0 "$pid"
wait "$pid"
is "status 1" 1 $?
like "the reason" "^veth-basic02: the interface is gone" "$(cat dump.err)"
ok "the file is whole" capinfos -c gone.pcapng
"$testenv" teardown --name veth-basic02 >/dev/null

# killed at any moment, nothing is left
run "$loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_tag
kill_anywhere ^listening "$xdpdump" -i lo --rx-capture entry,exit
ok "no program of ours is left" await not loaded on_entry
ok "nor of ours at the exit" await not loaded on_exit
run "$loader" -d lo -U

# packets in fragments
if "$repo/testenv/doctor.d/probe" frags >/dev/null; then
	setup veth-basic02
	in_env ip link set veth0 mtu 9000
	ip link set veth-basic02 mtu 9000
	exits "a program for fragments" 0 "$loader" -d veth-basic02 -N -q --filename "$programs" --progname xdp_pass_frags
	start dump "^listening" "$xdpdump" -i veth-basic02 --rx-capture entry,exit -w jumbo.pcapng
	in_env ping -c 1 -s 8952 -p 5a -W 5 fc00:dead:cafe:1::1 >/dev/null
	stop INT
	is "9,014 bytes at entry and exit" "9014 9014
9014 9014" "$(fields jumbo.pcapng frame.len frame.cap_len | tr '\t' ' ' | grep ^9)"
	start dump "^listening" "$xdpdump" -i veth-basic02 -B 131072 --rx-capture entry,exit -w flood.pcapng 'greater 9000'
	in_env ping -q -f -c 3000 -s 8952 fc00:dead:cafe:1::1 >/dev/null
	stop INT
	is "faster than any reader: none lost" "6000 0" "$(numbers dump.err)"
	like "to the last byte" "0x2320: ( 5a5a)+$" "$(tcpdump -xnr jumbo.pcapng 'greater 9000' 2>/dev/null | tail -n 1)"
	"$testenv" teardown --name veth-basic02 >/dev/null
fi

# xdp-tools' xdpdump beside ours, on the same packets
if ok "xdp-tools' xdpdump is there" type -P xdpdump; then
	peer=$(type -P xdpdump)
	run "$loader" -d lo -S -q --progsec xdp_pass
	start ours "^listening" "$xdpdump" -i lo --rx-capture entry,exit -w ours.pcapng
	start theirs "^listening" "$peer" -i lo --rx-capture entry,exit -w theirs.pcapng
	mapfile -t dumps < <(pgrep -x xdpdump)
	cp packet small
	(	# on one processor: theirs do not order what others see
		taskset -cp 0 "$BASHPID" >/dev/null
		for size in 64 65 200 1500; do
			head -c $((size - 64)) /dev/zero | cat small - >packet
			send 5
		done
	)
	cp small packet
	kill -INT "${dumps[@]}"
	await not pgrep -x xdpdump
	all=(frame.{interface_name,interface_queue,packet_id,verdict.ebpf_xdp,len,cap_len})
	ours=$(fields ours.pcapng "${all[@]}")
	is "beside xdp-tools': the same fields, in the same order" "$(fields theirs.pcapng "${all[@]}")" "$ours"
	is "beside xdp-tools': forty packets" 40 "$(wc -l <<<"$ours")"
	is "beside xdp-tools': the same bytes" "$(tcpdump -xxnr theirs.pcapng 2>/dev/null | grep 0x)" \
		"$(tcpdump -xxnr ours.pcapng 2>/dev/null | grep 0x)"
	is "beside xdp-tools': the same interfaces" "$(capinfos theirs.pcapng | grep -E " (Name|Hardware = .|Encaps|Time prec)")" \
		"$(capinfos ours.pcapng | grep -E " (Name|Hardware = .|Encaps|Time prec)")"
	is "beside xdp-tools': the same last words" "$(tail -n 3 theirs.err)" "$(tail -n 3 ours.err)"
	run "$loader" -d lo -U --all
fi

# several programs, where libxdp's dispatcher can be had
run "$loader" -d lo -S -q --progsec xdp_pass
run "$loader" -d lo -S -q --progsec xdp_pass
run "$loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_drop
dispatcher=$(prog_id xdp_dispatcher)
mapfile -t pass < <(bpftool prog list | sed -n 's/^\([0-9]*\): .* name xdp_pass .*/\1/p')
run "$xdpdump" -D
like "-D: the dispatcher" "^lo +xdp_dispatcher +skb +$dispatcher +[0-9a-f]{16}$" "$out"
like "-D: its components" "^ => +50 +xdp_rewrite_and_drop +$(prog_id xdp_rewrite_and_drop) +[0-9a-f]{16} +XDP_PASS$" "$out"
start dump "^listening on lo, ingress XDP program ID $dispatcher func xdp_dispatcher, ID ${pass[1]} func xdp_pass, capture mode entry/exit" \
	"$xdpdump" -i lo --rx-capture entry,exit -p "xdp_pass@${pass[1]},xdp_dispatcher"
send
stop INT
is "-p: these two, inside one another" "xdp_dispatcher()@entry 1
xdp_pass()@entry 1
xdp_pass()@exit[PASS] 1
xdp_dispatcher()@exit[DROP] 1" "$(sed -E 's/^[0-9.]+: ([^:]*): .* id ([0-9]+)$/\1 \2/' dump.out)"
start dump "func xdp_rewrite_and_drop, capture" "$xdpdump" -i lo --rx-capture entry,exit -p all
send
stop INT
is "-p all: eight records of one packet" "8 1" "$(wc -l <dump.out) $(sed 's/.*id //' dump.out | sort -u | xargs)"

start dump "func xdp_rewrite_and_drop, capture" "$xdpdump" -i lo --rx-capture exit -p all
send 2
stop INT
is "-p all: four exits of each packet, under one number" "1 1 1 1 2 2 2 2" "$(sed 's/.*id //' dump.out | xargs)"

p() { run "$xdpdump" -i lo -p "$1"; }
p xdp_pass
like "-p: ambiguous" "^ERROR: The function 'xdp_pass' exists in multiple programs!$" "$err"
like "-p: the candidates" "^  xdp_pass@${pass[0]}$" "$err"
like "-p: what to do" "^Please use the -p option to pick the correct one\.$" "$err"
is "-p: status" 1 "$status"
p nonesuch
like "-p: unknown" "^ERROR: Can't find function 'nonesuch' on interface!$" "$err"
like "-p: what there is" "^  xdp_rewrite_and_drop@[0-9]+$" "$err"
p "xdp_pass@$dispatcher"
like "-p: not in that one" "^ERROR: Can't find function 'xdp_pass' in interface program $dispatcher!$" "$err"
p xdp_pass@1
like "-p: no such id" "^ERROR: Invalid program id supplied, \"xdp_pass@1\"!$" "$err"
p xdp_pass@one
like "-p: no id" "^ERROR: Can't extract valid program id from \"xdp_pass@one\"!$" "$err"
run "$loader" -d lo -U --all

# a program beside the watched one makes another dispatcher, in which the watched one still is
run "$loader" -d lo -S -q --progsec xdp_pass
start dump "func xdp_pass, capture" "$xdpdump" -i lo
exits "a program beside it" 0 "$loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_drop
send
ok "the watched one is watched on" await grep -q "xdp_pass()@entry" dump.out
run "$loader" -d lo -U --all
ok "until it is gone" await not kill -0 "$pid"
wait "$pid"
is "status 1, for it" 1 $?
like "with the reason" "^lo: program xdp_pass \(id [0-9]+\) was taken off$" "$(cat dump.err)"

# --follow: what comes in its place is watched, in a place of its own or in that of its name
run "$loader" -d lo -S -q --progsec xdp_pass
start dump "func xdp_pass, capture" "$xdpdump" -i lo --follow --rx-capture exit -w follow.pcapng
send
for name in xdp_rewrite_and_tag xdp_rewrite_and_drop xdp_rewrite_and_tag; do
	run "$loader" -d lo -U --all
	: >dump.err
	exits "--follow: $name" 0 "$loader" -d lo -S -q --filename "$programs" --progname $name
	ok "--follow: goes on with it" await grep -q "going on with program ID $(prog_id $name) func $name$" dump.err
	send
done
stop INT
is "--follow: status 0" 0 "$status"
is "--follow: a packet of each" "lo:xdp_pass()@fexit
lo:xdp_rewrite_and_tag()@fexit
lo:xdp_rewrite_and_drop()@fexit
lo:xdp_rewrite_and_tag()@fexit" "$(fields follow.pcapng frame.interface_name)"
run "$loader" -d lo -U --all

# without BTF
clang --target=bpf -O2 -g0 -c -I"$repo/headers" -I"/usr/include/$(gcc -print-multiarch)" -o untyped.o \
	-x c - <<<'__attribute__((section("xdp"))) int untyped(void *ctx) { return 2; }'
bpftool prog load untyped.o /sys/fs/bpf/untyped type xdp
bpftool net attach xdpgeneric pinned /sys/fs/bpf/untyped dev lo
refuses "a target without BTF" 1 "^untyped: the program was loaded without BTF, .*clang -O2 -g" "$xdpdump" -i lo
bpftool net detach xdpgeneric dev lo
done_testing

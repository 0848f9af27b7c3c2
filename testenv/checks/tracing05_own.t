#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05 without anybody's program: xdpdump's own, libpcap's capture, and what it refuses.
. "$(dirname "$0")/lib.sh"
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
loader=$tracing01/xdp_loader
setup veth-basic02
outside=fc00:dead:cafe:1::1
send() { in_env ping -q -i 0.01 -c "${1:-1}" -W 5 $outside >/dev/null; }
numbers() { sed -n 's/^\([0-9]*\) packets \(captured\|dropped by .*\)$/\1/p' "$1" | xargs; }

# a program of its own
start dump "^listening on veth-basic02, ingress XDP program ID [0-9]+ func xdpdump, capture mode entry, " \
	"$xdpdump" -i veth-basic02 --load-xdp-program
is "the warning" "WARNING: Specified interface does not have an XDP program loaded!
         Will load a capture only XDP program!" "$(head -n 2 dump.err)"
send 3
stop INT
is "three packets" "3 0" "$(numbers dump.err)"
like "as lines" "^[0-9]{10}\.[0-9]{9}: xdpdump\(\)@entry: packet size 118 bytes on if_index [0-9]+, rx queue 0, id 3$" "$(cat dump.out)"
ok "it is off again" not xdp_on veth-basic02

exits "-- COMMAND: its end is the capture's" 0 \
	"$xdpdump" -i veth-basic02 --load-xdp-program --load-xdp-mode skb -w dump.pcapng -- \
	"$testenv" exec ping -q -c 2 -i 0.01 $outside
is "two packets" "2 0" "$(numbers "$tmp/run.err")"
like "the command's output is there" "2 packets transmitted" "$out"
exits "-a: so does time" 0 "$xdpdump" -i veth-basic02 --load-xdp-program -a duration:1 -w dump.pcapng
exits "a command that is not there" 127 "$xdpdump" -i veth-basic02 --load-xdp-program -- /nonesuch
like "is named" "^/nonesuch: No such file" "$err"
ok "nothing is left" not xdp_on veth-basic02

start dump "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program -w dump.pcapng
send 2
# shellcheck disable=SC2317 # await calls it
asked() { kill -USR1 "$pid" && grep -qx "2 packets seen, 2 captured, 0 lost" dump.err; }
ok "SIGUSR1: the numbers, and it goes on" await asked
ok "SIGUSR2: it goes on, as tcpdump" eval "kill -USR2 $pid; kill -USR1 $pid; await test \$(grep -c seen, dump.err) -ge 2; kill -0 $pid"
stop INT
is "the file is whole" 2 "$(capinfos -Mc dump.pcapng | sed -n 's/^Number of packets: *//p')"
run bash -c "ulimit -f 1; exec $xdpdump -i veth-basic02 --load-xdp-program -w full.pcapng -- $testenv exec ping -q -c 30 -i 0.01 $outside"
is "a full disk: status 1" 1 "$status"
like "a full disk: the reason" "^full.pcapng: File too large" "$err"
read -r captured lost < <(numbers "$tmp/run.err")
is "a full disk: the numbers are the file's" "$captured" "$(capinfos -Mc full.pcapng | sed -n 's/^Number of packets: *//p')"
ok "a full disk: what it does not hold is lost" test "$lost" -gt 0
ok "a full disk: nothing is left" not xdp_on veth-basic02
kill_anywhere ^listening "$xdpdump" -i veth-basic02 --load-xdp-program -w killed.pcapng
ok "killed at any moment: nothing is left" await not xdp_on veth-basic02

run "$xdpdump" -i veth-basic02 --load-xdp-program --latency --latency-svg took.svg -w took.pcapng -- "$testenv" exec ping -q -c 3 -i 0.01 $outside
like "--latency: a histogram as bcc's" "^     nsecs               : count     distribution$" "$err"
like "--latency-svg: it is drawn" ">[0-9]+ packets: .* at least, .* on average, .* at most</text>$" "$(cat took.svg)"
run "$xdpdump" -r took.pcapng --latency --latency-svg again.svg -w /dev/null
ok "--latency-svg: and the same of a file" cmp took.svg again.svg

# shellcheck disable=SC2317 # await calls it
packets_in() { [ "$(capinfos -Mc "$1" 2>/dev/null | sed -n 's/^Number of packets: *//p')" = "$2" ]; }
start dump "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program -w killed.pcapng
send 3
ok "a file can be read while it grows" await packets_in killed.pcapng 3
stop KILL
ok "killed: the file is whole" packets_in killed.pcapng 3

run bash -c "$xdpdump -i veth-basic02 --load-xdp-program -w - -- $testenv exec ping -q -c 20 -i 0.02 $outside | head -c 100 | wc -c; echo \${PIPESTATUS[0]}"
is "a closed pipe: status 1" "1" "$(tail -n 1 <<<"$out")"
like "a closed pipe: the reason" "^stdout: Broken pipe" "$err"

for how in "" "-w -"; do	# nothing comes on lo
	run bash -c "timeout 20 $xdpdump -i lo $how | head -c ${#how} >rest; echo \${PIPESTATUS[0]}"
	is "xdpdump $how, a closed pipe and no packet: status 1" 1 "$out"
	like "xdpdump $how, a closed pipe and no packet: the reason" "^stdout: Broken pipe$" "$err"
done

start dump "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program --perf-wakeup 7 -vv
like "--perf-wakeup: it is a knob" '"wakeup": 7' "$(bpftool map dump name xdpdump_.rodata)"
like "-vv: the libraries speak" "^libbpf: " "$(cat dump.err)"
stop INT

if [ "$(uname -n)" != xdp-lab ]; then	# emulation takes its own time
	start dump "^listening" bash -c "$xdpdump -i veth-basic02 --load-xdp-program |
		while read -r line; do printf '%s %s\n' \"\${EPOCHREALTIME}\" \"\$line\"; done"
	send 20
	ok "twenty packets are seen" await grep -q "id 20$" dump.out
	pkill -INT -x xdpdump
	wait "$pid"
	is "within 100 ms each" 0 "$(awk '{ if ($1 - $2 > 0.1) late++ } END { print late + 0 }' dump.out)"
	late=$(awk '{ printf "%d\n", ($1 - $2) * 1000000 }' dump.out | sort -n | sed -n 11p)
	ok "within 10 ms in the median, here ${late} us" test "$late" -lt 10000
fi

# a pause follows each time that the reader is woken, whatever comes
start dump "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program -w /dev/null
for load in -f "-i 0.0015" "-i 0.0023"; do
	# shellcheck disable=SC2086 # words
	woken in_env ping -q $load -w 1 $outside
	ok "ping $load wakes it at most 1,100 times a second, here $rate" test "$rate" -le 1100
done
stop INT

# none that came between the ready line and the signal is missing downstream
whole() { [ "$(tail -n 1 "$1" 2>/dev/null)" = "0 packets dropped by perf ring" ]; }
missing=0
mkfifo pipe
for ((i = 0; i < ${TIMES:-20}; i++)); do
	rm -f pipe.err
	"$xdpdump" -i veth-basic02 --load-xdp-program --load-xdp-mode skb -w - 2>pipe.err >pipe &
	pid=$!
	tcpdump -nr pipe >pipe.out 2>tcpdump.err &
	reader=$!
	await grep -q "^listening" pipe.err
	send
	stop INT
	wait $reader
	! whole pipe.err || ! grep -q "echo request" pipe.out || continue
	missing=$((missing + 1))
	diag "in round $i: status $status" "$(cat pipe.err pipe.out tcpdump.err)"
done
is "a pipe that is ended after its packet has it" 0 $missing

# large packets, faster than any reader: they take the room that they need
ip link set veth-basic02 mtu 9000
in_env ip link set veth0 mtu 9000
start dump "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program --load-xdp-mode skb -B 131072 \
	-w jumbo.pcapng 'greater 9000'
in_env ping -q -f -c 3000 -s 8952 $outside >/dev/null
stop INT
is "3,000 of 9,014 bytes, none lost" "3000 0" "$(numbers dump.err)"
is "all of them whole" "3000 9014 9014" "$(fields jumbo.pcapng frame.cap_len frame.len | uniq -c | xargs)"
in_env ip link set veth0 mtu 1500
ip link set veth-basic02 mtu 1500

# both CPUs at once, through the same engine
printf '%064d' 0 >packet
start dump "^listening on lo" "$xdpdump" -i lo --load-xdp-program --load-xdp-mode skb --rx-capture entry,exit -w cpus.pcapng
target=$(sed -n 's/.*XDP program ID \([0-9]*\) .*/\1/p' dump.err)
each=$((10000 / $(nproc)))
all=$((each * $(nproc)))
on_every_cpu bpftool prog run id "$target" data_in packet repeat $each
stop INT
is "twice as many records" "$((2 * all)) 0" "$(numbers dump.err)"
like "in strict time order" "^Strict time order: +True" "$(capinfos cpus.pcapng)"

# without XDP
start dump "^listening on veth-basic02, link-type EN10MB \(Ethernet\), capture size 65000 bytes$" \
	"$xdpdump" -i veth-basic02 -x -c 1
is "legacy: the warning" "WARNING: Specified interface does not have an XDP program loaded,
         capturing in legacy mode!" "$(head -n 2 dump.err)"
send
ok "legacy: ends" await not kill -0 "$pid"
like "legacy: lines" "^[0-9]{10}\.[0-9]{6}: packet size 118 bytes, captured 118 bytes on if_name \"veth-basic02\"$" "$(cat dump.out)"
like "legacy: numbers" "^0 packets dropped by kernel$" "$(cat dump.err)"
# ring_bytes: all packets' rings that it has mapped, as the kernel tells it
ring_bytes()
{
	local range bytes=0
	while read -r range _; do
		bytes=$((bytes + 0x${range#*-} - 0x${range%-*}))
	done < <(grep -F 'socket:[' "/proc/$pid/maps")
	echo $bytes
}
for on in veth-basic02 lo; do	# of which one has a ring for each direction
	for kib in 16384:-v 8192:-B8192; do
		start dump "^listening on $on, link-type" "$xdpdump" -i $on "${kib#*:}"
		is "legacy, on $on: ${kib%:*} KiB" $((${kib%:*} * 1024)) "$(ring_bytes)"
		stop INT
	done
done
exits "legacy: a file" 0 "$xdpdump" -i veth-basic02 --use-pcap -w legacy.pcap -- "$testenv" exec ping -q -c 1 $outside
is "legacy: both directions" 2 "$(tcpdump -nr legacy.pcap 2>/dev/null | grep -c ICMP6)"
refuses "legacy: exit" 1 '^ERROR: For legacy capture only "--rx-capture entry" is supported!$' "$xdpdump" -i veth-basic02 --rx-capture exit
refuses "legacy: a program" 1 "^nope: no XDP program on veth-basic02 has that name$" "$xdpdump" -i veth-basic02 -p nope
refuses "legacy: a successor" 1 "^--follow: no XDP program on veth-basic02$" "$xdpdump" -i veth-basic02 --follow
refuses "legacy: a wake-up" 1 "^--perf-wakeup: no XDP program on veth-basic02$" "$xdpdump" -i veth-basic02 --perf-wakeup 7
refuses "an interface twice" 2 "^--interface: lo: given twice" "$xdpdump" -i lo -i veth-basic02 -i lo
refuses "a mode of no program" 2 "^--load-xdp-mode: " "$xdpdump" -i lo --load-xdp-mode skb
refuses "pcap, and no file" 2 "^--use-pcap: " "$xdpdump" -i lo --use-pcap
refuses "bytes of packets that are not printed" 2 "^--hex: " "$xdpdump" -i lo -x -w new.pcapng
refuses "a place for no filter" 2 "^--filter-at: no filter" "$xdpdump" -i lo --filter-at entry
refuses "five times -d" 2 "^--dump-filter: given more" "$xdpdump" -ddddd tcp

run "$xdpdump" -i veth-basic02 -c 2 icmp6 and 'ip6[40] == 129' -- "$testenv" exec ping -q -c 2 -i 0.01 $outside
is "legacy: a filter" "2 2" "$(numbers "$tmp/run.err" | cut -d ' ' -f 1) $(grep -c "118 bytes" <<<"$out")"
for want in 'icmp6 and ip6[40] == 128:4' tcp:0; do
	run "$xdpdump" -i veth-basic02 --load-xdp-program --rx-capture entry,exit "${want%:*}" -- \
		"$testenv" exec ping -q -c 2 -i 0.01 $outside
	is "a filter in our own program: ${want%:*}" "${want##*:} 0" "$(numbers "$tmp/run.err")"
	like "and how many matched: ${want%:*}" "^[0-9]+ packets seen, ${want##*:} matched" "$err"
done

ip netns add other
ip -n other link set lo up
start dump "^listening on lo" "$xdpdump" --netns other -i lo
ip netns exec other ping -q -c 1 127.0.0.1 >/dev/null
ok "--netns: that namespace's interface" await grep -q 'on if_name "lo"' dump.out
stop INT
refuses "--netns: a file" 1 "^/etc/passwd: not a network namespace" "$xdpdump" --netns /etc/passwd -i lo
refuses "--netns: unknown" 1 "^nonesuch: no such network namespace" "$xdpdump" --netns nonesuch -i lo
ip netns del other

start dump "^listening" "$xdpdump" -i veth-basic02 -P --load-xdp-program
like "-P: promiscuous" "promiscuity [1-9]" "$(ip -d link show veth-basic02)"
stop INT
like "-P: no more" "promiscuity 0" "$(ip -d link show veth-basic02)"

exits "somebody's program" 0 "$loader" -d veth-basic02 -q --progsec xdp_pass
if "$repo/testenv/doctor.d/probe" fentry >/dev/null; then
	exits "is watched" 0 "$xdpdump" -i veth-basic02 -c 1 -- "$testenv" exec ping -q -c 1 $outside
else
	refuses "this kernel refuses fentry" 1 "refuses programs that need a trampoline .*testenv/vm.sh" \
		"$xdpdump" -i veth-basic02
	exits "nothing is written then" 1 "$xdpdump" -i veth-basic02 -w nothing.pcapng
	ok "no file" test ! -e nothing.pcapng
fi
run "$loader" -d veth-basic02 -U

exits "--version" 0 "$xdpdump" --version
like "the version" "^xdpdump version [0-9.]+ using libbpf version [0-9.]+$" "$out"
exits "-h" 0 "$xdpdump" -h
for option in rx-capture list-interfaces load-xdp-mode load-xdp-program interface perf-wakeup program-names \
	promiscuous-mode snapshot-length use-pcap write hex verbose version help; do
	like "help: --$option" "--$option\b" "$out"
done
exits "-D" 0 "$xdpdump" -D
like "-D: an interface without program" "^veth-basic02 +<No XDP program loaded!>$" "$out"
refuses "no interface" 2 "^--interface: required" "$xdpdump"
refuses "an unknown interface" 1 "^nonesuch: no such interface" "$xdpdump" -i nonesuch
refuses "a capture point that is none" 2 "^--rx-capture: middle: not one of entry,exit" "$xdpdump" -i lo --rx-capture middle
refuses "a mode that is none" 2 "^--load-xdp-mode: fast: not one of" "$xdpdump" -i lo --load-xdp-mode fast
refuses "a duration that is none" 2 "^--autostop: 5: not duration:SECONDS" "$xdpdump" -i lo -a 5
refuses "a snaplen that is none" 2 "^--snapshot-length: x: not a number" "$xdpdump" -i lo -s x
refuses "a file that cannot be" 1 "^/nonesuch/x: No such file" "$xdpdump" -i lo -w /nonesuch/x
refuses "no expression" 2 '^filter "tcp and and": .*syntax error$' "$xdpdump" -i lo tcp and and
refuses "an expression beside a file" 2 "^tcp: a filter beside" "$xdpdump" -i lo -F /dev/null tcp
refuses "no such filter file" 1 "^nonesuch: No such file" "$xdpdump" -i lo -F nonesuch
refuses "no filter to print" 2 "^--dump-filter: no filter" "$xdpdump" -d
refuses "a filter where nothing is captured" 2 "^--filter-at: nothing is captured there" "$xdpdump" -i lo --filter-at exit tcp
for level in d dd ddd; do
	is "-$level: as tcpdump prints it" "$(tcpdump -y EN10MB -$level tcp port 80 2>/dev/null)" "$("$xdpdump" -$level tcp port 80)"
done
like "-dddd: eBPF" "call bpf_probe_read_kernel" "$("$xdpdump" -dddd tcp port 80)"
exits "packets on a terminal" 1 script -qec "$xdpdump -i lo -w -" /dev/null
like "are refused" "stdout: .*terminal" "$out"
exits "not root" 1 as_nobody "$xdpdump" -i veth-basic02
like "says why" "permi" "$err"
done_testing

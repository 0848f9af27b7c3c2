#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace_read: the packets it shows, what it leaves out, what it says of what stands in the way.
. "$(dirname "$0")/lib.sh"
setup veth-basic02
trace=$tracing03/trace_read
tracefs=/sys/kernel/tracing
outer=fc00:dead:cafe:1::1
ready="^reading what is printed from now on"
mark() { printf '%s\n' "$*" >$tracefs/trace_marker; }
ping_outer() { in_env ping -c "$1" -i 0.05 $outer >ping.out; }
echo 1 >$tracefs/tracing_on

run "$tracing01/xdp_loader" -d veth-basic02 -q --filename "$tracing03/xdp_prog_kern.o"
ok "the program is loaded" xdp_on veth-basic02
inner=$(in_env ip -o link show dev veth0 | sed -E 's,.* link/ether ([^ ]*) .*,\1,')
outer_mac=$(cat /sys/class/net/veth-basic02/address)
packet="src: $inner dst: $outer_mac proto: 0x86dd (IPv6)"

# what it shows, and what was printed before is not
ping_outer 2
mark "src: 1 dst: 2 proto: 800"
start trace "$ready" "$trace" -c 3
ping_outer 3
wait "$pid"
is "a count that is reached: exit status" 0 $?
is "each packet, and none from before" "$packet"$'\n'"$packet"$'\n'"$packet" "$(cat trace.out)"
is "nothing more on stderr" 1 "$(wc -l <trace.err)"
ping_outer 1
start trace "$ready" "$trace" --json -c 1
ping_outer 1
wait "$pid"
is "JSON: exit status" 0 $?
is "JSON: its members" "$inner $outer_mac 34525 IPv6 number number number string" \
	"$(perl -MJSON::PP -ne '$d = decode_json($_); print join " ", @$d{qw(src dst proto protocol)},
		(map { $d->{$_} =~ /^[0-9.]+$/ ? "number" : $d->{$_} } qw(time cpu pid)),
		$d->{comm} =~ /./ ? "string" : ""' trace.out)"

# what else is in the buffer
start trace "$ready" "$trace" -c 2
mark "src: 1 dst: 2"
mark "src: 1 dst: 2 proto: 800 and more"
mark "src: 1 dst: fffffffffffff proto: 800"
ping_outer 2
wait "$pid"
is "other programs' output is left out" "$packet"$'\n'"$packet" "$(cat trace.out)"
start trace "$ready" "$trace" --raw
ping_outer 1
await grep -q "proto: 86dd" trace.out
stop INT
is "SIGINT: exit status" 0 "$status"
like "--raw: as the program prints it" ": bpf_trace_printk: src: $(tr -d : <<<"$inner" | sed 's/^0*//') dst: [0-9a-f]+ proto: 86dd$" "$(cat trace.out)"
is "--raw: nothing from before" 1 "$(wc -l <trace.out)"

start trace "$ready" script -qec "$trace --raw -c 1" /dev/null
mark $'red \033[31m'
wait "$pid"
like "--raw on a terminal: control characters are made visible" 'red \\033\[31m' "$(cat trace.out)"

# the printed text was edited
start trace "$ready" "$trace"
mark "eth: 1 to 2"
mark $'eth: 3 to \033[31m'
ok "what is left out is told when nothing else comes" await grep -q "left out" trace.err
stop INT
like "how many lines, and one of them" '^2 lines left out that xdp_prog_kern.c does not print, as "eth: 1 to 2": --raw shows all$' "$(cat trace.err)"

# more than the buffer holds, while the reader stands still
size=$(cut -d' ' -f1 $tracefs/buffer_size_kb)
echo 16 >$tracefs/buffer_size_kb
start trace "$ready" "$trace"
kill -STOP "$pid"
in_env ping -f -c 2000 $outer >ping.out
kill -INT "$pid"
kill -CONT "$pid"
wait "$pid"
shown=$(grep -cFx "$packet" trace.out)
lost=$(sed -n 's/^CPU [0-9]*: \([0-9]*\) lines lost.*/\1/p' trace.err | awk '{ n += $1 } END { print n }')
ok "what was lost is told ($lost lost, $shown shown)" test "$lost" -gt 0
is "shown + lost are those that were printed" 2000 $((shown + lost))
echo "$size" >$tracefs/buffer_size_kb

# what keeps lines away
echo 0 >$tracefs/tracing_on
start trace "tracing_on: is 0, so nothing is recorded: echo 1 > $tracefs/tracing_on" "$trace" -c 1
ping_outer 1
echo 1 >$tracefs/tracing_on
ping_outer 1
wait "$pid"
is "tracing_on: once it is 1, lines come" "$packet" "$(cat trace.out)"
start trace "$ready" "$trace"
echo 0 >$tracefs/tracing_on
ok "tracing_on becomes 0 while it reads: says so" await grep -q "tracing_on: is 0" trace.err
stop INT
echo 1 >$tracefs/tracing_on
cat $tracefs/trace_pipe >cat.out 2>&1 &
other=$!
await test -e "/proc/$other/fd/3" || await grep -q . cat.out
run timeout -s INT 3 "$trace"
like "another reader is named" "^$tracefs/trace_pipe: (busy: process $other \(cat\) reads it$|process $other \(cat\) reads it too)" "$err"
kill $other
wait $other 2>/dev/null

# where tracefs is
umount $tracefs
mkdir "a place"
mount -t tracefs tracefs "a place"
mount -t tmpfs tmpfs /sys/kernel/debug 2>/dev/null
start trace "$ready" "$trace" -c 1
ping_outer 1
wait "$pid"
is "tracefs is mounted elsewhere" "$packet" "$(cat trace.out)"
umount "a place"
start trace "$ready" "$trace" -c 1
ping_outer 1
wait "$pid"
is "tracefs is mounted nowhere" "$packet" "$(cat trace.out)"
umount $tracefs
refuses "tracefs can be mounted by nobody else" 1 \
	"^$tracefs: no tracefs .*run as root \(mount -t tracefs tracefs $tracefs\)" as_nobody "$trace"
mount -t tracefs tracefs $tracefs
refuses "--raw with --json" 2 "^--raw: does not go" "$trace" --raw --json
refuses "a count of 0" 2 "^--count: 0: not between" "$trace" -c 0
refuses "an unknown option" 2 "^--nonsense: unknown option" "$trace" --nonsense

# lines that no kernel can be made to print at will: tracefs is a directory with a pipe
if [ "$(uname -n)" != xdp-lab ]; then
	ok "built with AddressSanitizer" sanitized "$tracing03" trace_read
	trace=$tmp/sanitized/${tracing03##*/}/trace_read
fi
mount -t tmpfs tmpfs $tracefs
mkdir $tracefs/events
mkfifo $tracefs/trace_pipe
exec 7<>$tracefs/trace_pipe
head="            ping-4242    [001] ..s2. 16.000250: bpf_trace_printk:"
long=$(printf 'x%.0s' {1..2000})
for option in --raw --json; do
	start "trace$option" "$ready" "$trace" $option
	printf '%s\n' "$head $long" "CPU:1 [LOST 27 EVENTS]" "CPU:0 [LOST EVENTS]" "" "nonsense" >&7
	printf '%s' "$head src: 1 dst: " >&7
	await test ! -s "trace$option.out" -o "$option" = --raw -a "$(wc -c <"trace$option.out")" -gt 2000
	printf '%s\n' "2 proto: 806" >&7
	await grep -q "2 proto: 806\|2054" "trace$option.out"
	stop INT
done
is "a line of 2,000 characters is whole" "$head $long" "$(head -n 1 trace--raw.out)"
is "and so is what follows" "$head src: 1 dst: 2 proto: 806" "$(tail -n 1 trace--raw.out)"
is "--raw: each line once" 6 "$(wc -l <trace--raw.out)"
is "JSON: a packet that comes in two pieces, behind long and strange lines" 1 \
	"$(grep -c '"cpu": 1, "pid": 4242, .* "dst": "00:00:00:00:00:02", "proto": 2054, "protocol": "ARP"}$' trace--json.out)"
is "and nothing else" 1 "$(wc -l <trace--json.out)"
like "lost lines are told" "^CPU 1: 27 lines lost" "$(cat trace--json.err)"
start trace "$ready" "$trace" --raw -c 5003
{
	seq 5000
	head -c 65535 /dev/zero | tr '\0' y
	printf 'z\nend\n'
} >&7
wait "$pid"
is "thousands of lines at once: each, in order" "$(seq 5000)" "$(head -n 5000 trace.out)"
is "a line longer than the buffer is two, and the next one is whole" "65535 z end" \
	"$(sed -n 5001p trace.out | tr -d '\n' | wc -c) $(tail -n 2 trace.out | xargs)"
exec 7>&-
umount $tracefs

# a frame behind VLAN tags, and one that no name is known for: what the tags carry
bpftool prog load "$tracing03/xdp_prog_kern.o" /sys/fs/bpf/print type xdp >load.out 2>&1
for frame in "8100 0001 0800 0x0800 (IPv4)" "88b5 0000 0000 0x88b5" "8100 0001 8100 0x8100 (802.1Q VLAN)"; do
	read -r type tag inside expected <<<"$frame"
	start trace "$ready" timeout 20 "$trace" -c 1
	[ "$inside" != 8100 ] || inside="8100 0002 8100"
	bytes=$(tr -d ' ' <<<"020000000001 020000000002 $type $tag $inside" | sed 's/../\\x&/g')
	# shellcheck disable=SC2059 # the bytes are the format
	printf "$bytes%060d" 0 >frame
	bpftool prog run pinned /sys/fs/bpf/print data_in frame data_out /dev/null >run.out 2>&1
	wait "$pid"
	is "ethertype: $expected" "src: 02:00:00:00:00:02 dst: 02:00:00:00:00:01 proto: $expected" "$(cat trace.out)"
done
done_testing

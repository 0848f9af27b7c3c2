#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What happens to a capture's file: whose it is, what blocks it, fills it, shares it, and how it ends.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
beside others
setup veth-basic02
sample=$tracing04/xdp_sample_pkts_user
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
outer=fc00:dead:cafe:1::1
ready="sampling in (native|skb) mode"
packets() { capinfos -Mc "$1" | sed -n 's/^Number of packets: *//p'; }
number() { sed -n "s/^\([0-9]*\) $1.*/\1/p" <<<"$2"; }
flood() { in_env ping -f -c "$1" -s "$2" $outer >ping.out; }

# whose it is
umask 0
start sample "$ready" "$sample" -d veth-basic02 -q --filename mine.pcap
refuses "two captures into one file" 1 "^mine.pcap: another capture writes it$" \
	timeout 20 "$sample" -d lo -S -q --filename mine.pcap
flood 5 100
stop
is "a new file is its user's alone" 600 "$(stat -c %a mine.pcap)"
ok "and the first capture's" test "$(packets mine.pcap)" -ge 5
mkdir theirs && chown nobody theirs && chmod 755 "$tmp"
for file in theirs/new.pcap ours.pcap; do
	exits "by sudo, $file" 0 env SUDO_USER=nobody "$sample" -d veth-basic02 -q -a duration:0.1 --filename $file
done
is "by sudo: a new file is its user's who may make one there" "nobody 600" "$(stat -c '%U %a' theirs/new.pcap)"
is "and root's where that user may not" "root 600" "$(stat -c '%U %a' ours.pcap)"
ln -s elsewhere.pcap link.pcap
exits "a link to nowhere" 0 "$sample" -d veth-basic02 -q -a duration:1 --filename link.pcap
is "leads there" 600 "$(stat -c %a elsewhere.pcap)"

# what blocks: a FIFO without a reader, a pipe whose reader does not read
mkfifo fifo
blocked() { [[ $(<"/proc/$pid/stat") == *') S '* && -e /proc/$pid/fd/0 ]] && grep -q "$1" "/proc/$pid/wchan"; }
for command in "$sample -d veth-basic02 -q --filename fifo" "$xdpdump -i lo -w fifo"; do
	read -ra words <<<"$command"
	for signal in INT TERM; do
		"${words[@]}" >fifo.out 2>fifo.err &
		pid=$!
		await blocked 'poll\|fifo'
		kill -$signal $pid
		ok "${words[0]##*/}: a FIFO that nobody reads: SIG$signal ends it" await not kill -0 $pid
		kill -KILL $pid 2>/dev/null
		wait $pid
		is "with status 1" 1 $?
		is "and the reason" "fifo: nobody reads it" "$(<fifo.err)"
	done
	exits "and so does -a duration:" 1 timeout 20 "${words[@]}" -a duration:1
done
exec 7<>fifo	# a reader that does not read
for signal in INT TERM none; do
	rm -f pipe.err
	options=(-q)
	[ $signal != none ] || options=(-a duration:2)
	"$sample" -d veth-basic02 "${options[@]}" --filename - >fifo 2>pipe.err &
	pid=$!
	await grep -Eq "$ready" pipe.err
	flood 200 1400
	[ $signal = none ] || kill -$signal $pid
	ok "a pipe that nobody reads: ${options[0]} $signal ends it" await not kill -0 $pid
	kill -KILL $pid 2>/dev/null
	wait $pid
	is "with status 1" 1 $?
	like "and the reason" "^stdout: nobody reads it$" "$(<pipe.err)"
	timeout 0.3 cat <&7 >part	# the next one has room for its header
done
exec 7>&-

# a filter with the name of a host that the name server does not tell
printf 'nameserver 192.0.2.1\noptions timeout:30\n' >resolv.conf
mount --bind resolv.conf /etc/resolv.conf
ip addr add 192.0.2.2/24 dev veth-basic02 && ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev veth-basic02
asks() { ss -Hunp dst 192.0.2.1 | grep -q "pid=$pid,"; }
for command in "$xdpdump -i lo" "$tracing06/xdpcap none file"; do
	for signal in INT TERM; do
		read -ra words <<<"$command"
		env --default-signal=INT "${words[@]}" host slow.example.net >host.out 2>&1 &
		pid=$!
		await asks || diag "it does not ask"
		kill -$signal $pid
		ok "${command##*/}, while a host's name is looked up: SIG$signal ends it" await not kill -0 $pid
		kill -KILL $pid 2>/dev/null
		wait $pid
		status=$?	# kill -l takes an exit status of 2 for SIGINT
		is "as it ends every other program" $((128 + $(kill -l $signal))) $status
	done
done
umount /etc/resolv.conf

# what fills it: every packet that fits is there, and the rest is counted
full()	# NAME FILE BYTES COMMAND...: with a disk, or a limit, of so many bytes
{
	local name=$1 file=$2 bytes=$3 stored lost
	shift 3
	start sample "$ready" "$@" -d veth-basic02 -q --filename "$file"
	kill -STOP "$pid"	# or it would be full, and the capture over, before all have come
	flood 300 958	# 1000 bytes each, and one of neighbour discovery here and there
	kill -CONT "$pid"
	await not kill -0 "$pid"
	wait "$pid"
	is "$name: exit status" 1 $?
	stored=$(number "packet samples stored" "$(<sample.out)") lost=$(number "packet samples lost" "$(<sample.out)")
	is "$name: the file holds what was stored" "$stored" "$(packets "$file")"
	ok "$name: all that fit" test $((bytes - $(stat -c %s "$file"))) -lt 1200
	ok "$name: the rest is lost" test $((stored + lost)) -ge 300
}
mkdir small
for format in pcap pcapng; do
	mount -t tmpfs -o size=128k tmpfs small
	full "a full disk, $format" small/full.$format 131072 "$sample"
	dd if=/dev/zero of=small/rest bs=4k 2>/dev/null
	refuses "a disk without room for a header" 1 "^small/none.$format: No space left on device$" \
		"$sample" -d veth-basic02 -q --filename small/none.$format
	ok "leaves no file" test ! -e small/none.$format
	umount small
done
limited() { ulimit -f 100; exec "$sample" "$@"; }
full "a limit on files" limited.pcap 102400 limited

# a loss is told by the next packet after it, and in the end
start sample "$ready" "$sample" -d veth-basic02 -q --filename lossy.pcapng
kill -STOP "$pid"
flood 20000 600
kill -CONT "$pid"
told() { in_env ping -c 1 "$outer" >ping.out; fields lossy.pcapng frame.drop_count | grep -q .; }
ok "a loss is in the file while it is written" await told
stop
lost=$(number "packet samples lost" "$(<sample.out)")
ok "there was one" test "$lost" -gt 0
is "and it is all of it" "$lost" "$(fields lossy.pcapng frame.drop_count | awk '{ sum += $1 } END { print sum }')"

# whichever way it ends, the file says how it went
statistics() { tshark -X 'read_format:MIME Files Format' -Vr "$1" 2>/dev/null | grep -c 'Block: Interface Statistics Block'; }
is "a file that a signal ended has statistics" 1 "$(statistics lossy.pcapng)"
(while :; do in_env ping -c 3 -i 0.05 $outer >ping.out; done) &
pinging=$!
exits "-c 2" 0 "$sample" -d veth-basic02 -q --filename ended.pcapng -c 2
kill $pinging
is "has statistics" 1 "$(statistics ended.pcapng)"
exits "-a duration:1" 0 "$sample" -d veth-basic02 -q --filename ended.pcapng -a duration:1
is "has statistics" 1 "$(statistics ended.pcapng)"
exits "-- COMMAND" 0 "$xdpdump" -i lo -w ended.pcapng -- true
is "has statistics" 1 "$(statistics ended.pcapng)"

# COMMAND: its exit status becomes ours, its output is not among the packets
while read -r status command; do
	read -ra words <<<"$command"
	exits "-- $command" "$status" "$xdpdump" -i lo -w command.pcapng -- "${words[@]}"
done <<'END'
0 true
1 false
3 awk BEGIN{exit(3)}
127 nonesuch-command
126 /
END
exits "-- a command that a signal ends" 143 "$xdpdump" -i lo -w command.pcapng -- sh -c 'kill $$'
exits "-w - -- COMMAND that says something" 0 "$xdpdump" -i lo -w - -- echo said
like "says it on stderr" "^said$" "$err"
cp run.out stdout.pcapng
is "and stdout is a capture" 0 "$(packets stdout.pcapng)"
done_testing

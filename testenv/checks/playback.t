#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# -r: what xdpdump and xdpcap print of a file is what they captured, and what tcpdump reads there;
# --json and --decode, of a file and live.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
beside others
setup veth-basic02
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
xdpcap=$tracing06/xdpcap
outside=fc00:dead:cafe:1::1
ping=("$testenv" exec ping -q -c 3 -i 0.01 "$outside")

# files of our own: an XDP program's, libpcap's, a hook's
exits "a capture by a program" 0 "$xdpdump" -i veth-basic02 --load-xdp-program --rx-capture entry,exit -w xdp.pcapng -- "${ping[@]}"
exits "a capture by libpcap" 0 "$xdpdump" -i veth-basic02 -w live.pcapng -- "${ping[@]}"
exits "a hook" 0 "$tracing01/xdp_loader" -d veth-basic02 -q --single --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf
start hook "^listening" "$xdpcap" -q /sys/fs/bpf/xdpcap_hook hook.pcapng icmp6
"${ping[@]}" >ping.out
stop INT
exits "the hook's program is off" 0 "$tracing01/xdp_loader" -d veth-basic02 -q -U

# the same lines as live: what tshark finds in the file, in the words of a capture
as_live()
{
	local index
	read -r index </sys/class/net/veth-basic02/ifindex
	fields "$1" frame.time_epoch frame.interface_name frame.len frame.interface_queue frame.packet_id frame.verdict.ebpf_xdp |
		awk -F '\t' -v index_="$index" 'BEGIN { split("ABORTED DROP PASS TX REDIRECT", action, " ") } {
			split($2, part, /[:@]/)
			xdp = $2 ~ /:/
			point = $6 == "" ? "entry" : "exit[" action[$6 + 1] "]"
			name = xdp ? part[2] : part[1]
			printf "%s: %s@%s: packet size %s bytes on%s rx queue %s%s\n", $1, name, point, $3,
				xdp ? " if_index " index_ "," : "", $4, $5 == "" ? "" : ", id " $5 }'
}
run "$xdpdump" -r xdp.pcapng
is "xdpdump -r: exit status" 0 "$status"
ok "xdpdump -r: there are packets" test "$(wc -l <<<"$out")" -ge 6
is "xdpdump -r: its lines" "$(as_live xdp.pcapng)" "$out"
like "and what it reads, as tcpdump says it" "^reading from file xdp.pcapng, link-type EN10MB \(Ethernet\), snapshot length 65000$" "$err"
like "and how many" "^$(wc -l <<<"$out") packets read, $(wc -l <<<"$out") matched, 0 lost$" "$err"
is "xdpcap -r: its lines" "$(as_live hook.pcapng)" "$("$xdpcap" -r hook.pcapng 2>/dev/null)"
is "each reads the other's" "$("$xdpcap" -r hook.pcapng 2>/dev/null)" "$("$xdpdump" -r hook.pcapng 2>/dev/null)"
is "and nobody may" "$out" "$(as_nobody "$xdpdump" -r - <xdp.pcapng 2>/dev/null)"
run "$xdpdump" -r xdp.pcapng --diff
is "--diff: an exit each" "$(as_live xdp.pcapng | grep -c exit)" "$(grep -c '^[0-9]*\.[0-9]*: .*exit' <<<"$out")"
run "$xdpdump" -r xdp.pcapng --latency
is "--latency: what lies between" \
	"$(fields xdp.pcapng frame.time_epoch frame.packet_id | awk '{ split($1, t, "."); if ($2 in since) print t[2] - since[$2]; else since[$2] = t[2] }')" \
	"$(sed -n 's/.*, took \([0-9]*\) ns$/\1/p' <<<"$out")"

# tcpdump beside it: times and lengths, by format and filter
theirs() { tcpdump -ttner "$1" "${@:2}" 2>/dev/null | sed -E 's/^([0-9.]+) .*, length ([0-9]+): .*/\1 \2/'; }
ours() { "$xdpdump" -r "$1" "${@:2}" 2>/dev/null | sed -E 's/^([0-9]+\.[0-9]{6})[0-9]*: (.*: )?packet size ([0-9]+) bytes.*/\1 \3/'; }
for format in pcap nsecpcap modpcap nseclibpcap pcapng; do
	editcap -F $format live.pcapng $format.file 2>/dev/null || { diag "no editcap -F $format"; continue; }
	is "$format: as tcpdump reads it" "$(theirs $format.file)" "$(ours $format.file)"
done
ok "there was something to compare" test -s pcapng.file
for filter in icmp6 'ip6[40] == 129' 'not icmp6' 'vlan and ip6' 'less 100' 'len == 118 and src net fc00::/16'; do
	is "filter '$filter': live.pcapng" "$(theirs live.pcapng "$filter")" "$(ours live.pcapng "$filter")"
	is "filter '$filter': xdp.pcapng" "$(theirs xdp.pcapng "$filter")" "$(ours xdp.pcapng "$filter")"
done
echo 'ip6[40] == 129' >filter
is "-F FILE" "$(theirs live.pcapng 'ip6[40] == 129')" "$(ours live.pcapng -F filter)"
is "a filter in numbers" "$(theirs live.pcapng 'ip6[40] == 129')" "$(ours live.pcapng "$("$tracing06/bpfoff" 0 'link[54] == 129')")"
editcap -F pcap -C 14 -T rawip live.pcapng raw.pcap 2>/dev/null
is "another link type" "reading from file raw.pcap, link-type RAW (Raw IP), snapshot length 262144" \
	"$("$xdpdump" -r raw.pcap 'ip6[40] == 129' 2>&1 >raw.out | head -n 1)"
is "and its filter" "$(theirs live.pcapng 'ip6[40] == 129' | wc -l)" "$(wc -l <raw.out)"

# what tcpdump's users type
for t in -t -tt -ttt -tttt -ttttt; do
	is "$t: the time is tcpdump's" "$(tcpdump -n $t -r live.pcapng 2>/dev/null | sed -E 's/ IP6? .*//; s/^(IP.*)$//; s/^ //')" \
		"$("$xdpdump" -n $t -r live.pcapng 2>/dev/null | sed -E 's/:? ?packet size .*//')"
done
is "-x: the bytes are tcpdump's -xx" "$(tcpdump -nxxr live.pcapng 2>/dev/null | sed -nE 's/^\t0x[0-9a-f]{4}: //p' | tr -d ' \n')" \
	"$("$xdpdump" -nr live.pcapng -x 2>/dev/null | sed -nE 's/^  0x[0-9a-f]{4}: (( [0-9a-f]{2})+)  .*/\1/p' | tr -d ' \n')"
is "-X: the same" "$("$xdpdump" -xr live.pcapng 2>/dev/null)" "$("$xdpdump" -Xr live.pcapng 2>/dev/null)"
like "-A: as characters" '!"#\$%&' "$("$xdpdump" -Ar live.pcapng icmp6 2>/dev/null)"
is "-q: shorter" "$("$xdpdump" -r xdp.pcapng 2>/dev/null | sed 's/ on if_index.*//')" "$("$xdpdump" -qr xdp.pcapng 2>/dev/null)"

# JSON: all that tshark finds there, and nothing that is not
of_json() { jq -r '[.interface, .program // .map, .hook, .queue, .packet_id, .verdict, .length, .captured, .lost] | map(. // "" | tostring) | join(" ")'; }
of_file()
{
	fields "$1" frame.interface_name frame.interface_queue frame.packet_id frame.verdict.ebpf_xdp frame.len frame.cap_len frame.drop_count |
		awk -F '\t' 'BEGIN { split("XDP_ABORTED XDP_DROP XDP_PASS XDP_TX XDP_REDIRECT", action, " ") } {
			n = split($1, part, /:|\(\)@f|@/)
			printf "%s %s %s %s %s %s %s %s %s\n", n == 2 ? "" : part[1], n == 3 ? part[2] : n == 2 ? part[1] : "",
				n == 1 ? "" : $4 == "" ? "entry" : "exit", $2, $3, $4 == "" ? "" : action[$4 + 1], $5, $6, $7 }'
}
for file in xdp live hook; do
	run "$xdpdump" -r $file.pcapng --json
	is "--json of $file.pcapng" "$(of_file $file.pcapng)" "$(of_json <<<"$out")"
	is "to the last digit of the time" "$(fields $file.pcapng frame.time_epoch)" "$(grep -oP '^{"time": \K[0-9.]+' run.out)"
	is "xdpcap's is the same" "$out" "$("$xdpcap" -r $file.pcapng -json 2>/dev/null)"
done
like "a direction where no queue is known" '"direction": "out"' "$("$xdpdump" -r live.pcapng --json 2>/dev/null)"
unlike "no member without a value" 'null|: ""|4294967' "$("$xdpdump" -r live.pcapng --json 2>/dev/null)"

# --decode: tcpdump's own line behind ours
decoded() { "$xdpdump" -r "$@" 2>/dev/null | sed -E 's/^[0-9.]+: ([^ ]*\(\)@[^ ]+: )?//'; }
is "--decode: tcpdump's lines" "$(tcpdump -tnr xdp.pcapng 2>/dev/null)" "$(decoded xdp.pcapng --decode)"
is "--decode -e" "$(tcpdump -tner live.pcapng 2>/dev/null)" "$(decoded live.pcapng --decode -e)"
is "--decode -q" "$(tcpdump -tnqr live.pcapng 2>/dev/null)" "$(decoded live.pcapng --decode -q)"
is "--decode of another link type" "$(tcpdump -tnr raw.pcap 2>/dev/null)" "$(decoded raw.pcap --decode)"
is "--decode: what is before them is ours" "$("$xdpdump" -r xdp.pcapng 2>/dev/null | sed 's/packet size.*//')" \
	"$("$xdpdump" -r xdp.pcapng --decode 2>/dev/null | sed 's/IP6.*//')"
is "--decode -x: the bytes, too" "$("$xdpdump" -r xdp.pcapng -x 2>/dev/null | grep '^ ')" "$("$xdpdump" -r xdp.pcapng -x --decode 2>/dev/null | grep '^ ')"
mkdir shark none dead
ln -s "$(command -v tshark)" "$(command -v dumpcap)" shark
ln -s "$(command -v false)" dead/tcpdump
is "by tshark: where there is no tcpdump" "$(tshark -nr live.pcapng -Y icmpv6 2>/dev/null | grep -c ICMPv6)" \
	"$(PATH=$tmp/shark "$xdpdump" -r live.pcapng --decode icmp6 2>/dev/null | /usr/bin/grep -c '^[0-9.]*: .*ICMPv6 118 Echo')"
for missing in none dead; do
	run env "PATH=$tmp/$missing" "$xdpdump" -r xdp.pcapng --decode
	is "$missing: the lines without it" "$(as_live xdp.pcapng)" "$out"
	is "$missing: one line that says so" 1 "$(grep -c '^--decode: ' <<<"$err")"
done


# a decoder that never answers, or never reads: behind all else, for it takes its time
mkdir deaf
printf '#!/bin/sh\nexec sleep 1000\n' >deaf/tcpdump
chmod +x deaf/tcpdump
PATH=$tmp/deaf:$PATH "$xdpdump" -r xdp.pcapng --decode >deaf.out 2>deaf.err &
deaf=$!

# live: each packet at once, and all of them in the end
ends_well()	# OPTION LINE
{
	start "$1" "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program "--$1"
	in_env ping -q -c 1 "$outside" >ping.out
	ok "live --$1: a lone packet is there" await grep -q "$2" "$1.out"
	in_env ping -f -q -c 300 "$outside" >ping.out
	stop INT
	is "live --$1: ends well" "0 0 packets dropped by perf ring" "$status $(tail -n 1 "$1.err")"
	is "live --$1: with all packets" "$(sed -n 's/^\([0-9]*\) packets captured$/\1/p' "$1.err")" "$(wc -l <"$1.out")"
	ok "live --$1: there were enough" test "$(grep -c "$2" "$1.out")" -ge 301
}
ends_well decode '^[0-9.]*: xdpdump()@entry: IP6 .* ICMP6, echo request'
ok "no tcpdump is left" not pgrep -x tcpdump
ends_well json '"program": "xdpdump", "hook": "entry", "length": 118'
ok "jq takes them all" jq -e .time json.out

# -c, -s, and into another file
is "-c counts what matches" "$(theirs live.pcapng 'ip6[40] == 129' -c 2)" "$(ours live.pcapng -c 2 'ip6[40] == 129')"
all=(frame.time_epoch frame.interface_name frame.interface_description frame.len frame.cap_len frame.interface_queue
	frame.packet_id frame.verdict.ebpf_xdp frame.packet_flags frame.drop_count)
for file in xdp live hook; do
	exits "$file.pcapng -w" 0 "$xdpdump" -r $file.pcapng -w copy.pcapng
	is "all that tshark knows of its packets" "$(fields $file.pcapng "${all[@]}" data)" "$(fields copy.pcapng "${all[@]}" data)"
	is "and of the capture" "$(capinfos -Mcal $file.pcapng | tail -n +2)" "$(capinfos -Mcal copy.pcapng | tail -n +2)"
done
is "a file of 0600" 600 "$(stat -c %a copy.pcapng)"
exits "-s 20 -w, with a filter" 0 "$xdpdump" -r xdp.pcapng -s 20 -w copy.pcapng icmp6
is "what matches, cut" "$(tshark -r xdp.pcapng -Y 'ipv6.nxt == 58' -T fields -e frame.time_epoch -e frame.len 2>/dev/null | sed 's/$/\t20/')" "$(fields copy.pcapng frame.time_epoch frame.len frame.cap_len)"
exits "--use-pcap -w -" 0 "$xdpdump" -r live.pcapng --use-pcap -w - icmp6
is "is tcpdump's own" "$(tcpdump -ttnr live.pcapng icmp6 2>/dev/null)" "$(tcpdump -ttnr run.out 2>/dev/null)"
exits "nothing matches" 0 "$xdpcap" -r live.pcapng -w none.pcapng tcp
is "a file without packets" "0" "$(capinfos -Mc none.pcapng | sed -n 's/^Number of packets: *//p')"
refuses "onto itself" 1 "^./live.pcapng: the file that is read$" "$xdpdump" -r live.pcapng -w ./live.pcapng

# a stream: each packet is there at once, and a signal ends it
mkfifo fifo
exec 7<>fifo	# somebody who goes on writing
cat xdp.pcapng >&7
start stream "^reading from" "$xdpdump" -r fifo
complete() { [ "$(wc -l <stream.out)" = "$(as_live xdp.pcapng | wc -l)" ]; }
ok "a stream that goes on: all its packets are there" await complete
stop INT
is "SIGINT ends it" "0 $(wc -l <stream.out) packets read" "$status $(sed -n 's/^\([0-9]* packets read\), .*/\1/p' stream.err)"
exec 7>&-

# --print beside -w: what is stored is what is printed, by each, and of a file again
start both "^listening" "$xdpdump" -i veth-basic02 --load-xdp-program --rx-capture entry,exit --print -w both.pcapng
"${ping[@]}" >ping.out
stop INT
ok "--print: live, there are lines" test "$(wc -l <both.out)" -ge 6
is "--print: what is stored is printed" "$("$xdpdump" -r both.pcapng --json 2>/dev/null | jq -c '[.packet_id, .verdict]')" \
	"$(sed -E 's/.*@entry.*id ([0-9]+)$/[\1,null]/; s/.*@exit\[(.*)\].*id ([0-9]+)$/[\2,"XDP_\1"]/' both.out)"
is "--print: of a file" "$("$xdpdump" -r both.pcapng 2>/dev/null)" "$("$xdpdump" -r both.pcapng --print -w again.pcapng 2>/dev/null)"
is "which is stored, too" "$("$xdpdump" -r both.pcapng 2>/dev/null)" "$("$xdpdump" -r again.pcapng 2>/dev/null)"
exits "a hook once more" 0 "$tracing01/xdp_loader" -d veth-basic02 -q --single --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf
start hook "^listening" "$xdpcap" -print -json /sys/fs/bpf/xdpcap_hook again.pcapng icmp6
"${ping[@]}" >ping.out
stop INT
is "xdpcap -print -json: live" "$("$xdpdump" -r again.pcapng --json 2>/dev/null | jq -c '[.map, .hook, .verdict, .length, .queue]')" \
	"$(jq -c '[.map, .hook, .verdict, .length, .queue]' hook.out)"
ok "there are lines, with the interface's number" test "$(grep -c '"ifindex": [0-9]*, "queue": 0, "map": "xdpcap_hook"' hook.out)" -ge 3
exits "the program is off" 0 "$tracing01/xdp_loader" -d veth-basic02 -q -U

# what is broken: one line, status 1, and what stands before it
for cut in 1 20 200 700; do
	head -c -$cut xdp.pcapng >cut.pcapng
	run "$xdpdump" -r cut.pcapng
	is "cut by $cut bytes: status" 1 "$status"
	like "cut by $cut bytes: why" "^cut.pcapng: ends within a block$" "$err"
	is "cut by $cut bytes: one error" 1 "$(grep -c "^cut.pcapng: " <<<"$err")"
	is "cut by $cut bytes: the packets before it" "$(tcpdump -ttnr cut.pcapng 2>/dev/null | wc -l)" "$(grep -c packet <<<"$out")"
done
head -c -20 pcap.file >cut.pcap
run "$xdpdump" -r cut.pcap
is "a pcap file: status" 1 "$status"
like "a pcap file: why" "^cut.pcap: truncated dump file" "$err"
is "a pcap file: the packets before it" "$(tcpdump -ttnr cut.pcap 2>/dev/null | wc -l)" "$(grep -c packet <<<"$out")"
ok "a decoder that never answers: it goes on without" await not kill -0 $deaf || kill $deaf
wait $deaf
is "well" 0 $?
is "with all lines" "$(as_live xdp.pcapng)" "$(<deaf.out)"
is "and says so once" "--decode: tcpdump does not answer: packets are printed without it" "$(grep -e --decode: deaf.err)"
ok "it is not left" not pgrep -x sleep
done_testing
